/// The bytes a PNG is made of.
enum PNGFile {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The signature and the first chunk, IHDR.
    static let headLength = 33

    static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
        let content = Array(type.utf8) + data
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in content {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return bytes(UInt32(data.count)) + content + bytes(~remainder)
    }

    /// The same file with more chunks behind its head.
    static func inserting(_ chunks: [UInt8], into file: [UInt8]) -> [UInt8] {
        file.prefix(headLength) + chunks + file.dropFirst(headLength)
    }
}
