import CICU

/// What the Unicode Character Database says of a scalar, where the standard library does not (ICU has it).
extension Unicode.Scalar {
    /// The script it belongs to, as `USCRIPT_…`.
    var script: UScriptCode { UScriptCode(rawValue: property(UCHAR_SCRIPT)) }

    /// Whether it is used with many scripts: punctuation, digits, marks on whatever stands before.
    var isOfNoScript: Bool { script == USCRIPT_COMMON || script == USCRIPT_INHERITED }

    /// Whether it joins the letter after it, in scripts that are always written joined.
    var joinsNext: Bool {
        let type = UJoiningType(rawValue: .init(property(UCHAR_JOINING_TYPE)))
        return type == U_JT_DUAL_JOINING || type == U_JT_LEFT_JOINING
    }

    /// Whether lines may be broken within words of its script, which are not set apart by spaces: Thai, Khmer …
    var isOfScriptWithoutSpaces: Bool {
        ULineBreak(rawValue: .init(property(UCHAR_LINE_BREAK))) == U_LB_COMPLEX_CONTEXT
    }

    /// Whether words of its script are not set apart by spaces, or have particles joined to them: also Chinese, Japanese and
    /// Korean.
    package var isOfJoinedWords: Bool {
        if isOfScriptWithoutSpaces { return true }
        // The mark that lengthens a vowel is of both kana.
        return value == 0x30FC || Self.scriptsOfJoinedWords.contains(script)
    }

    private static let scriptsOfJoinedWords = [
        USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_BOPOMOFO, USCRIPT_HANGUL, USCRIPT_YI,
        USCRIPT_JAVANESE, USCRIPT_BALINESE,
    ]

    /// What it is in a word.
    package enum PartOfWord {
        case letter
        /// On what stands before it, which alone says whether it is in a word: accents, and points of Hebrew and Arabic.
        case mark
        /// A sign of a vowel, or that there is none: it goes on with the word as a letter does.
        case sign
        case other
    }

    private static let scriptsOfPoints = [USCRIPT_HEBREW, USCRIPT_ARABIC, USCRIPT_SYRIAC]

    package var partOfWord: PartOfWord {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber:
            .letter
        case .nonspacingMark, .spacingMark, .enclosingMark:
            if isOfNoScript || Self.scriptsOfPoints.contains(script) {
                .mark
            } else {
                isOfJoinedWords ? .other : .sign
            }
        default: .other
        }
    }

    var isExtendedPictographic: Bool { property(UCHAR_EXTENDED_PICTOGRAPHIC) != 0 }

    /// The value of a decimal digit of any script.
    package var decimalDigit: UInt8? { UInt8(exactly: icu_digit(UChar32(bitPattern: value))) }

    private func property(_ property: UProperty) -> Int32 {
        icu_property(UChar32(bitPattern: value), property)
    }
}
