import Crypto

/// What content is called: the SHA-256 of its bytes in 64 lower-case hexadecimal digits, so that one content has one
/// name. The order of digests is that of their bytes.
package struct ContentDigest: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// Nil unless these are 64 digits; capital ones are refused.
    package init?(rawValue: String) {
        guard rawValue.utf8.count == 64, rawValue.utf8.allSatisfy(Self.isDigit) else { return nil }
        self.rawValue = rawValue
    }

    /// What some contents are called together.
    package init(of texts: [String]) {
        self.init(SHA256.hash(data: Array(texts.joined(separator: "\n").utf8)))
    }

    package init(_ digest: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        rawValue = String(unsafeUninitializedCapacity: 64) { target in
            for (index, byte) in digest.enumerated() {
                target[2 * index] = digits[Int(byte >> 4)]
                target[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 64
        }
    }

    package var description: String { rawValue }

    package static func < (one: Self, other: Self) -> Bool {
        one.rawValue.utf8.lexicographicallyPrecedes(other.rawValue.utf8)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
