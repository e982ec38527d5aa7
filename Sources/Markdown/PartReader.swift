import CCMark
import Synchronization

/// Makes parts of the tree that cmark makes of a text.
struct PartReader {
    private var parts: [FormattedText.Part] = []
    /// What has begun and not ended: nil for what is shown by what is in it alone.
    private var open: [(element: FormattedText.Element?, closing: String, begin: Int)] = []
    private var links = 0
    /// Whether there is anything but paragraphs of text.
    private var isFormatted = false

    static func read(_ source: Source) -> [FormattedText.Part]? {
        guard let root = parse(source.bytes) else { return nil }
        defer { cmark_node_free(root) }
        guard let walk = cmark_iter_new(root) else { return nil }
        defer { cmark_iter_free(walk) }
        var reader = PartReader()
        var depth = 0
        var nodes = 0
        while true {
            let event = cmark_iter_next(walk)
            if event == CMARK_EVENT_DONE { break }
            guard let node = cmark_iter_get_node(walk) else { break }
            if event == CMARK_EVENT_EXIT {
                depth -= 1
                reader.leave(node)
                continue
            }
            nodes += 1
            // What holds something is left again, what holds text is not.
            if !isLeaf(node) { depth += 1 }
            guard nodes <= FormattedText.Limit.nodes, depth <= FormattedText.Limit.depth else { return nil }
            reader.enter(node)
        }
        guard reader.isFormatted || source.hasEscapes else { return nil }
        // Marks around nothing were not meant as such.
        return reader.parts.contains(where: \.isVisible) ? reader.parts : nil
    }

    // MARK: cmark

    /// The extension keeps which characters are special to it in one table for all threads while it reads.
    private static let reading = Mutex(())

    private static func parse(_ bytes: [UInt8]) -> OpaquePointer? {
        reading.withLock { _ in
            cmark_gfm_core_extensions_ensure_registered()
            guard let parser = cmark_parser_new(CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE) else { return nil }
            defer { cmark_parser_free(parser) }
            if let strikethrough = cmark_find_syntax_extension("strikethrough") {
                cmark_parser_attach_syntax_extension(parser, strikethrough)
            }
            bytes.withUnsafeBytes { bytes in
                cmark_parser_feed(parser, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
            }
            return cmark_parser_finish(parser)
        }
    }

    private static func isLeaf(_ node: OpaquePointer) -> Bool {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT, CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_CODE,
            CMARK_NODE_CODE_BLOCK,
            CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_HTML_INLINE, CMARK_NODE_HTML_BLOCK:
            true
        default: false
        }
    }

    private static func text(_ bytes: UnsafePointer<CChar>?) -> String {
        guard let bytes else { return "" }
        var text = String(cString: bytes)
        return text.withUTF8 { Shield.lower($0) }
    }

    // MARK: Parts

    private mutating func enter(_ node: OpaquePointer) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_DOCUMENT: open.append((nil, "", parts.count))
        case CMARK_NODE_PARAGRAPH: begin(Self.isInTightList(node) ? nil : .paragraph)
        case CMARK_NODE_HEADING: mark(.heading)
        case CMARK_NODE_BLOCK_QUOTE: mark(.quote)
        case CMARK_NODE_LIST:
            let isNumbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            mark(.list(start: isNumbered ? Int(cmark_node_get_list_start(node)) : nil))
        case CMARK_NODE_ITEM: mark(.item)
        case CMARK_NODE_EMPH: mark(.emphasis)
        case CMARK_NODE_STRONG: mark(.strong)
        case CMARK_NODE_LINK: beginLink(node, "[")
        case CMARK_NODE_IMAGE: beginLink(node, "![")
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: parts.append(.lineBreak)
        case CMARK_NODE_THEMATIC_BREAK:
            isFormatted = true
            parts.append(.rule)
        case CMARK_NODE_CODE:
            isFormatted = true
            parts.append(.code(Self.text(cmark_node_get_literal(node))))
        case CMARK_NODE_CODE_BLOCK: addBlock(node)
        default:
            if String(cString: cmark_node_get_type_string(node)) == "strikethrough" {
                mark(.strikethrough)
            } else {
                add(Self.text(cmark_node_get_literal(node)))
            }
        }
    }

    private mutating func leave(_ node: OpaquePointer) {
        guard let (element, closing, first) = open.popLast() else { return }
        if !closing.isEmpty { add(closing) }
        guard let element else { return }
        if case .link(let address) = element {
            links -= 1
            if !parts[first...].contains(where: \.isVisible) { add(address) }
        }
        parts.append(.end(element))
        // Words that look like an address, and not like the one they lead to, do not hide it.
        if case .link(let address) = element, isMasked(address, by: parts[first...]) { add(" (\(address))") }
    }

    private func isMasked(_ address: String, by parts: ArraySlice<FormattedText.Part>) -> Bool {
        let words = parts.reduce(into: "") { words, part in
            if case .text(let text) = part { words += text }
            if case .code(let text) = part { words += text }
        }
        .trimmingPrefix { $0.isWhitespace }
        let looksLikeAddress =
            words.contains("://") || words.lowercased().hasPrefix("www.") || words.contains("@")
        return looksLikeAddress && words != address && "mailto:\(words)" != address
    }

    private mutating func begin(_ element: FormattedText.Element?) {
        if let element { parts.append(.begin(element)) }
        open.append((element, "", parts.count))
    }

    private mutating func mark(_ element: FormattedText.Element) {
        isFormatted = true
        begin(element)
    }

    /// Adjacent text is one part, so that an address in it is whole.
    private mutating func add(_ text: String) {
        guard case .text(var whole) = parts.last else { return parts.append(.text(text)) }
        // Taken out first, so that it grows where it is: there may be thousands of pieces.
        parts.removeLast()
        whole += text
        parts.append(.text(whole))
    }

    private mutating func beginLink(_ node: OpaquePointer, _ mark: String) {
        let typed = Self.text(cmark_node_get_url(node))
        // A link in a link, as an image may be, is the text in it.
        if links > 0 { return begin(nil) }
        guard let address = Self.address(typed) else {
            let title = Self.text(cmark_node_get_title(node))
            add(mark)
            return open.append((nil, "](\(typed)\(title.isEmpty ? "" : " \"\(title)\""))", parts.count))
        }
        isFormatted = true
        links += 1
        begin(.link(address))
    }

    /// Of a page or a mailbox, without what no address may have; nil for any other.
    private static func address(_ typed: String) -> String? {
        let start = typed.prefix { $0 != ":" }.lowercased()
        let rest = typed.dropFirst(start.count)
        guard start == "mailto" || (start == "http" || start == "https") && rest.hasPrefix("://"),
            rest.utf8.count > (start == "mailto" ? 1 : 3)
        else { return nil }
        var address = ""
        for scalar in typed.unicodeScalars {
            if scalar.value <= 0x20 || scalar.value == 0x7F || "\"<>\\^`{|}".unicodeScalars.contains(scalar) {
                address += "%\(String(scalar.value >> 4, radix: 16))\(String(scalar.value & 0xF, radix: 16))"
            } else {
                address.unicodeScalars.append(scalar)
            }
        }
        return address
    }

    private mutating func addBlock(_ node: OpaquePointer) {
        var text = Self.text(cmark_node_get_literal(node))
        if text.hasSuffix("\n") { text.removeLast() }
        if Self.isFenced(node) {
            isFormatted = true
            return parts.append(.codeBlock(text))
        }
        // Text that is indented stays text.
        parts.append(.begin(.paragraph))
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { parts.append(.lineBreak) }
            if !line.isEmpty { parts.append(.text("    \(line)")) }
        }
        parts.append(.end(.paragraph))
    }

    private static func isFenced(_ node: OpaquePointer) -> Bool {
        var length: Int32 = 0
        var offset: Int32 = 0
        var character: CChar = 0
        return cmark_node_get_fenced(node, &length, &offset, &character) != 0
    }

    private static func isInTightList(_ paragraph: OpaquePointer) -> Bool {
        guard let item = cmark_node_parent(paragraph), cmark_node_get_type(item) == CMARK_NODE_ITEM,
            let list = cmark_node_parent(item)
        else { return false }
        return cmark_node_get_list_tight(list) != 0
    }
}

extension FormattedText.Part {
    fileprivate var isVisible: Bool {
        switch self {
        case .text(let text), .code(let text), .codeBlock(let text): text.contains { !$0.isWhitespace }
        case .rule: true
        case .begin, .end, .lineBreak: false
        }
    }
}
