import Mail
import Text

/// The text part of a mail. Paragraphs are filled to 72 columns; a long word, such as an address, stands alone whole.
package struct LetterText: Sendable {
    package let text: String

    private static let width = 72

    package init(_ letter: Letter) {
        var parts = letter.paragraphs.map(Self.filled)
        if letter.code != nil { parts.append("    " + letter.codeGroups.joined(separator: " ")) }
        if let action = letter.action {
            parts.append("\(PlainText.line(action.label)):\n\(PlainText.line(action.address))")
        }
        parts += letter.closing.map(Self.filled)
        // "-- " begins a signature (RFC 3676, section 4.3).
        parts.append("-- \nAgentor. Sent automatically: an answer to this address is not read.")
        text = parts.joined(separator: "\n\n") + "\n"
    }

    private static func filled(_ paragraph: String) -> String {
        var lines: [String] = []
        var line = ""
        for word in PlainText.line(paragraph).split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.count + 1 + word.count <= width {
                line += " \(word)"
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
