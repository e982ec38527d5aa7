/// The beginning of a text: so many Unicode scalars at most, and no half of what people take for one character. A run of white
/// space is one space, or the end of one line, and control characters are left out.
struct Beginning {
    let limit: Int
    private(set) var text = ""
    private(set) var isFull = false
    private var count = 0
    private var space: Character?

    init(limit: Int) { self.limit = limit }

    mutating func add(_ more: String) {
        for character in more where !isFull {
            if character.isWhitespace {
                if space != "\n" { space = character.isNewline ? "\n" : " " }
                continue
            }
            if character.unicodeScalars.allSatisfy({ $0.properties.generalCategory == .control }) { continue }
            if let space, count > 0 { append(space) }
            space = nil
            append(character)
        }
    }

    private mutating func append(_ character: Character) {
        let length = character.unicodeScalars.count
        if isFull || count + length > limit {
            isFull = true
            return
        }
        text.append(character)
        count += length
    }
}

/// A text file's text. Its bytes say how they are to be read: as UTF-8 or UTF-16 where they begin with that one's byte order mark;
/// as UTF-8 where they are; as Windows-1252 else, which every byte is something in.
/// - Parameter isCut: whether the file goes on, perhaps in the middle of a character.
func decoded(_ bytes: [UInt8], isCut: Bool) -> String {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
    if bytes.starts(with: [0xFF, 0xFE]) {
        return utf16(bytes.dropFirst(2)) { UInt16($0) | UInt16($1) << 8 }
    }
    if bytes.starts(with: [0xFE, 0xFF]) {
        return utf16(bytes.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) }
    }
    let end = isCut ? wholeCharacters(of: bytes) : bytes.endIndex
    if let text = String(validating: bytes[..<end], as: UTF8.self) { return text }
    var text = String.UnicodeScalarView()
    for byte in bytes {
        text.append((0x80...0x9F).contains(byte) ? windows1252[Int(byte) - 0x80] : Unicode.Scalar(byte))
    }
    return String(text)
}

/// Repaired where it is none.
private func utf16(_ bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16) -> String {
    let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
        unit(bytes[$0], bytes[$0 + 1])
    }
    return String(decoding: units, as: UTF16.self)
}

/// Where the last character of UTF-8 begins, if that is cut.
private func wholeCharacters(of bytes: [UInt8]) -> Int {
    for length in 1...4 where length <= bytes.count {
        let byte = bytes[bytes.count - length]
        if byte & 0xC0 == 0x80 { continue }
        let wanted = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        return length < wanted ? bytes.count - length : bytes.count
    }
    return bytes.count
}

/// 0x80 to 0x9F. Five are nothing there, and stay control characters, as in the WHATWG's encoding of that name.
private let windows1252: [Unicode.Scalar] = [
    "\u{20AC}", "\u{81}", "\u{201A}", "\u{192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}", "\u{2C6}",
    "\u{2030}", "\u{160}", "\u{2039}", "\u{152}", "\u{8D}", "\u{17D}", "\u{8F}", "\u{90}", "\u{2018}",
    "\u{2019}", "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}", "\u{2DC}", "\u{2122}", "\u{161}",
    "\u{203A}", "\u{153}", "\u{9D}", "\u{17E}", "\u{178}",
]
