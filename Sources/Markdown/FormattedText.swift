/// What somebody wrote with marks for emphasis, lists, quotes, code and links: a part of Markdown, as cmark-gfm reads it.
///
/// - A single end of a line is one. Headings are emphasised paragraphs, since a page's outline is its own.
/// - HTML, entities and tables are the text they were typed as, and so is a link that leads anywhere but to a page or a
///   mailbox. An image is a link to it.
/// - Addresses of the web in text are left to whoever shows it; no mark counts inside one.
package struct FormattedText: Hashable, Sendable {
    package enum Element: Hashable, Sendable {
        case paragraph, heading, quote
        /// Numbered from a number on, or with bullets.
        case list(start: Int?)
        /// Where the list is tight, its text stands in no paragraph.
        case item
        case emphasis, strong, strikethrough
        /// To an address of http, https or mailto, without what no address may have.
        case link(String)
    }

    /// In the order of the text; what begins also ends.
    package enum Part: Hashable, Sendable {
        case begin(Element)
        case end(Element)
        case text(String)
        case code(String)
        /// Lines whose white space counts.
        case codeBlock(String)
        case lineBreak
        case rule
    }

    package let parts: [Part]

    /// Nil where nothing is marked, and where there are more marks than people use: it is the text as it was typed.
    package init?(_ text: String) {
        var text = text
        let source = text.withUTF8 { utf8 in Source(utf8) }
        guard let source, let parts = PartReader.read(source) else { return nil }
        self.parts = parts
    }

    /// What keeps the time that somebody else's text takes in proportion to its length.
    package enum Limit {
        /// Bytes that may begin or end something within a line.
        package static let marks = 4_096
        /// Quotes and lists that may begin on one line.
        package static let containersOfLine = 12
        /// How deeply anything may lie in anything.
        package static let depth = 32
        package static let nodes = 20_000
    }
}

extension FormattedText {
    /// The words of a text without its marks, with a space where a block or a line ends.
    package static func words(of text: String) -> String {
        guard let formatted = FormattedText(text) else { return text }
        var words = ""
        for part in formatted.parts {
            switch part {
            case .text(let text), .code(let text): words += text
            case .codeBlock(let text): words += text + " "
            case .lineBreak: words += " "
            case .begin(let element), .end(let element):
                switch element {
                case .paragraph, .heading, .quote, .list, .item: words += " "
                case .emphasis, .strong, .strikethrough, .link: break
                }
            case .rule: break
            }
        }
        return words
    }
}
