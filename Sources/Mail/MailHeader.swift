import FoundationEssentials
import Text

/// Header fields of a mail (RFC 5322, section 2.2), folded, without the line break at their end. Nothing in a value
/// can begin another field: line breaks and other control characters become spaces or go.
enum MailHeader {
    /// RFC 2047 allows 76 characters for a line with an encoded word in it.
    private static let width = 76
    /// A longer word is encoded, which divides it.
    private static let longestWord = 60

    static func text(_ name: String, _ value: String) -> String {
        let line = PlainText.line(value)
        return fold(name, plainWords(line, where: isPrintable) ?? encodedWords(line))
    }

    static func mailbox(_ name: String, _ mailbox: Mailbox) -> String {
        let phrase = plainWords(mailbox.name, where: isAtomText) ?? encodedWords(mailbox.name)
        return fold(name, phrase + [phrase.isEmpty ? mailbox.address : "<\(mailbox.address)>"])
    }

    /// Such as `Sun, 22 Nov 2026 15:04:05 +0000`.
    static func date(_ name: String, _ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.weekday, .day, .month, .year], from: date)
        // These are all asked for, so none is missing.
        let weekday = weekdays[(parts.weekday ?? 1) - 1]
        let month = months[(parts.month ?? 1) - 1]
        let time = date.formatted(.iso8601.time(includingFractionalSeconds: false))
        return "\(name): \(weekday), \(parts.day ?? 1) \(month) \(parts.year ?? 0) \(time) +0000"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func fold(_ name: String, _ words: [String]) -> String {
        var field = "\(name):"
        var column = field.utf8.count
        for (index, word) in words.enumerated() {
            if index > 0, column + 1 + word.utf8.count > width {
                field += "\r\n"
                column = 0
            }
            field += " \(word)"
            column += 1 + word.utf8.count
        }
        return field
    }

    /// Nil when the text has to be encoded.
    private static func plainWords(_ text: String, where isPlain: (UInt8) -> Bool) -> [String]? {
        let words = text.split(separator: " ").map(String.init)
        let arePlain = words.allSatisfy { word in
            word.utf8.count <= longestWord && word.utf8.allSatisfy(isPlain) && !word.contains("=?")
        }
        return arePlain ? words : nil
    }

    /// RFC 2047, base64. Each word holds whole characters, and fits into the line after a short field name.
    private static func encodedWords(_ text: String) -> [String] {
        var chunks: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunks[chunks.count - 1].count + bytes.count > 39 { chunks.append([]) }
            chunks[chunks.count - 1] += bytes
        }
        return chunks.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    /// `atext` of RFC 5322.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isPrintable(byte) && !"()<>[]:;@\\,.\"".utf8.contains(byte)
    }
}
