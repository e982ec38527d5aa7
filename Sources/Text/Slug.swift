import CICU
import Synchronization

extension PlainText {
    /// A name as part of an address: its words in letters a to z and digits, joined by hyphens. Names in other scripts
    /// are spelt in Latin letters, as far as Unicode knows how. Empty where nothing of that is left.
    /// - Parameter limit: characters.
    package static func slug(_ name: String, limit: Int) -> String {
        // Apostrophes and signs of sounds, which are no ends of words.
        let latin = Transliterator.latin(name).filter { !"'’ʼʹʺʻ`".unicodeScalars.contains($0) }
        let words = latin.split { !isOfSlugs($0) }.map { String(String.UnicodeScalarView($0)) }
        let slug = words.joined(separator: "-")
        if slug.utf8.count <= limit { return slug }
        // Whole words, if there is room for one.
        let cut = slug.prefix(limit + 1)
        return String(cut[..<(cut.lastIndex(of: "-") ?? cut.index(before: cut.endIndex))])
    }

    /// A few characters that nobody guesses (about thirty bits), to tell apart what would have the same address.
    package static func slugSuffix() -> String {
        // Without those that look alike.
        let alphabet = Array("abcdefghjkmnpqrstvwxyz23456789")
        return String((0..<6).map { _ in alphabet.randomElement() ?? "a" })
    }

    private static func isOfSlugs(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}

private enum Transliterator {
    /// What ICU changes while it works: one thread at a time.
    private struct Handle: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<UTransliterator?>
    }

    private static let shared = Mutex<Handle?>(icu_open_transliterator().map(Handle.init))

    static func latin(_ text: String) -> [Unicode.Scalar] {
        let lowercased = text.lowercased()
        if lowercased.unicodeScalars.allSatisfy(\.isASCII) { return Array(lowercased.unicodeScalars) }
        // One character of a script may be a syllable or a word in Latin letters.
        var units = Array(lowercased.utf16)
        let length = units.count
        units += Array(repeating: 0, count: 16 * length + 64)
        let capacity = units.count
        let count = shared.withLock { handle in
            units.withUnsafeMutableBufferPointer { buffer -> Int32 in
                guard let handle, let start = buffer.baseAddress else { return -1 }
                return icu_transliterate(handle.pointer, start, Int32(length), Int32(capacity))
            }
        }
        guard count >= 0 else { return Array(lowercased.unicodeScalars) }
        return Array(String(decoding: units.prefix(Int(count)), as: UTF16.self).unicodeScalars)
    }
}
