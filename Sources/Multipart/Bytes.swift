extension UInt8 {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote = UInt8(ascii: "\"")
    static let percent = UInt8(ascii: "%")
    static let apostrophe = UInt8(ascii: "'")
    static let asterisk = UInt8(ascii: "*")
    static let hyphen = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let backslash = UInt8(ascii: "\\")

    var isBlank: Bool { self == .space || self == .tab }
    var isControl: Bool { self < 0x20 || self == 0x7F }

    /// Of a header's name, or a parameter's. RFC 9110, 5.6.2.
    var isTokenCharacter: Bool { ASCIISet.token.contains(self) }
    /// RFC 2046, 5.1.1: `bchars`.
    var isBoundaryCharacter: Bool { ASCIISet.boundary.contains(self) }

    var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }

    /// As a hexadecimal digit.
    var hexadecimal: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// Characters of ASCII, a bit each.
struct ASCIISet: Sendable {
    private var bits: (low: UInt64, high: UInt64) = (0, 0)

    static let token = ASCIISet(alphanumericAnd: "!#$%&'*+-.^_`|~")
    static let boundary = ASCIISet(alphanumericAnd: "'()+_,-./:=? ")

    private init(alphanumericAnd others: StaticString) {
        for range in ["0"..."9", "A"..."Z", "a"..."z"] as [ClosedRange<Unicode.Scalar>] {
            for scalar in range.lowerBound.value...range.upperBound.value { insert(UInt8(scalar)) }
        }
        others.withUTF8Buffer { for byte in $0 { insert(byte) } }
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { bits.low |= 1 << UInt64(byte) } else { bits.high |= 1 << UInt64(byte - 64) }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 0x80 && (byte < 64 ? bits.low : bits.high) >> UInt64(byte & 63) & 1 == 1
    }
}

extension ArraySlice<UInt8> {
    /// As text, with the letters of ASCII in lower case; nothing has to be known of other bytes.
    var lowercasedASCII: String { String(decoding: map(\.lowercasedASCII), as: UTF8.self) }

    /// Whether these bytes are that text, which is in lower case, in any case.
    func spells(_ text: String) -> Bool {
        count == text.utf8.count && zip(self, text.utf8).allSatisfy { $0.lowercasedASCII == $1 }
    }

    /// Takes off the longest beginning of such bytes.
    mutating func take(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = prefix(while: isWanted)
        self = self[taken.endIndex...]
        return taken
    }

    /// Without white space around.
    var trimmed: ArraySlice<UInt8> {
        let start = drop { $0.isBlank }
        return start[..<(start.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start.startIndex)]
    }
}
