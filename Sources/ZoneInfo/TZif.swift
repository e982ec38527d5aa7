/// The format of the files in a time zone database: RFC 9636. Of a file's two blocks of data, the second, with times of
/// 64 bits, is read; files of version 1, which have none, have not been made since 2006.
enum TZif {
    /// None for what is not such a file, for one that contradicts itself, and for one that counts leap seconds, which
    /// `Date` does not.
    static func offsets(in bytes: [UInt8]) -> ZoneOffsets? {
        var reader = Reader(rest: bytes[...])
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"),
            reader.take(old.size(timeSize: 4)) != nil,
            let header = reader.header(), header.version == old.version, header.isConsistent,
            let times = reader.take(header.times * 8),
            let kindsOfTimes = reader.take(header.times),
            let kinds = reader.take(header.kinds * 6),
            reader.take(header.names + header.standards + header.universals) != nil,
            let footer = reader.footer()
        else { return nil }
        // Empty where nothing is known after the last change.
        let rule = footer.isEmpty ? nil : ZoneRule(posix: footer)
        guard footer.isEmpty || rule != nil else { return nil }

        var offsets: [Int] = []
        for start in stride(from: kinds.startIndex, to: kinds.endIndex, by: 6) {
            let offset = Int(Int32(truncatingIfNeeded: Reader.bigEndian(kinds[start..<start + 4])))
            guard offsetRange.contains(offset) else { return nil }
            offsets.append(offset)
        }
        var changes: [(moment: Int, offset: Int)] = []
        for index in 0..<header.times {
            let start = times.startIndex + index * 8
            let moment = Reader.bigEndian(times[start..<start + 8])
            let kind = Int(kindsOfTimes[kindsOfTimes.startIndex + index])
            guard momentRange.contains(moment), changes.last.map({ $0.moment < moment }) ?? true,
                kind < offsets.count
            else { return nil }
            changes.append((moment, offsets[kind]))
        }
        return ZoneOffsets(initial: offsets[0], changes: changes, rule: rule)
    }

    /// What the RFC asks writers to keep to.
    private static let offsetRange = -89_999...93_599
    private static let momentRange = -(1 << 59)...(1 << 59)
}

private struct Header {
    var version: UInt8
    var universals: Int
    var standards: Int
    var leapSeconds: Int
    var times: Int
    var kinds: Int
    var names: Int

    func size(timeSize: Int) -> Int {
        times * (timeSize + 1) + kinds * 6 + names + leapSeconds * (timeSize + 4) + standards + universals
    }

    var isConsistent: Bool {
        kinds > 0 && names > 0 && leapSeconds == 0 && [0, kinds].contains(standards)
            && [0, kinds].contains(universals)
    }
}

private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    /// Counts have 32 bits, so nothing computed from them overflows.
    mutating func header() -> Header? {
        guard let magic = take(4), magic.elementsEqual("TZif".utf8), let version = take(1)?.first,
            take(15) != nil, let counts = take(24)
        else { return nil }
        func count(_ index: Int) -> Int {
            let start = counts.startIndex + index * 4
            return Self.bigEndian(counts[start..<start + 4])
        }
        return Header(
            version: version, universals: count(0), standards: count(1), leapSeconds: count(2),
            times: count(3),
            kinds: count(4), names: count(5))
    }

    /// What stands between the last two ends of lines.
    mutating func footer() -> [UInt8]? {
        let newline = UInt8(ascii: "\n")
        guard take(1)?.first == newline, let end = rest.firstIndex(of: newline) else { return nil }
        return Array(rest[..<end])
    }
}
