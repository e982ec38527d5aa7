/// Any answer of 400 and above: what happened, and what to do.
package struct ErrorPage: Sendable {
    package var frame: PageFrame
    package var status: Int
    package var heading: String
    package var explanation: String
    /// What to do, when a link alone does not say it.
    package var advice: String?
    /// What a person had typed into a form that could not be taken, handed back so that it is not lost.
    package var typed: [TypedField]
    /// The way on.
    package var address: String
    package var label: String

    package init(
        frame: PageFrame, status: Int, heading: String, explanation: String, advice: String? = nil,
        typed: [TypedField] = [], address: String = Route.home(.start).path,
        label: String = "Go to the start page"
    ) {
        self.frame = frame
        self.status = status
        self.heading = heading
        self.explanation = explanation
        self.advice = advice
        self.typed = typed
        self.address = address
        self.label = label
    }

    package var hasTyped: Bool { !typed.isEmpty }
    /// Whoever looked for something is helped to find it.
    package var isMissing: Bool { status == 404 && typed.isEmpty }
}

/// The words of one field. Never a password: those do not travel back.
package struct TypedField: Sendable {
    /// As the form called it.
    package var label: String
    package var value: String

    package init(label: String, value: String) {
        self.label = label
        self.value = value
    }
}
