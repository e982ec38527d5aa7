import CICU

/// A character that cannot be seen by itself, and whether it changes what can be seen around it.
enum InvisibleCharacter {
    /// U+200C, which keeps letters from joining, and U+200D, which joins them: Arabic, Indic scripts, emoji.
    case nonJoiner, joiner
    /// Another form of the character before: an emoji's, an ideograph's, a letter's in some scripts.
    case variation
    /// The subdivision a flag is of.
    case tag
    /// Where a line may be broken.
    case wordBreak, softHyphen
    /// A letter that is not there, of a syllable in old Korean.
    case filler
    /// U+2800, the space of braille.
    case blankPattern
    /// Says the direction of what has none: U+061C, U+200E, U+200F.
    case directionMark
    /// Keeps marks in the order they were typed in.
    case graphemeJoiner
    /// Any other that belongs to a script, after whose characters it stands.
    case ofScript(UScriptCode)
    /// Never needed.
    case other

    /// Nil for what can be seen, and for white space.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case ..<0xAD: return nil
        case 0xAD: self = .softHyphen
        case 0x34F: self = .graphemeJoiner
        case 0x61C, 0x200E, 0x200F: self = .directionMark
        case 0x115F, 0x1160: self = .filler
        case 0x200B: self = .wordBreak
        case 0x200C: self = .nonJoiner
        case 0x200D: self = .joiner
        case 0x2800: self = .blankPattern
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: self = .variation
        case 0xE0020...0xE007F: self = .tag
        // Fillers of Korean that are no part of a syllable, vowels of Khmer nobody writes, marks of annotations.
        case 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0xFFF9...0xFFFB: self = .other
        case 0x1BCA0...0x1BCA3: self = .ofScript(USCRIPT_DUPLOYAN)
        default:
            guard scalar.properties.isDefaultIgnorableCodePoint else { return nil }
            self = scalar.isOfNoScript ? .other : .ofScript(scalar.script)
        }
    }

    /// - Parameters:
    ///   - text: what is kept of what stands before.
    ///   - next: what can be seen next.
    func isNeeded(after text: [Unicode.Scalar], before next: Unicode.Scalar?, isLong: Bool) -> Bool {
        guard let previous = text.last else {
            return isLeading(before: next, isLong: isLong)
        }
        switch self {
        case .nonJoiner:
            return next != nil && (Self.isVirama(previous) || Self.joins(text))
        case .joiner:
            if Self.isVirama(previous) { return true }
            // Says which of two consonants takes another form: RA with YA in Bengali, RA before another in Kannada.
            if let next, Self.isVirama(next), previous.script == next.script { return true }
            if Self.isEmoji(text) { return next?.isExtendedPictographic == true }
            // Shows the form a letter has when it is joined, also where it stands alone.
            return Self.joins(text)
        case .variation: return Self.hasVariations(previous, next: next)
        case .tag:
            return previous.value == 0x1F3F4 || (0xE0020...0xE007E).contains(previous.value)
        case .wordBreak: return previous.isOfScriptWithoutSpaces || next?.isOfScriptWithoutSpaces == true
        case .softHyphen: return isLong && next != nil
        case .filler: return previous.script == USCRIPT_HANGUL || next?.script == USCRIPT_HANGUL
        case .blankPattern:
            return previous.script == USCRIPT_BRAILLE && (isLong || next?.script == USCRIPT_BRAILLE)
        case .directionMark: return isLong
        case .graphemeJoiner: return isLong && previous.properties.canonicalCombiningClass != .notReordered
        case .ofScript(let script): return previous.script == script
        case .other: return false
        }
    }

    /// Whether it may stand before anything else.
    private func isLeading(before next: Unicode.Scalar?, isLong: Bool) -> Bool {
        switch self {
        case .directionMark: isLong
        case .filler: next?.script == USCRIPT_HANGUL
        default: false
        }
    }

    private static func isVirama(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass == .virama
    }

    /// Whether the last letter joins one after it; marks on it do not count (RFC 5892, A.1).
    private static func joins(_ text: [Unicode.Scalar]) -> Bool {
        text.last {
            $0.properties.generalCategory != .nonspacingMark && $0.properties.generalCategory != .format
        }?
        .joinsNext == true
    }

    /// Whether an emoji ends here, with its presentation and its tone.
    private static func isEmoji(_ text: [Unicode.Scalar]) -> Bool {
        text.last { $0.value != 0xFE0F && !$0.properties.isEmojiModifier }?.isExtendedPictographic == true
    }

    private static func hasVariations(_ scalar: Unicode.Scalar, next: Unicode.Scalar?) -> Bool {
        let properties = scalar.properties
        if properties.isVariationSelector || properties.isWhitespace { return false }
        // A digit has them in a keycap only, and could be doubled by them elsewhere.
        if scalar.isASCII { return properties.isEmoji && next?.value == 0x20E3 }
        switch scalar.script {
        case USCRIPT_LATIN, USCRIPT_GREEK, USCRIPT_CYRILLIC: return false
        case USCRIPT_COMMON, USCRIPT_INHERITED:
            // Symbols, emoji and punctuation of East Asia.
            return properties.isEmoji || properties.generalCategory != .nonspacingMark
        default: return true
        }
    }
}

extension Unicode.CanonicalCombiningClass {
    fileprivate static let virama = Unicode.CanonicalCombiningClass(rawValue: 9)
}
