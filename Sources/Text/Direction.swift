import CICU

extension PlainText {
    /// Which way a text runs.
    package enum Direction: String, Sendable, Encodable {
        case leftToRight = "ltr"
        case rightToLeft = "rtl"
        /// It has no letters: it runs as what is around it.
        case neutral = "auto"
    }

    /// By its first strong character (UAX #9, P2 and P3), as `dir="auto"` has it on pages.
    package static func direction(of text: String) -> Direction {
        let units = Array(text.utf16)
        return switch icu_direction(units, Int32(units.count)) {
        case UBIDI_LTR: .leftToRight
        case UBIDI_RTL: .rightToLeft
        default: .neutral
        }
    }
}
