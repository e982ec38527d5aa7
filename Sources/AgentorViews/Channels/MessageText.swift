import Markdown
import Messaging
import TemplateRuntime
import Text

/// What a message says, or said once.
package struct MessageText: Sendable {
    /// With links.
    package let html: Markup
    /// Whether it is of blocks; otherwise it is one text, as it was typed.
    package let isFormatted: Bool
    /// What stands in its place when it was deleted, or cannot be read just now.
    package let gone: String?

    package var isPlain: Bool { !isFormatted && gone == nil }

    private static let deleted = MessageText(
        html: Markup(trusted: []), isFormatted: false, gone: Message.goneWords)
    private static let hidden = MessageText(
        html: Markup(trusted: []), isFormatted: false, gone: Message.hiddenWords)
    package static let unreadable = MessageText(
        html: Markup(trusted: []), isFormatted: false, gone: Message.unreadableWords)

    package init(_ message: Message) {
        self =
            message.isDeleted
            ? .deleted
            : message.hidesWords
                ? .hidden
                : message.isUnreadable ? .unreadable : MessageText(message.text, naming: message.mentions)
    }

    /// - Parameter mentions: handles of whom it names, which become links to them.
    package init(_ text: String, naming mentions: [String] = []) {
        let formatted = FormattedText(text)
        html =
            formatted.map { Markup($0, naming: mentions) }
            ?? (mentions.isEmpty ? Markup(linking: text) : Markup(linking: text, naming: mentions))
        isFormatted = formatted != nil
        gone = nil
    }

    private init(html: Markup, isFormatted: Bool, gone: String?) {
        self.html = html
        self.isFormatted = isFormatted
        self.gone = gone
    }
}

extension Markup {
    /// Each block runs as its writer wrote it. Without white space between blocks: that of messages counts.
    fileprivate init(_ text: FormattedText, naming mentions: [String]) {
        var out = HTML(reservingCapacity: 64 + 32 * text.parts.count)
        var isInLink = false
        for (place, part) in text.parts.enumerated() {
            switch part {
            case .text(let text): if isInLink { out.text(text) } else { out.linked(text, naming: mentions) }
            case .code(let text):
                out.append("<code>")
                out.text(text)
                out.append("</code>")
            case .codeBlock(let text):
                out.append("<pre dir=\"auto\"><code>")
                out.text(text)
                out.append("</code></pre>")
            case .lineBreak: out.append("<br>")
            case .rule: out.append("<hr>")
            case .begin(let element):
                if case .link = element { isInLink = true }
                out.begin(element, PlainText.direction(ofElementAt: place, in: text.parts))
            case .end(let element):
                if case .link = element { isInLink = false }
                out.end(element)
            }
        }
        self.init(trusted: out.bytes)
    }
}

extension Markup {
    /// Words without marks.
    fileprivate init(linking text: String, naming mentions: [String]) {
        var out = HTML(reservingCapacity: text.utf8.count + 64)
        out.linked(text, naming: mentions)
        self.init(trusted: out.bytes)
    }
}

extension HTML {
    /// With links, and with links to those it names.
    fileprivate mutating func linked(_ text: String, naming mentions: [String]) {
        guard !mentions.isEmpty else { return linked(text) }
        var done = text.startIndex
        for mention in Mention.ranges(in: text) where mentions.contains(mention.handle) {
            linked(String(text[done..<mention.range.lowerBound]))
            append("<a class=\"mention\" href=\"")
            self.text(Route.conversation(mention.handle, .show).path)
            append("\">")
            self.text(String(text[mention.range]))
            append("</a>")
            done = mention.range.upperBound
        }
        linked(String(text[done...]))
    }

    fileprivate mutating func begin(_ element: FormattedText.Element, _ direction: PlainText.Direction) {
        switch element {
        case .paragraph: append("<p dir=\"auto\">")
        case .heading: append("<p dir=\"auto\"><strong>")
        case .quote: beginBlock("<blockquote", direction)
        case .list(nil): beginBlock("<ul", direction)
        case .list(let start?):
            append("<ol")
            if start != 1 {
                append(" start=\"")
                number(start)
                append("\"")
            }
            beginBlock("", direction)
        case .item: append("<li dir=\"auto\">")
        case .emphasis: append("<em>")
        case .strong: append("<strong>")
        case .strikethrough: append("<del>")
        case .link(let address):
            append("<a href=\"")
            url(address)
            append("\" rel=\"nofollow ugc noopener noreferrer\">")
        }
    }

    /// `dir="auto"` does not look into blocks that have a direction of their own, so what holds such is told.
    private mutating func beginBlock(_ tag: StaticString, _ direction: PlainText.Direction) {
        append(tag)
        append(" dir=\"")
        text(direction.rawValue)
        append("\">")
    }

    fileprivate mutating func end(_ element: FormattedText.Element) {
        switch element {
        case .paragraph: append("</p>")
        case .heading: append("</strong></p>")
        case .quote: append("</blockquote>")
        case .list(nil): append("</ul>")
        case .list: append("</ol>")
        case .item: append("</li>")
        case .emphasis: append("</em>")
        case .strong: append("</strong>")
        case .strikethrough: append("</del>")
        case .link: append("</a>")
        }
    }
}

extension PlainText {
    /// Which way a list or a quote runs: by its first text that runs any way.
    fileprivate static func direction(
        ofElementAt place: Int, in parts: [FormattedText.Part]
    ) -> Direction {
        switch parts[place] {
        case .begin(.quote), .begin(.list): break
        default: return .neutral
        }
        var depth = 0
        for part in parts[place...] {
            switch part {
            case .begin: depth += 1
            case .end: depth -= 1
            case .text(let text), .code(let text), .codeBlock(let text):
                let direction = direction(of: text)
                if direction != .neutral { return direction }
            case .lineBreak, .rule: break
            }
            if depth == 0 { return .neutral }
        }
        return .neutral
    }
}
