import CZlib

/// The checksum of ZIP and gzip.
package struct CRC32: Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func add(_ bytes: [UInt8]) {
        value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes, bytes.count))
    }
}

/// A ZIP archive, written while it is sent (PKWARE's APPNOTE 6.3.10, with ZIP64 where something is 4 GiB or longer, or 65,535 files
/// and more are in it; without that it stays readable by what does not know ZIP64). Files whose length is known are stored as they are,
/// others compressed. Names are UTF-8.
package struct ZipWriter: Sendable {
    private struct Entry: Sendable {
        let name: [UInt8]
        var isDeflated = false
        /// Whether its head says its figures in eight bytes each.
        var isLong = false
        var size: UInt64 = 0
        /// As it stands in the archive.
        var stored: UInt64 = 0
        var checksum: UInt32 = 0
        let offset: UInt64
    }

    /// What is said in the longer form, and where it would have stood.
    private static let long = UInt32.max
    private static let longCount = UInt16.max
    /// How many files fit: each of them is remembered until the end.
    private static let most = 1_000_000
    /// How many of them are listed in a piece.
    private static let listedAtOnce = 2_000

    private var entries: [Entry] = []
    private var position: UInt64 = 0
    private var running = CRC32()
    private var listed = 0
    /// Where the list of them begins; nil before.
    private var directory: UInt64?
    private var hasEnded = false

    package init() {}

    /// Whether another file fits.
    package var hasRoom: Bool { entries.count < Self.most }

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
        entries[entries.count - 1].size += UInt64(bytes.count)
        return count(blocks)
    }

    package mutating func endDeflated() -> [UInt8] {
        // The last block, with nothing in it.
        var end = count([0x03, 0x00])
        entries[entries.count - 1].checksum = running.value
        let entry = entries[entries.count - 1]
        end.append(little: UInt32(0x0807_4B50))
        end.append(little: entry.checksum)
        // Its head could not say that it is 4 GiB or longer: the list at the end does, by which archives are unpacked.
        if max(entry.stored, entry.size) >= UInt64(Self.long) {
            for value in [entry.stored, entry.size] { end.append(little: value) }
            position += 24
        } else {
            for value in [entry.stored, entry.size] { end.append(little: UInt32(value)) }
            position += 16
        }
        return end
    }

    private mutating func count(_ bytes: [UInt8]) -> [UInt8] {
        entries[entries.count - 1].stored += UInt64(bytes.count)
        position += UInt64(bytes.count)
        return bytes
    }

    private mutating func begin(_ entry: Entry) -> [UInt8] {
        entries.append(entry)
        var extra: [UInt8] = []
        if entry.isLong {
            extra.append(little: UInt16(0x0001))
            extra.append(little: UInt16(16))
            for value in [entry.size, entry.stored] { extra.append(little: value) }
        }
        var head: [UInt8] = []
        head.append(little: UInt32(0x0403_4B50))
        // The figures of what is deflated stand behind it.
        head.append(
            contentsOf: Self.common(
                entry, needsLong: entry.isLong, checksum: entry.isDeflated ? 0 : entry.checksum,
                stored: entry.isLong ? Self.long : entry.isDeflated ? 0 : UInt32(entry.stored),
                size: entry.isLong ? Self.long : entry.isDeflated ? 0 : UInt32(entry.size),
                extra: extra.count))
        head += entry.name
        head += extra
        position += UInt64(head.count)
        return head
    }

    /// What stands before a file's bytes, which the caller sends next: `size` of them, with that checksum.
    package mutating func begin(_ name: String, size: UInt64, checksum: UInt32) -> [UInt8] {
        let head = begin(
            Entry(
                name: Array(name.utf8), isLong: size >= UInt64(Self.long), size: size, stored: size,
                checksum: checksum, offset: position))
        position += size
        return head
    }

    /// What stands behind the last file, a piece at a time; nil after the last piece.
    package mutating func end() -> [UInt8]? {
        if hasEnded { return nil }
        let start = directory ?? position
        directory = start
        guard listed < entries.count else {
            hasEnded = true
            return conclusion(from: start)
        }
        var piece: [UInt8] = []
        for entry in entries[listed..<min(listed + Self.listedAtOnce, entries.count)] {
            Self.list(entry, in: &piece)
        }
        listed = min(listed + Self.listedAtOnce, entries.count)
        position += UInt64(piece.count)
        return piece
    }

    private static func list(_ entry: Entry, in piece: inout [UInt8]) {
        let long = UInt64(Self.long)
        let figures = [entry.size, entry.stored, entry.offset].filter { $0 >= long }
        var extra: [UInt8] = []
        if !figures.isEmpty {
            extra.append(little: UInt16(0x0001))
            extra.append(little: UInt16(8 * figures.count))
            for figure in figures { extra.append(little: figure) }
        }
        piece.append(little: UInt32(0x0201_4B50))
        // Made as by UNIX: regular files that everybody may read.
        piece.append(little: UInt16(0x0300 | version(isLong: !extra.isEmpty)))
        piece.append(
            contentsOf: common(
                entry, needsLong: entry.isLong || !extra.isEmpty, checksum: entry.checksum,
                stored: UInt32(clamping: entry.stored), size: UInt32(clamping: entry.size),
                extra: extra.count))
        // No comment, on the first disk, of no kind.
        for _ in 0..<3 { piece.append(little: UInt16(0)) }
        piece.append(little: UInt32(0o100644) << 16)
        piece.append(little: UInt32(clamping: entry.offset))
        piece += entry.name
        piece += extra
    }

    /// How many files there are and where their list is.
    private func conclusion(from start: UInt64) -> [UInt8] {
        let count = UInt64(entries.count)
        let length = position - start
        var end: [UInt8] = []
        if count >= UInt64(Self.longCount) || max(length, start) >= UInt64(Self.long) {
            end.append(little: UInt32(0x0606_4B50))
            end.append(little: UInt64(44))
            end.append(little: 0x0300 | Self.version(isLong: true))
            end.append(little: Self.version(isLong: true))
            for _ in 0..<2 { end.append(little: UInt32(0)) }
            for value in [count, count, length, start] { end.append(little: value) }
            // Where that is, on the first disk of one.
            end.append(little: UInt32(0x0706_4B50))
            end.append(little: UInt32(0))
            end.append(little: position)
            end.append(little: UInt32(1))
        }
        end.append(little: UInt32(0x0605_4B50))
        for _ in 0..<2 { end.append(little: UInt16(0)) }
        for _ in 0..<2 { end.append(little: UInt16(clamping: count)) }
        end.append(little: UInt32(clamping: length))
        end.append(little: UInt32(clamping: start))
        end.append(little: UInt16(0))
        return end
    }

    private static func version(isLong: Bool) -> UInt16 { isLong ? 45 : 20 }

    /// What both heads of a file have: the version it takes, names in UTF-8, the earliest time there is.
    private static func common(
        _ entry: Entry, needsLong: Bool, checksum: UInt32, stored: UInt32, size: UInt32, extra: Int
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: version(isLong: needsLong))
        bytes.append(little: UInt16(entry.isDeflated ? 0x0808 : 0x0800))
        bytes.append(little: UInt16(entry.isDeflated ? 8 : 0))
        bytes.append(little: UInt16(0))
        bytes.append(little: UInt16(0x0021))
        for value in [checksum, stored, size] { bytes.append(little: value) }
        bytes.append(little: UInt16(entry.name.count))
        bytes.append(little: UInt16(extra))
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(little value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
