import Mail

/// The HTML part of a mail: a document that brings everything it needs, in markup old mail programs understand.
package struct LetterPage: Sendable {
    package var letter: Letter

    package init(_ letter: Letter) {
        self.letter = letter
    }

    /// Both parts of a mail. They say the same.
    package static func compose(_ letter: Letter) -> (text: String, html: [UInt8]) {
        (LetterText(letter).text, LetterPage(letter).html())
    }

    package var subject: String { letter.subject }
    package var paragraphs: [String] { letter.paragraphs }
    package var codeGroups: [String] { letter.codeGroups }
    package var hasCode: Bool { letter.code != nil }
    package var action: Letter.Action? { letter.action }
    package var closing: [String] { letter.closing }
}

extension Letter {
    /// The code in groups of three or four, where it divides into such; as it is where it has separators already.
    var codeGroups: [String] {
        guard let code else { return [] }
        let size = code.count % 4 == 0 ? 4 : 3
        guard code.allSatisfy({ $0.isLetter || $0.isNumber }), code.count % size == 0 else { return [code] }
        return stride(from: 0, to: code.count, by: size).map { String(code.dropFirst($0).prefix(size)) }
    }
}
