/// What stands for a name where there is room for a letter or two: the first letters of its first and its last word, and
/// one character in scripts that have no capitals, where a word's first letter says little (Arabic, Chinese, Japanese,
/// the scripts of India).
///
/// - Parameter name: a line as `PlainText` keeps it: its words are parted by plain spaces.
/// - Returns: one or two letters; "–" for a name that has none.
package func initials(of name: String) -> String {
    if let letters = plainInitials(of: name) { return letters }
    let words = name.split(whereSeparator: \.isWhitespace).compactMap { word in
        word.first { $0.isLetter || $0.isNumber }
    }
    guard let first = words.first else { return "–" }
    guard let last = words.dropFirst().last, first.hasCapitals, last.hasCapitals else { return first.initial }
    return first.initial + last.initial
}

/// Of names whose first and last words begin with a letter in ASCII, which are many, without looking anything up; nil for
/// all others.
private func plainInitials(of name: String) -> String? {
    var first: UInt8?
    var last: UInt8?
    // The letter just read, until it is known that no mark stands on it.
    var pending: UInt8?
    var isInWord = false
    let utf8 = name.utf8Span.span
    for index in utf8.indices {
        let byte = utf8[index]
        // Leads of two bytes from U+00C0 to U+02BF, letters all: after a letter, no mark.
        if pending != nil, byte >= 0x80, !(0xC3...0xCA).contains(byte) { return nil }
        pending = nil
        if byte == UInt8(ascii: " ") {
            isInWord = false
        } else if !isInWord {
            guard byte < 0x80 else { return nil }
            guard let letter = byte.plainLetter else { continue }
            isInWord = true
            pending = letter
            if first == nil { first = letter } else { last = letter }
        }
    }
    guard let first else { return nil }
    return String(unsafeUninitializedCapacity: 2) { letters in
        letters[0] = first
        guard let last else { return 1 }
        letters[1] = last
        return 2
    }
}

extension UInt8 {
    /// A capital for a letter, a digit as it is, nil for anything else.
    fileprivate var plainLetter: UInt8? {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self & ~0x20
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): self
        default: nil
        }
    }
}

extension Character {
    fileprivate var hasCapitals: Bool { unicodeScalars.first?.properties.isCased == true }

    /// As a word begins in a title: of "ǆ" that is "ǅ", and Georgian, which has capitals for whole lines only, stays.
    /// Marks that pile up are left out.
    fileprivate var initial: String {
        guard let letter = unicodeScalars.first else { return "" }
        var initial = String.UnicodeScalarView(letter.properties.titlecaseMapping.unicodeScalars.prefix(1))
        initial.append(contentsOf: unicodeScalars.dropFirst().prefix(3))
        return String(initial)
    }
}
