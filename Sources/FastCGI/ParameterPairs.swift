/// Name-value pairs, one behind the other. FastCGI specification, 3.4.
struct ParameterPairs {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The lengths of the next pair; nil at the end, and where the bytes end within them. Does not move on.
    func nextLengths() -> (name: Int, value: Int)? {
        var next = position
        guard let name = length(at: &next), let value = length(at: &next) else { return nil }
        return (name, value)
    }

    /// The next pair; nil at the end, and where lengths are untrue.
    mutating func next() -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        var start = position
        guard let name = length(at: &start), let value = length(at: &start),
            bytes.count - start >= name + value
        else { return nil }
        position = start + name + value
        return (
            UnsafeRawBufferPointer(rebasing: bytes[start..<start + name]),
            UnsafeRawBufferPointer(rebasing: bytes[start + name..<position])
        )
    }

    private func length(at next: inout Int) -> Int? {
        guard next < bytes.count else { return nil }
        let first = bytes[next]
        if first < 0x80 {
            next += 1
            return Int(first)
        }
        guard bytes.count - next >= 4 else { return nil }
        let tail = Int(bytes[next + 1]) << 16 | Int(bytes[next + 2]) << 8 | Int(bytes[next + 3])
        next += 4
        return Int(first & 0x7F) << 24 | tail
    }
}
