import Crypto
import Text

/// Ten single-use codes for when the other factor is lost.
package enum RecoveryCode {
    package static let count = 10
    /// Of 5 bits each. With 112 bits or more a plain hash is enough (OWASP ASVS 5.0, 6.5.2).
    private static let length = 24

    /// Six groups of four lower-case letters and digits, without those that look alike: 120 random bits each.
    package static func make() -> [String] {
        (0..<count).map { _ in
            SymmetricKey(size: SymmetricKeySize(bitCount: length * 5))
                .withUnsafeBytes { Array($0) }
                .base32(.readable)
                .inGroupsOfFour(separatedBy: "-")
        }
    }

    /// SHA-256 of the code, which is what is kept of it; nil for what cannot be one.
    /// - Parameter typed: case is ignored, and how it is spelt (`PlainText.code`); o is 0, i and l are 1, u is v.
    package static func hash(_ typed: String) -> [UInt8]? {
        var code: [UInt8] = []
        for scalar in PlainText.code(typed).unicodeScalars {
            guard scalar.isASCII, let character = folded(UInt8(scalar.value)), code.count < length else {
                return nil
            }
            code.append(character)
        }
        return code.count == length ? Array(SHA256.hash(data: code)) : nil
    }

    private static func folded(_ character: UInt8) -> UInt8? {
        let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character)
        let lower = isUpper ? character | 0x20 : character
        let folded =
            switch lower {
            case UInt8(ascii: "o"): UInt8(ascii: "0")
            case UInt8(ascii: "i"), UInt8(ascii: "l"): UInt8(ascii: "1")
            case UInt8(ascii: "u"): UInt8(ascii: "v")
            default: lower
            }
        return Base32Alphabet.readable.characters.contains(folded) ? folded : nil
    }
}
