extension Markup {
    /// Text of somebody's, in which addresses of the web are links.
    package init(linking text: String) {
        var out = HTML(reservingCapacity: text.utf8.count + 64)
        out.linked(text)
        self.init(trusted: out.bytes)
    }
}

extension HTML {
    /// Text of somebody's, in which addresses of the web are links. They are said to be a stranger's (`ugc`), so that
    /// search engines count them for nothing, and nothing of this page goes along.
    /// (A name of its own: templates' values are looked up by overloads of `text`.)
    package mutating func linked(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var done = 0
            var search = 0
            while let link = Self.link(in: utf8, from: search) {
                append(UnsafeBufferPointer(rebasing: utf8[done..<link.lowerBound]), as: .escaped)
                let address = UnsafeBufferPointer(rebasing: utf8[link])
                append("<a href=\"")
                append(address, as: .url)
                append("\" rel=\"nofollow ugc noopener noreferrer\">")
                append(address, as: .escaped)
                append("</a>")
                done = link.upperBound
                search = done
            }
            append(UnsafeBufferPointer(rebasing: utf8[done...]), as: .escaped)
        }
    }

    /// The next `http://…` or `https://…` that begins a word. What closes a sentence or a bracket opened before it is no
    /// part of it.
    private static func link(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
        var place = start
        while let colon = utf8[place...].firstIndex(of: UInt8(ascii: ":")) {
            place = colon + 1
            guard utf8[place...].starts(with: "//".utf8) else { continue }
            for scheme in ["https", "http"] {
                let first = colon - scheme.utf8.count
                guard first >= start, utf8[first..<colon].elementsEqual(scheme.utf8, by: isSameLetter),
                    first == 0 || !isWord(utf8[first - 1])
                else { continue }
                let start = colon + 3
                // Looked at before the rest, so that what is no address is not read to its end again and again.
                guard start < utf8.count, isWord(utf8[start]) || utf8[start] == UInt8(ascii: "[") else {
                    continue
                }
                var end = start
                while end < utf8.count, isOfAddress(utf8[end]) { end += 1 }
                return first..<trimmed(utf8, start..<end)
            }
        }
        return nil
    }

    private static func isSameLetter(_ byte: UInt8, _ letter: UInt8) -> Bool { byte | 0x20 == letter }

    /// A letter, a digit, or a part of a letter beyond ASCII.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: false
        }
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !#"<>"`{}|\^"#.utf8.contains(byte)
    }

    /// Where an address ends that is followed by punctuation. What is opened is counted once, however much closes it.
    private static func trimmed(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
        let address = utf8[range]
        let opened = address.count { $0 == UInt8(ascii: "(") }
        var closed = address.count { $0 == UInt8(ascii: ")") }
        let hasSquare = address.contains(UInt8(ascii: "["))
        var end = range.upperBound
        while end > range.lowerBound {
            switch utf8[end - 1] {
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
                UInt8(ascii: "!"),
                UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                end -= 1
            case UInt8(ascii: ")"):
                guard closed > opened else { return end }
                closed -= 1
                end -= 1
            case UInt8(ascii: "]"):
                if hasSquare { return end }
                end -= 1
            default: return end
            }
        }
        return end
    }
}
