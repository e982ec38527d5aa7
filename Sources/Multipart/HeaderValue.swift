/// The value of a header that has parameters, like `form-data; name="photo"`. RFC 2045, 5.1, and RFC 2183, 2,
/// as senders keep to them: white space stands around semicolons alone, and whatever needs no quotes may go
/// without.
struct HeaderValue {
    /// What stands before the parameters, in lower case.
    let main: String
    /// By their names in lower case, escapes undone. Those with an asterisk are decoded (RFC 5987, 3.2).
    let parameters: [String: [UInt8]]

    /// How a quotation mark stands in a quoted value. The first way in which all of it can be read is taken.
    private enum Escapes: CaseIterable {
        /// `%22`, as browsers have it (HTML, "multipart form data"). A backslash stands for itself, also at
        /// the end.
        case percent
        /// `\"`, as older clients have it, for whom two backslashes then are one.
        ///
        /// With such a mark in it, nothing can be read in both ways: in the first it ends a value, since what
        /// begins one stands behind "="; in this it is inside one. From it on, what one way takes for inside
        /// is outside for the other, and the marks come in pairs for one of them at most.
        case backslash
        /// As it is, as w3m and links have it: what ends a value has its end or a semicolon behind it.
        case none
    }

    /// nil for what cannot be read: no value, a parameter without one, or anything left over.
    ///
    /// - Parameter wanted: the parameters that count, in lower case, each of them at most once. Others are
    ///   passed over.
    init?(_ bytes: ArraySlice<UInt8>, wanted: [String]) {
        for escapes in Escapes.allCases {
            var rest = bytes
            let main = rest.take { $0.isTokenCharacter || $0 == .slash }
            guard !main.isEmpty else { return nil }
            if let parameters = Self.parameters(rest, wanted, escapes) {
                self.main = main.lowercasedASCII
                self.parameters = parameters
                return
            }
        }
        return nil
    }

    private static func parameters(
        _ bytes: ArraySlice<UInt8>, _ wanted: [String], _ escapes: Escapes
    ) -> [String: [UInt8]]? {
        var parameters: [String: [UInt8]] = [:]
        var rest = bytes.drop { $0.isBlank }
        while let separator = rest.popFirst() {
            guard separator == .semicolon else { return nil }
            rest = rest.drop { $0.isBlank }
            // Some put one behind the last parameter too.
            if rest.isEmpty || rest.first == .semicolon { continue }
            let name = rest.take { $0.isTokenCharacter }
            guard !name.isEmpty, rest.popFirst() == .equals,
                let value = value(of: name, &rest, escapes)
            else { return nil }
            if let known = wanted.first(where: { name.spells($0) }) {
                guard parameters.updateValue(value, forKey: known) == nil else { return nil }
            }
            rest = rest.drop { $0.isBlank }
        }
        return parameters
    }

    private static func value(
        of name: ArraySlice<UInt8>, _ rest: inout ArraySlice<UInt8>, _ escapes: Escapes
    ) -> [UInt8]? {
        guard let asterisk = name.firstIndex(of: .asterisk) else {
            return rest.first == .quote ? quoted(&rest, escapes) : unquoted(&rest).map { Array($0) }
        }
        // With a number behind the asterisk it is one of several pieces (RFC 2231, 3), which nobody sends.
        guard asterisk == name.endIndex - 1 else { return nil }
        return unquoted(&rest).flatMap(extended)
    }

    /// More than the grammar has: boundaries come without the quotes they need, and names in UTF-8.
    private static func unquoted(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let value = rest.take { !$0.isBlank && !$0.isControl && $0 != .semicolon && $0 != .quote }
        return value.isEmpty ? nil : value
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>, _ escapes: Escapes) -> [UInt8]? {
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch (escapes, byte) {
            case (.none, .quote):
                let behind = rest.first { !$0.isBlank }
                if behind == nil || behind == .semicolon { return value }
                // Rather the beginning of another value, of which this would become a piece.
                if value.last == .equals { return nil }
                value.append(byte)
            case (_, .quote):
                return value
            case (.percent, .percent):
                let escaped = percentEscapes.first { rest.starts(with: $0.digits) }
                value.append(escaped?.byte ?? byte)
                rest = rest.dropFirst(escaped?.digits.count ?? 0)
            case (.backslash, .backslash) where rest.first == .quote || rest.first == .backslash:
                value.append(rest.removeFirst())
            default:
                value.append(byte)
            }
        }
        return nil
    }

    /// The three that browsers write, as they write them. They do not escape the percent sign itself, so any
    /// other is one that was typed.
    private static let percentEscapes: [(digits: [UInt8], byte: UInt8)] = [
        (Array("22".utf8), .quote), (Array("0D".utf8), .carriageReturn), (Array("0A".utf8), .lineFeed),
    ]

    /// `UTF-8''…`, with or without a language between the apostrophes. RFC 5987, 3.2; that RFC's other
    /// encoding, ISO-8859-1, is none for names here (nor in RFC 8187, which took its place).
    private static func extended(_ value: ArraySlice<UInt8>) -> [UInt8]? {
        let pieces = value.split(separator: .apostrophe, maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[0].spells("utf-8") else { return nil }
        var decoded: [UInt8] = []
        var rest = pieces[2]
        while let byte = rest.popFirst() {
            guard byte < 0x80 else { return nil }
            guard byte == .percent else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimal, let low = rest.popFirst()?.hexadecimal else {
                return nil
            }
            decoded.append(high << 4 | low)
        }
        return decoded
    }
}
