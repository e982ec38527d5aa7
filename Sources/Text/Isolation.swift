extension String {
    /// With what keeps its direction to itself, where there is no markup to say so: in titles and mails (UAX #9, FSI and
    /// PDI).
    package var isolated: String { "\u{2068}\(self)\u{2069}" }
}
