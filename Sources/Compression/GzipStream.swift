import CZlib

/// A gzip stream (RFC 1952) put together of what was compressed before and of bytes as they are.
package struct GzipStream: Sendable {
    /// The longest a stored block can be (RFC 1951, 3.2.4).
    private static let longestStored = 65_535
    /// Magic number, DEFLATE, no flags, no time, nothing about how it was compressed, Unix.
    private static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

    private var bytes: [UInt8]
    private var checksum: UInt = 0
    private var count = 0

    package init(reservingCapacity capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes += Self.head
    }

    package mutating func append(_ part: GzipPart) {
        bytes += part.blocks
        checksum = crc32_combine(checksum, part.checksum, part.count)
        count += part.count
    }

    /// Puts bytes in without compressing them: what is short and one reader's own costs next to nothing so.
    package mutating func append(stored own: [UInt8]) {
        var rest = own[...]
        while !rest.isEmpty {
            let block = rest.prefix(Self.longestStored)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            bytes.append(0)
            append(littleEndian: length)
            append(littleEndian: ~length)
            bytes += block
        }
        let own = own.withUnsafeBytes { (checksum: Self.checksum(of: $0), count: $0.count) }
        checksum = crc32_combine(checksum, own.checksum, own.count)
        count += own.count
    }

    /// The whole stream.
    package consuming func finished() -> [UInt8] {
        // The last block, an empty one of fixed codes.
        bytes += [3, 0]
        append(littleEndian: UInt32(truncatingIfNeeded: checksum))
        append(littleEndian: UInt32(truncatingIfNeeded: count))
        return bytes
    }

    private mutating func append(littleEndian number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt {
        crc32_z(0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}
