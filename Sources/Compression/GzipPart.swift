import CZlib

/// Bytes compressed once, to stand in any number of gzip streams.
package struct GzipPart: Sendable {
    /// DEFLATE blocks (RFC 1951) that end with a whole byte and refer to nothing before the first.
    let blocks: [UInt8]
    let checksum: UInt
    /// How many bytes that was.
    let count: Int

    /// - Parameter level: of zlib, from 1 to 9.
    package init(_ bytes: ArraySlice<UInt8>, level: Int32 = 6) {
        count = bytes.count
        (blocks, checksum) = bytes.withUnsafeBytes { bytes in
            (Self.deflated(bytes, level: level), GzipStream.checksum(of: bytes))
        }
    }

    private static func deflated(_ bytes: UnsafeRawBufferPointer, level: Int32) -> [UInt8] {
        var stream = z_stream()
        // Less than no window: bare DEFLATE, without zlib's own head and end.
        let begun = deflateInit2_(
            &stream, level, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(begun == Z_OK, "zlib cannot begin: \(begun)")
        defer { deflateEnd(&stream) }
        // What ends with a whole byte takes up to six more.
        let capacity = Int(deflateBound(&stream, UInt(bytes.count))) + 6
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { out in
            // zlib reads from there, and writes nothing.
            stream.next_in = UnsafeMutablePointer(
                mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.avail_in = UInt32(bytes.count)
            stream.next_out = out.baseAddress
            stream.avail_out = UInt32(capacity)
            let result = deflate(&stream, Z_SYNC_FLUSH)
            precondition(
                result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0, "zlib did not end: \(result)")
            // Copied: it may be kept for long, and is mostly far shorter than it could be.
            return Array(out[..<(capacity - Int(stream.avail_out))])
        }
    }
}
