import CZlib

/// The checksum of ZIP and gzip.
package struct CRC32: Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func add(_ bytes: [UInt8]) {
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes, bytes.count))
    }
}

/// A ZIP archive of files that are stored as they are, written while it is sent (PKWARE's APPNOTE 6.3.3, without ZIP64:
/// files and the whole below 4 GiB, 65,535 files at most). Names are UTF-8.
package struct ZipWriter: Sendable {
    private struct Entry: Sendable {
        let name: [UInt8]
        let size: UInt32
        let checksum: UInt32
        let offset: UInt32
    }

    private var entries: [Entry] = []
    private var position: UInt32 = 0

    package init() {}

    /// What stands before a file's bytes, which the caller sends next: `size` of them, with that checksum.
    package mutating func begin(_ name: String, size: UInt32, checksum: UInt32) -> [UInt8] {
        let entry = Entry(name: Array(name.utf8), size: size, checksum: checksum, offset: position)
        entries.append(entry)
        var head: [UInt8] = []
        head.append(little: UInt32(0x0403_4B50))
        head.append(contentsOf: Self.common(entry))
        head += entry.name
        position += UInt32(head.count) + size
        return head
    }

    /// What stands behind the last file.
    package func end() -> [UInt8] {
        var directory: [UInt8] = []
        for entry in entries {
            directory.append(little: UInt32(0x0201_4B50))
            // Made as by UNIX: regular files that everybody may read.
            directory.append(little: UInt16(0x0314))
            directory.append(contentsOf: Self.common(entry))
            // No comment, on the first disk, of no kind.
            for _ in 0..<3 { directory.append(little: UInt16(0)) }
            directory.append(little: UInt32(0o100644) << 16)
            directory.append(little: entry.offset)
            directory += entry.name
        }
        var end = directory
        end.append(little: UInt32(0x0605_4B50))
        for _ in 0..<2 { end.append(little: UInt16(0)) }
        for _ in 0..<2 { end.append(little: UInt16(entries.count)) }
        end.append(little: UInt32(directory.count))
        end.append(little: position)
        end.append(little: UInt16(0))
        return end
    }

    /// What both heads of a file have: version 2.0, names in UTF-8, stored, the earliest time there is.
    private static func common(_ entry: Entry) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: UInt16(20))
        bytes.append(little: UInt16(0x0800))
        bytes.append(little: UInt16(0))
        bytes.append(little: UInt16(0))
        bytes.append(little: UInt16(0x0021))
        bytes.append(little: entry.checksum)
        bytes.append(little: entry.size)
        bytes.append(little: entry.size)
        bytes.append(little: UInt16(entry.name.count))
        bytes.append(little: UInt16(0))
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(little value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
