/// A mail as what it says; how it looks is decided when it is sent. Codable because the outbox seals it.
package struct Letter: Codable, Hashable, Sendable {
    package struct Action: Codable, Hashable, Sendable {
        /// As a button says it: "Confirm your address".
        package var label: String
        /// Absolute: a mail has no page to start from.
        package var address: String

        package init(_ label: String, _ address: String) {
            self.label = label
            self.address = address
        }
    }

    package var subject: String
    /// Before the code and the action.
    package var paragraphs: [String]
    /// To be typed somewhere.
    package var code: String?
    /// The one thing to do.
    package var action: Action?
    package var closing: [String]
    /// Where one POST ends such letters (RFC 8058); nil for those that nobody ends.
    package var unsubscribing: String?

    package init(
        subject: String, paragraphs: [String], code: String? = nil, action: Action? = nil,
        closing: [String] = []
    ) {
        self.subject = subject
        self.paragraphs = paragraphs
        self.code = code
        self.action = action
        self.closing = closing
    }
}
