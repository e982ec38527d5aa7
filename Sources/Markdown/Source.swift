/// A text made ready for cmark: what is not to count as a mark is shielded by characters nobody can have typed.
struct Source {
    /// In UTF-8.
    let bytes: [UInt8]
    /// Whether a mark is taken away from what it stands before, so that the text is another even where nothing else is
    /// marked.
    let hasEscapes: Bool

    /// Nil where nothing in a text could be a mark, and beyond the limits.
    init?(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard let marks = Marks(utf8), marks.isWithinLimits else { return nil }
        hasEscapes = marks.hasEscapes
        bytes = Shield.raise(utf8)
    }
}

/// What in a text may be a mark: looked at before anything is read, since most messages have none.
private struct Marks {
    private(set) var hasEscapes = false
    private(set) var isWithinLimits = true

    /// Nil where there are none.
    init?(_ utf8: UnsafeBufferPointer<UInt8>) {
        var count = 0
        var isMarked = false
        var startsLine = true
        var place = 0
        while place < utf8.count {
            if startsLine {
                let start = LineStart(utf8, from: place)
                if start.containers > FormattedText.Limit.containersOfLine { isWithinLimits = false }
                if start.isMarked { isMarked = true }
                startsLine = false
                place = start.end
                continue
            }
            let next = place + 1 < utf8.count ? utf8[place + 1] : 0
            switch utf8[place] {
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"):
                count += 1
                isMarked = true
            case UInt8(ascii: "~"), UInt8(ascii: "["):
                count += 1
                if next == UInt8(ascii: "~") { isMarked = true }
            case UInt8(ascii: "]"):
                count += 1
                if next == UInt8(ascii: "(") { isMarked = true }
            case UInt8(ascii: "\\") where next.isPunctuation:
                hasEscapes = true
                isMarked = true
            case UInt8(ascii: "\n"): startsLine = true
            default: break
            }
            place += 1
        }
        guard isMarked else { return nil }
        if count > FormattedText.Limit.marks { isWithinLimits = false }
    }
}

/// What a line begins with.
private struct LineStart {
    /// Marks of quotes and lists.
    private(set) var containers = 0
    /// Whether anything here may be a mark.
    private(set) var isMarked = false
    /// Where it goes on.
    private(set) var end: Int

    init(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) {
        end = start
        while end < utf8.count {
            switch utf8[end] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): end += 1
            case UInt8(ascii: ">"):
                containers += 1
                end += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
                guard Self.isBlank(utf8, at: end + 1) else {
                    // A line, or what makes the line before a heading.
                    if utf8[end] == UInt8(ascii: "-") { isMarked = true }
                    return
                }
                containers += 1
                end += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digits = utf8[end...].prefix(9).prefix {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
                let mark = digits.endIndex
                guard mark < utf8.count, utf8[mark] == UInt8(ascii: ".") || utf8[mark] == UInt8(ascii: ")"),
                    Self.isBlank(utf8, at: mark + 1)
                else { return }
                containers += 1
                end = mark + 1
            case UInt8(ascii: "#"), UInt8(ascii: "="), UInt8(ascii: "~"):
                isMarked = true
                return
            default:
                if containers > 0 { isMarked = true }
                return
            }
        }
        if containers > 0 { isMarked = true }
    }

    private static func isBlank(_ utf8: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard place < utf8.count else { return true }
        return [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n")].contains(utf8[place])
    }
}

/// Noncharacters, which no text of anybody's has, in place of characters that are to be read as text. They count as
/// letters where a mark stands beside one.
enum Shield {
    /// Each with the last byte of the noncharacter in its place, of U+FDD0 to U+FDEF.
    private static let shielded: [(character: UInt8, last: UInt8)] = zip(
        "&<:*_~[]()!".utf8, 0x90...
    ).map { ($0, $1) }

    private static let lastBytes: [UInt8: UInt8] = Dictionary(
        uniqueKeysWithValues: shielded.map { ($0.character, $0.last) })
    private static let characters: [UInt8: UInt8] = Dictionary(
        uniqueKeysWithValues: shielded.map { ($0.last, $0.character) })

    /// Shields entities, HTML, definitions of links, whose line would be lost, and marks inside addresses.
    static func raise(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(utf8.count + 64)
        var place = 0
        var addressEnd = 0
        while place < utf8.count {
            let byte = utf8[place]
            if place >= addressEnd, let end = endOfAddress(utf8, from: place) { addressEnd = end }
            let isShielded =
                switch byte {
                case UInt8(ascii: "&"): true
                case UInt8(ascii: "<"): !beginsAddress(utf8, at: place + 1)
                case UInt8(ascii: ":"): place > 0 && utf8[place - 1] == UInt8(ascii: "]")
                case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "["),
                    UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "!"):
                    place < addressEnd
                default: false
                }
            if isShielded, let last = lastBytes[byte] {
                out += [0xEF, 0xB7, last]
            } else if isNoncharacter(utf8, at: place) {
                // Of a text that was stored without being cleaned.
                out += [0xEF, 0xBF, 0xBD]
                place += 2
            } else {
                out.append(byte)
            }
            place += 1
        }
        return out
    }

    /// The text as it was.
    static func lower(_ text: UnsafeBufferPointer<UInt8>) -> String {
        guard text.contains(0xEF) else { return String(decoding: text, as: UTF8.self) }
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            if isNoncharacter(text, at: place), let character = characters[text[place + 2]] {
                out.append(character)
                place += 3
            } else {
                out.append(text[place])
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isNoncharacter(_ utf8: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        place + 2 < utf8.count && utf8[place] == 0xEF && utf8[place + 1] == 0xB7
            && (0x90...0xAF).contains(utf8[place + 2])
    }

    /// Where an address ends that begins here, without the marks and the punctuation behind it.
    private static func endOfAddress(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard beginsAddress(utf8, at: start) else { return nil }
        var end = start
        var open = (round: 0, square: 0)
        scanning: while end < utf8.count {
            switch utf8[end] {
            case ...0x20, 0x7F: break scanning
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "`"),
                UInt8(ascii: "\\"):
                break scanning
            case UInt8(ascii: "("): open.round += 1
            case UInt8(ascii: ")"):
                if open.round == 0 { break scanning }
                open.round -= 1
            case UInt8(ascii: "["): open.square += 1
            case UInt8(ascii: "]"):
                if open.square == 0 { break scanning }
                open.square -= 1
            default: break
            }
            end += 1
        }
        while end > start, "*_~.,:;!?'".utf8.contains(utf8[end - 1]) { end -= 1 }
        return end
    }

    private static func beginsAddress(_ utf8: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        let rest = utf8[place...]
        return schemes.contains { scheme in
            rest.count >= scheme.count && zip(rest, scheme).allSatisfy { $0 == $1 || $0.isCapital(of: $1) }
        }
    }

    private static let schemes = ["https://", "http://", "mailto:"].map { Array($0.utf8) }
}

extension UInt8 {
    fileprivate func isCapital(of letter: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) && self | 0x20 == letter
    }

    /// As CommonMark has it: what a backslash takes the meaning from.
    fileprivate var isPunctuation: Bool {
        switch self {
        case UInt8(ascii: "!")...UInt8(ascii: "/"), UInt8(ascii: ":")...UInt8(ascii: "@"),
            UInt8(ascii: "[")...UInt8(ascii: "`"), UInt8(ascii: "{")...UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
