/// Integers as the wire has them: most significant byte first.
extension RawSpan {
    func bigEndian<I: FixedWidthInteger>(_: I.Type, at offset: Int = 0) throws(ValueError) -> I {
        guard offset >= 0, byteCount - offset >= MemoryLayout<I>.size else { throw .wrongLength }
        var value: I = 0
        for index in offset..<offset + MemoryLayout<I>.size {
            value = value << 8 | I(truncatingIfNeeded: unsafeLoad(fromByteOffset: index, as: UInt8.self))
        }
        return value
    }

    /// The integer that takes up all bytes.
    func onlyBigEndian<I: FixedWidthInteger>(_: I.Type) throws(ValueError) -> I {
        guard byteCount == MemoryLayout<I>.size else { throw .wrongLength }
        return try bigEndian(I.self)
    }
}

extension [UInt8] {
    mutating func append<I: FixedWidthInteger>(bigEndian value: I) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
