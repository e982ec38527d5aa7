import CZlib

/// What one gzip stream holds, as zlib's own reader finds it; nil when it is no whole stream, or more than one.
package func gunzip(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // 16 is for gzip.
    let begun = inflateInit2_(&stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard begun == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var bytes = bytes
    var found: [UInt8] = []
    return bytes.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        while true {
            var result = Z_OK
            found += [UInt8](unsafeUninitializedCapacity: 65_536) { out, used in
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                result = inflate(&stream, Z_NO_FLUSH)
                used = out.count - Int(stream.avail_out)
            }
            if result == Z_STREAM_END { return stream.avail_in == 0 ? found : nil }
            guard result == Z_OK else { return nil }
        }
    }
}
