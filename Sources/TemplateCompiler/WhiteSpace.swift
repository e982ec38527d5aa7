extension UInt8 {
    /// White space as HTML has it.
    var isWhiteSpace: Bool {
        switch self {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: true
        default: false
        }
    }
}

extension StringProtocol {
    /// Whether there is nothing to see.
    var isBlank: Bool {
        utf8.allSatisfy(\.isWhiteSpace)
    }

    /// The white space it begins with.
    var leadingWhiteSpace: String {
        String(decoding: utf8.prefix(while: \.isWhiteSpace), as: UTF8.self)
    }

    func trimmingTrailingWhiteSpace() -> String {
        let trailing = utf8.reversed().prefix(while: \.isWhiteSpace).count
        return String(decoding: utf8.dropLast(trailing), as: UTF8.self)
    }
}
