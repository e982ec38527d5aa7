import CICU

extension String {
    /// The one emoji this is, fully qualified (UTS #51, ED-18a): "❤" and "❤️" are both "❤️". Nil for anything else, and for
    /// what is not recommended for general interchange (ED-27), which few can see. White space around it does not count.
    package var emoji: String? {
        let typed = PlainText.line(self).unicodeScalars.filter { !Self.presentations.contains($0) }
        // The longest there are have ten.
        guard (1...16).contains(typed.count) else { return nil }
        var scalars = String.UnicodeScalarView()
        for (place, scalar) in typed.enumerated() {
            scalars.append(scalar)
            let properties = scalar.properties
            // What is text by itself is said to be an emoji, unless a skin tone says so.
            let hasTone = typed.dropFirst(place + 1).first?.properties.isEmojiModifier == true
            if properties.isEmoji, !properties.isEmojiPresentation, !hasTone { scalars.append("\u{FE0F}") }
        }
        let emoji = String(scalars)
        let units = Array(emoji.utf16)
        return icu_is_emoji(units, Int32(units.count)) ? emoji : nil
    }

    /// U+FE0E and U+FE0F: as text, as an emoji.
    private static let presentations: Set<Unicode.Scalar> = ["\u{FE0E}", "\u{FE0F}"]
}
