import Text

/// Why a password that is long enough is guessed early all the same.
package enum PasswordWeakness {
    case repeating, sequence, wellKnown, personal

    /// - Parameter person: what is known of whoever chooses it, such as their name and address.
    package static func first(in text: String, minimum: Int, about person: [String]) -> PasswordWeakness? {
        let scalars = Array(text.lowercased().unicodeScalars)
        if unit(of: scalars[...]).count < minimum { return .repeating }
        if isSequence(scalars) { return .sequence }
        if isWellKnown(scalars) { return .wellKnown }
        if isPersonal(text, about: person) { return .personal }
        return nil
    }

    /// What the text repeats, from half as often again (the end may be cut off); the text itself when it repeats
    /// nothing.
    package static func unit(of text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let longest = text.count * 2 / 3
        guard longest > 0 else { return text }
        let period = (1...longest).first { text.dropFirst($0).elementsEqual(text.dropLast($0)) }
        return text.prefix(period ?? text.count)
    }

    // MARK: Sequences

    /// Fewer than five different characters, or fewer than five pieces, where a run along the alphabet or the keys, in
    /// either direction, is one piece however long it is, and so is a character said several times in a row.
    private static func isSequence(_ text: [Unicode.Scalar]) -> Bool {
        guard Set(text).count >= 5 else { return true }
        var rest = text.indices.filter { $0 == 0 || text[$0] != text[$0 - 1] }.map { text[$0] }[...]
        var pieces = 0
        while !rest.isEmpty, pieces < 5 {
            let run = tracks.map { length(ofRunAlong: $0, in: rest) }.max() ?? 0
            rest = rest.dropFirst(run < 3 ? 1 : run)
            pieces += 1
        }
        return pieces < 5
    }

    /// A track goes round: after its end it begins again.
    private static func length(
        ofRunAlong track: [Unicode.Scalar], in text: ArraySlice<Unicode.Scalar>
    ) -> Int {
        guard let start = text.first.flatMap(track.firstIndex) else { return 0 }
        return zip(text, 0...).prefix { $0 == track[(start + $1) % track.count] }.count
    }

    /// The alphabet, the digits, and the keys row by row, column by column and in zigzag, on the keyboards of several
    /// languages; each forwards and backwards.
    private static let tracks: [[Unicode.Scalar]] = [
        "abcdefghijklmnopqrstuvwxyz", "1234567890", "!@#$%^&*()",
        "qwertyuiop", "asdfghjkl", "zxcvbnm",
        "qwertzuiop", "yxcvbnm",
        "azertyuiop", "qsdfghjklm", "wxcvbn",
        "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp",
        "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
    ].flatMap { [Array($0.unicodeScalars), $0.unicodeScalars.reversed()] }

    // MARK: Lists

    /// On the list as it is, or when what is not a letter is taken off both ends, or what it repeats is.
    private static func isWellKnown(_ text: [Unicode.Scalar]) -> Bool {
        var rest = text[...]
        while true {
            var letters = String.UnicodeScalarView()
            letters.append(contentsOf: rest)
            if CommonPasswords.contains(String(letters)) { return true }
            let reduced = trimmed(unit(of: rest))
            guard reduced.count < rest.count else { return false }
            rest = reduced
        }
    }

    private static func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        guard let first = text.firstIndex(where: \.properties.isAlphabetic),
            let last = text.lastIndex(where: \.properties.isAlphabetic)
        else { return [] }
        return text[first...last]
    }

    // MARK: The person

    /// Made of the person: more than half of its letters and digits, regardless of case and accents, lie in words that
    /// are about the person. These are the parts of at least three letters or digits in what is known of them; what is
    /// known as one word, without what stands between the parts, and each side of the @ likewise; and "agentor".
    private static func isPersonal(_ text: String, about person: [String]) -> Bool {
        let letters = text.bareLetters
        var words: Set = ["agentor".bareLetters]
        // Names and addresses are shorter; a form may bring what is neither.
        for known in person.map({ $0.prefix(256) }) {
            let sides = known.split(separator: "@").map(String.init)
            let parts = known.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            words.formUnion((sides + parts + [String(known)]).map(\.bareLetters))
        }
        var isCovered = letters.map { _ in false }
        for word in words where word.count >= 3 && word.count <= letters.count {
            for start in 0...(letters.count - word.count)
            where letters[start..<start + word.count].elementsEqual(word) {
                for index in start..<start + word.count { isCovered[index] = true }
            }
        }
        return isCovered.count(where: \.self) * 2 > letters.count
    }
}
