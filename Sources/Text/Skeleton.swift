import CICU

extension PlainText {
    /// What a name looks like: the same for names that can be taken for each other. It is compared, and never shown.
    ///
    /// By Unicode's confusables (UTS #39), of letters, digits and the marks of their scripts alone: without regard to
    /// case, white space, punctuation, invisible characters and accents. Whoever types a name chooses its case, so that
    /// I, l and 1 look the same, and O and 0.
    package static func skeleton(_ name: String) -> String {
        guard let confusables = Confusables.shared else { return name.lowercased() }
        var text = Array(
            String(String.UnicodeScalarView(name.unicodeScalars.map { smallCapitals[$0] ?? $0 })).utf16)
        // Some prototypes have another case than what they stand for.
        for _ in 1...2 {
            text = converted(text) { icu_fold($0, $1, $2, $3) }
            text = converted(text) { icu_skeleton(confusables.checker, $0, $1, $2, $3) }
        }
        let prototypes = String(decoding: converted(text) { icu_fold($0, $1, $2, $3) }, as: UTF16.self)
        var skeleton = String.UnicodeScalarView()
        for scalar in prototypes.decomposed where counts(scalar) {
            skeleton.append(scalar == "i" ? "l" : scalar)
        }
        return skeleton.isEmpty ? prototypes : String(skeleton)
    }

    /// Of phonetic script, which Unicode does not count among what can be confused.
    private static let smallCapitals = Dictionary(
        uniqueKeysWithValues: zip(
            "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ".unicodeScalars, "abcdefghijklmnopqrstuvwyz".unicodeScalars))

    private static func counts(_ scalar: Unicode.Scalar) -> Bool {
        // Accents, whatever letter they are on.
        if (0x300...0x36F).contains(scalar.value) { return false }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            true
        default: false
        }
    }
}

/// ICU's table, which is read once. It is never changed, and may be used by many threads.
private struct Confusables: @unchecked Sendable {
    let checker: OpaquePointer

    static let shared: Confusables? = icu_open_confusables().map(Confusables.init)
}
