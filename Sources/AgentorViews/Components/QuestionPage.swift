/// A page with one form: what it is about, what to fill in, one button. Most pages of accounts are this.
package struct QuestionPage: FormPage {
    package struct Hidden: Sendable {
        package var name: String
        package var value: String
    }

    package struct Link: Sendable {
        package var label: String
        package var address: String

        package init(_ label: String, _ address: String) {
            self.label = label
            self.address = address
        }
    }

    /// How much pressing the button weighs.
    package enum Weight: Sendable {
        case first, second, grave
    }

    package var frame: PageFrame
    package var heading: String
    package var paragraphs: [String]
    /// Where the form is sent; nil when there is nothing to send.
    package var address: String?
    package var hidden: [Hidden]
    /// Whose password is asked for, where the page knows: it tells password managers which one to fill in or to keep.
    package var username: String?
    package var fields: [Field]
    package var button: String
    package var weight: Weight
    package var problem: String?
    /// What else one might want to do here.
    package var links: [Link]
    /// Makes submitting twice doing it once; nil where that is no difference.
    package var nonce: String?

    package init(
        frame: PageFrame, heading: String, paragraphs: [String] = [], address: String? = nil,
        hidden: [(name: String, value: String)] = [], username: String? = nil, fields: [Field] = [],
        button: String = "",
        weight: Weight = .first, problem: String? = nil, links: [Link] = [], nonce: String? = nil
    ) {
        self.frame = frame
        self.heading = heading
        self.paragraphs = paragraphs
        self.address = address
        self.hidden = hidden.map { Hidden(name: $0.name, value: $0.value) }
        self.username = username
        self.fields = fields
        self.button = button
        self.weight = weight
        self.problem = problem
        self.links = links
        self.nonce = nonce
    }

    package var buttonClass: String? {
        switch weight {
        case .first: nil
        case .second: "button-second"
        case .grave: "button-grave"
        }
    }

    package var hasLinks: Bool { !links.isEmpty }
    package var choosesPassword: Bool { fields.contains { $0.autocomplete == "new-password" } }
}
