import CZlib

/// The checksum of ZIP and gzip.
package struct CRC32: Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func add(_ bytes: [UInt8]) {
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes, bytes.count))
    }
}

/// A ZIP archive, written while it is sent (PKWARE's APPNOTE 6.3.3, without ZIP64: files and the whole below 4 GiB, 65,535
/// files at most). Files whose length is known are stored as they are, others compressed. Names are UTF-8.
package struct ZipWriter: Sendable {
    private struct Entry: Sendable {
        let name: [UInt8]
        var isDeflated = false
        var size: UInt32 = 0
        /// As it stands in the archive.
        var stored: UInt32 = 0
        var checksum: UInt32 = 0
        let offset: UInt32
    }

    private var entries: [Entry] = []
    private var position: UInt32 = 0
    private var listed = 0
    private var running = CRC32()

    package init() {}

    /// Whether another file fits, with all that has to follow.
    package func hasRoom(for size: Int64, named name: String) -> Bool {
        let heads = 30 + 46 + Int64(name.utf8.count)
        return entries.count < 65_000
            && Int64(position) + Int64(listed) + size + 2 * heads + 4_096 < Int64(UInt32.max)
    }

    /// What stands before a file whose length nobody knows yet. The caller sends next what `deflate` makes of its bytes, and
    /// `endDeflated` then.
    package mutating func beginDeflated(_ name: String) -> [UInt8] {
        running = CRC32()
        return begin(Entry(name: Array(name.utf8), isDeflated: true, offset: position))
    }

    /// A piece of it, as it stands in the archive.
    package mutating func deflate(_ bytes: [UInt8]) -> [UInt8] {
        running.add(bytes)
        let blocks = GzipPart(bytes[...]).blocks
        entries[entries.count - 1].size += UInt32(bytes.count)
        return count(blocks)
    }

    package mutating func endDeflated() -> [UInt8] {
        // The last block, with nothing in it.
        var end = count([0x03, 0x00])
        entries[entries.count - 1].checksum = running.value
        let entry = entries[entries.count - 1]
        end.append(little: UInt32(0x0807_4B50))
        for value in [entry.checksum, entry.stored, entry.size] { end.append(little: value) }
        position += 16
        return end
    }

    private mutating func count(_ bytes: [UInt8]) -> [UInt8] {
        entries[entries.count - 1].stored += UInt32(bytes.count)
        position += UInt32(bytes.count)
        return bytes
    }

    private mutating func begin(_ entry: Entry) -> [UInt8] {
        entries.append(entry)
        listed += 46 + entry.name.count
        var head: [UInt8] = []
        head.append(little: UInt32(0x0403_4B50))
        head.append(contentsOf: Self.common(entry, isHead: true))
        head += entry.name
        position += UInt32(head.count)
        return head
    }

    /// What stands before a file's bytes, which the caller sends next: `size` of them, with that checksum.
    package mutating func begin(_ name: String, size: UInt32, checksum: UInt32) -> [UInt8] {
        let head = begin(
            Entry(
                name: Array(name.utf8), size: size, stored: size, checksum: checksum, offset: position))
        position += size
        return head
    }

    /// What stands behind the last file.
    package func end() -> [UInt8] {
        var directory: [UInt8] = []
        for entry in entries {
            directory.append(little: UInt32(0x0201_4B50))
            // Made as by UNIX: regular files that everybody may read.
            directory.append(little: UInt16(0x0314))
            directory.append(contentsOf: Self.common(entry, isHead: false))
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

    /// What both heads of a file have: version 2.0, names in UTF-8, the earliest time there is. The one before what is deflated
    /// says that its figures stand behind it.
    private static func common(_ entry: Entry, isHead: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: UInt16(20))
        bytes.append(little: UInt16(entry.isDeflated ? 0x0808 : 0x0800))
        bytes.append(little: UInt16(entry.isDeflated ? 8 : 0))
        bytes.append(little: UInt16(0))
        bytes.append(little: UInt16(0x0021))
        let isAhead = isHead && entry.isDeflated
        for value in [entry.checksum, entry.stored, entry.size] {
            bytes.append(little: isAhead ? 0 : value)
        }
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
