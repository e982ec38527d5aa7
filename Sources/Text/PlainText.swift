/// Text as people type it, made safe to keep: no control characters, no marks that reverse the direction of what
/// stands after them, one kind of line end. Text in which nothing can be seen is empty.
package enum PlainText {
    /// One line: runs of white space become one space, and invisible characters go, but for those that join letters
    /// and emoji.
    package static func line(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { scalar in
            scalar.properties.isWhitespace || !isRefused(scalar) && (!isInvisible(scalar) || isJoiner(scalar))
        }
        let line = String(String.UnicodeScalarView(kept)).split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        return isVisible(line) ? line : ""
    }

    /// Several lines, without blank ones before the first and after the last.
    package static func lines(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": kept.append("\n")
            case "\n" where afterReturn: break
            case "\n", "\t": kept.append(scalar)
            default: if !isRefused(scalar) { kept.append(scalar) }
            }
            afterReturn = scalar == "\r"
        }
        let first = kept.firstIndex { $0 != "\n" } ?? kept.endIndex
        var text = String(kept[first...])
        guard isVisible(text) else { return "" }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { !$0.properties.isWhitespace && !isInvisible($0) }
    }

    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control
        }
    }

    /// Format characters, and the letters that are drawn as nothing: fillers and the empty braille pattern.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0: true
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .format
        }
    }

    /// Between letters of some scripts and in emoji they change what is seen: joiners, variation selectors, tags.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0020...0xE007F: true
        default: false
        }
    }
}
