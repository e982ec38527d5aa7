import Text

/// The words of a text, as they are searched.
///
/// A word is what stands between what is neither letter nor digit nor mark. An apostrophe between two letters ("'", "’", "‘",
/// "ʼ") does not count, so that "don't" is "dont"; a word may also be found from there on, or up to there, as "eau" in "l'eau".
/// In scripts whose words are not set apart (`isOfJoinedWords`) each character is by itself, in runs: "AI会議" is the word "ai"
/// and a run of two.
package struct SearchedText: Sendable {
    /// What stands between things that are said apart, such as words and the name of a file: no phrase goes on beyond it. No text of
    /// people's has it.
    static let separator: Unicode.Scalar = "\u{1E}"

    static func joined(_ texts: [String]) -> String { texts.joined(separator: String(separator)) }

    /// One after the other, the words' characters, with `border` before each word and run, and at the end.
    let symbols: [UInt32]
    /// Which character of the folded text each symbol is.
    private let places: [Int32]
    private let folded: SearchableText

    static let border: UInt32 = 0
    /// Whether a symbol is of a run.
    static let joined: UInt32 = 1 << 31
    /// Whether an apostrophe stands before a symbol, so that a word may begin or end here, too.
    private static let apart: UInt32 = 1 << 30
    /// What is compared of a symbol.
    static let compared = ~apart

    package init(_ text: String) {
        folded = SearchableText(text)
        var symbols = [Self.border]
        var places: [Int32] = [0]
        symbols.reserveCapacity(folded.scalars.count + 2)
        places.reserveCapacity(folded.scalars.count + 2)
        var context = Context.between
        var follows = Follows.nothing
        for (place, scalar) in folded.scalars.enumerated() {
            if scalar == Self.separator {
                // One border more than words have between them.
                if symbols.last != Self.border {
                    symbols.append(Self.border)
                    places.append(0)
                }
                symbols.append(Self.border)
                places.append(0)
                context = .between
                follows = .nothing
                continue
            }
            var symbol = scalar.value
            let part = PartOfText(scalar)
            switch part {
            case .letter, .digit:
                let isLetter = part == .letter
                if follows == .apostrophe, !isLetter { context = .between }
                if context != .word {
                    if symbols.last != Self.border {
                        symbols.append(Self.border)
                        places.append(0)
                    }
                } else if follows == .apostrophe {
                    symbol |= Self.apart
                }
                context = .word
                follows = isLetter ? .letter : .nothing
            case .joined:
                if context != .run, symbols.last != Self.border {
                    symbols.append(Self.border)
                    places.append(0)
                }
                symbol |= Self.joined
                context = .run
                follows = .nothing
            case .mark:
                if follows == .apostrophe { context = .between }
                switch context {
                case .between: continue
                case .word: break
                case .run: symbol |= Self.joined
                }
            case .apostrophe:
                if follows == .letter {
                    follows = .apostrophe
                } else {
                    context = .between
                    follows = .nothing
                }
                continue
            case .other:
                context = .between
                follows = .nothing
                continue
            }
            symbols.append(symbol)
            places.append(Int32(place))
        }
        if symbols.last != Self.border {
            symbols.append(Self.border)
            places.append(0)
        }
        self.symbols = symbols
        self.places = places
    }

    private enum Context { case between, word, run }

    /// What an apostrophe and a letter may join.
    private enum Follows { case nothing, letter, apostrophe }

    /// Where a word begins and ends, for what is looked for.
    func isEdge(_ place: Int) -> Bool {
        symbols[place] == Self.border || symbols[place] & Self.apart != 0
    }

    func begins(at place: Int) -> Bool {
        symbols[place - 1] == Self.border || symbols[place] & Self.apart != 0
    }

    /// Which characters of the folded text some symbols are, with what stands between them.
    func characters(_ range: Range<Int>) -> Range<Int> {
        Int(places[range.lowerBound])..<Int(places[range.upperBound - 1]) + 1
    }

    /// Where characters of the folded text come from, in the text's UTF-8.
    func origin(of characters: Range<Int>) -> Range<Int> { folded.origin(of: characters) }

    /// How long it is, in characters of the folded text.
    var count: Int { folded.scalars.count }

    // MARK: What an index knows

    /// All an index knows of it.
    ///
    /// - Of a word, its beginnings of two to eight characters (`p` and these), and any three that follow each other (`t`). Of a
    ///   word of one character that one (`p`), which says nothing of longer words that begin with it.
    /// - Of a run, each character (`c`) and any two that follow each other (`c`).
    package var tokens: Set<String> {
        var tokens = Set<String>(minimumCapacity: 2 * symbols.count)
        eachUnit { unit in
            if symbols[unit.lowerBound] & Self.joined != 0 {
                for place in unit {
                    tokens.insert(token(.run, place..<place + 1))
                    if place + 1 < unit.upperBound { tokens.insert(token(.run, place..<place + 2)) }
                }
                return
            }
            for start in unit {
                if start + 3 <= unit.upperBound { tokens.insert(token(.part, start..<start + 3)) }
                guard begins(at: start) else { continue }
                if isEdge(start + 1) { tokens.insert(token(.beginning, start..<start + 1)) }
                var length = 2
                while length <= Self.beginnings, start + length <= unit.upperBound {
                    tokens.insert(token(.beginning, start..<start + length))
                    length += 1
                }
            }
        }
        return tokens
    }

    /// The longest beginning of a word that is known.
    static let beginnings = 8

    enum TokenKind: UInt8 {
        case beginning = 0x70  // p
        case part = 0x74  // t
        case run = 0x63  // c
    }

    func token(_ kind: TokenKind, _ range: Range<Int>) -> String {
        var bits: UInt32 = 0
        for place in range { bits |= symbols[place] }
        if bits & Self.character < 0x80 {
            return String(unsafeUninitializedCapacity: range.count + 1) { bytes in
                bytes[0] = kind.rawValue
                var count = 1
                for place in range {
                    bytes[count] = UInt8(truncatingIfNeeded: symbols[place] & Self.character)
                    count += 1
                }
                return count
            }
        }
        var token = String.UnicodeScalarView()
        token.append(Unicode.Scalar(kind.rawValue))
        for place in range {
            if let scalar = Unicode.Scalar(symbols[place] & Self.character) { token.append(scalar) }
        }
        return String(token)
    }

    private static let character: UInt32 = 0x1F_FFFF

    /// Each word and each run.
    func eachUnit(_ body: (Range<Int>) -> Void) {
        var start = 0
        for place in symbols.indices where symbols[place] == Self.border {
            if start < place { body(start..<place) }
            start = place + 1
        }
    }
}

/// What a character of a folded text is in a word.
private enum PartOfText {
    case letter, digit, joined
    /// On what stands before it.
    case mark
    case apostrophe
    case other

    init(_ scalar: Unicode.Scalar) {
        self = scalar.isASCII ? Self.ascii(scalar) : Self.other(scalar)
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> PartOfText {
        switch scalar {
        case "a"..."z": .letter
        case "0"..."9": .digit
        case "'": .apostrophe
        default: .other
        }
    }

    private static func other(_ scalar: Unicode.Scalar) -> PartOfText {
        switch scalar.value {
        // "ʼ" is a letter by itself, and the apostrophe of Ukrainian.
        case 0x2018, 0x2019, 0x2BC: return .apostrophe
        // What most texts are made of, without asking: Latin, Greek, Cyrillic, Hebrew and Arabic, then kana, Han and Hangul.
        case 0xE0...0xF6, 0xF8...0x17F, 0x3B1...0x3C9, 0x430...0x45F, 0x5D0...0x5EA, 0x620...0x63F,
            0x641...0x64A:
            return .letter
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: return .joined
        default:
            // No script before Thai joins its words.
            let isJoined = scalar.value >= 0xE00 && scalar.isOfJoinedWords
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                return isJoined ? .joined : .letter
            case .decimalNumber, .letterNumber, .otherNumber: return isJoined ? .joined : .digit
            case .nonspacingMark, .spacingMark: return isJoined ? .joined : .mark
            default: return .other
            }
        }
    }
}
