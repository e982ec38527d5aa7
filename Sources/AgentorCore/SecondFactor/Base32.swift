extension Sequence<UInt8> {
    /// Five bits a character, the first bits first; the last character is filled up with zeros.
    /// - Parameter alphabet: 32 ASCII characters.
    func base32(_ alphabet: Base32Alphabet) -> String {
        var text: [UInt8] = []
        var bits: UInt16 = 0
        var count = 0
        for byte in self {
            bits = bits << 8 | UInt16(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet.characters[Int(bits >> count & 31)])
            }
        }
        if count > 0 { text.append(alphabet.characters[Int(bits << (5 - count) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

struct Base32Alphabet: Sendable {
    let characters: [UInt8]

    /// RFC 4648, which authenticator apps read.
    static let standard = Base32Alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    /// Crockford's, for people: without i, l, o and u.
    static let readable = Base32Alphabet("0123456789abcdefghjkmnpqrstvwxyz")

    private init(_ characters: String) {
        self.characters = Array(characters.utf8)
    }
}

extension String {
    /// "ABCDEFGHIJ" is "ABCD EFGH IJ".
    func inGroupsOfFour(separatedBy separator: String) -> String {
        var groups: [Substring] = []
        var rest = self[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: separator)
    }
}
