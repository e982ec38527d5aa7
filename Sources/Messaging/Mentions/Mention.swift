import Markdown

/// Somebody's handle in what is written, after an at sign: `@ada`. It counts where a word begins, and not in code or links.
public enum Mention {
    /// How many a message keeps.
    public static let limit = 50

    /// The handles in a text, each once; nil for none.
    static func handles(in text: String) -> [String]? {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return nil }
        var handles: [String] = []
        func read(_ words: String) {
            for found in ranges(in: words) where handles.count < limit && !handles.contains(found.handle) {
                handles.append(found.handle)
            }
        }
        guard let formatted = FormattedText(text) else {
            read(text)
            return handles.isEmpty ? nil : handles
        }
        var isInLink = false
        for part in formatted.parts {
            switch part {
            case .begin(.link): isInLink = true
            case .end(.link): isInLink = false
            case .text(let words) where !isInLink: read(words)
            default: break
            }
        }
        return handles.isEmpty ? nil : handles
    }

    /// Where handles stand in words without marks, with the sign, in their order.
    package static func ranges(in words: String) -> [(range: Range<String.Index>, handle: String)] {
        let utf8 = words.utf8
        var found: [(range: Range<String.Index>, handle: String)] = []
        var place = utf8.startIndex
        var previous: UInt8?
        while place < utf8.endIndex {
            let byte = utf8[place]
            let next = utf8.index(after: place)
            guard byte == UInt8(ascii: "@"), previous.map(isBeforeWord) ?? true else {
                previous = byte
                place = next
                continue
            }
            // Read no further than the longest goes, so that a text is read once.
            var end = next
            var length = 0
            while end < utf8.endIndex, isOfHandle(utf8[end]), length <= Handle.lengths.upperBound {
                end = utf8.index(after: end)
                length += 1
            }
            let isWhole = length <= Handle.lengths.upperBound
            while end > next, utf8[utf8.index(before: end)] == UInt8(ascii: "-") {
                end = utf8.index(before: end)
            }
            if isWhole, let handle = Handle(words[next..<end].lowercased()) {
                found.append((place..<end, handle.text))
            }
            previous = end == next ? byte : utf8[utf8.index(before: end)]
            place = end
        }
        return found
    }

    private static func isOfHandle(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Of mail addresses and addresses of the web the sign is a part. Scripts without spaces write it behind any letter.
    private static func isBeforeWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || " \n\t([{\"'*_~,;:!?".utf8.contains(byte)
    }
}
