/// What text may hold that people type: one policy for all fields.
///
/// - **White space.** In one line any run of it is one space. In several lines it stays as it was typed, since some of
///   it belongs to how a language is written (U+00A0, U+202F, U+3000).
/// - **Ends of lines.** What ends a line anywhere (CR, LF, both, VT, FF, NEL, U+2028, U+2029) ends it here: as LF in
///   several lines, as white space in one.
/// - **Control characters** go, but for the tab in several lines. So do those that turn the direction of what stands
///   behind them (U+202A to U+202E, U+2066 to U+2069) and noncharacters.
/// - **Invisible characters** stay where a script, an emoji or a direction needs them (`InvisibleCharacter`), and go
///   elsewhere, so that they do not make two words of one.
/// - **Marks.** A letter bears three that belong to no script of their own, and eight in all; the rest go.
/// - **Text in which nothing can be seen** is empty.
///
/// Sources: Unicode 15, UAX #9, #14, #31 and #44; RFC 5892 A.1 and A.2; RFC 8264.
package enum PlainText {
    /// One line: a name, a headline. In normalisation form C, so that it is the same however a keyboard composed it.
    package static func line(_ text: String) -> String {
        let scalars = kept(Array(text.unicodeScalars), isLong: false)
        let words = scalars.split { $0.properties.isWhitespace }
        var line = String.UnicodeScalarView()
        for word in words {
            if !line.isEmpty { line.append(" ") }
            line.append(contentsOf: word)
        }
        return isVisible(scalars) ? String(line).nfc : ""
    }

    /// Several lines, without blank ones before the first and after the last.
    package static func lines(_ text: String) -> String {
        let scalars = kept(Array(text.unicodeScalars), isLong: true)
        guard isVisible(scalars) else { return "" }
        let first = scalars.firstIndex { $0 != "\n" } ?? 0
        let last = scalars.lastIndex { !$0.properties.isWhitespace } ?? first
        var lines = String.UnicodeScalarView()
        lines.append(contentsOf: scalars[first...last])
        return String(lines)
    }

    /// A code, however it was pasted or typed: white space, invisible characters, hyphens and dashes do not count, and
    /// decimal digits of any script and width are those of ASCII.
    package static func code(_ text: String) -> String {
        var code = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { continue }
            switch properties.generalCategory {
            case .format, .dashPunctuation: continue
            default: break
            }
            if let digit = scalar.decimalDigit {
                code.append(Unicode.Scalar(UInt8(ascii: "0") + digit))
            } else if (0xFF01...0xFF5E).contains(scalar.value) {
                // Full-width forms of ASCII.
                code.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            } else {
                code.append(scalar)
            }
        }
        return String(code)
    }

    // MARK: What stays

    private static let marksOfNoScript = 3
    private static let marks = 8

    private static func kept(_ scalars: [Unicode.Scalar], isLong: Bool) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        kept.reserveCapacity(scalars.count)
        var marks = (ofNoScript: 0, all: 0)
        for (place, scalar) in scalars.enumerated() {
            // Nearly everything that is typed.
            if (0x20...0x7E).contains(scalar.value) {
                kept.append(scalar)
                marks = (0, 0)
                continue
            }
            if endsLine(scalar) {
                if scalar == "\n", place > 0, scalars[place - 1] == "\r" { continue }
                kept.append("\n")
                marks = (0, 0)
                continue
            }
            if isRefused(scalar, isLong: isLong) { continue }
            if let invisible = InvisibleCharacter(scalar) {
                let next = scalars[(place + 1)...].first { InvisibleCharacter($0) == nil }
                let isNeeded = invisible.isNeeded(after: kept, before: next, isLong: isLong)
                if isNeeded { kept.append(scalar) }
                continue
            }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark:
                marks.all += 1
                if scalar.isOfNoScript { marks.ofNoScript += 1 }
                if marks.all > Self.marks || marks.ofNoScript > marksOfNoScript { continue }
            default: marks = (0, 0)
            }
            kept.append(scalar)
        }
        return kept
    }

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func isRefused(_ scalar: Unicode.Scalar, isLong: Bool) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint
        }
    }

    /// Whether anything can be seen: a mark without a letter cannot.
    private static func isVisible(_ scalars: [Unicode.Scalar]) -> Bool {
        scalars.contains { scalar in
            if scalar.properties.isWhitespace || InvisibleCharacter(scalar) != nil { return false }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .control: return false
            default: return true
            }
        }
    }
}
