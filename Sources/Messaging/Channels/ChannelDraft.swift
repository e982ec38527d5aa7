import Forms
import FoundationEssentials
import Text

/// A channel somebody wants to create, within its limits.
public struct ChannelDraft: Hashable, Sendable {
    public private(set) var name = ""
    public private(set) var description = ""
    public private(set) var visibility = Visibility.public
    /// Chosen by whoever shows the form: creating twice with one nonce is creating once.
    public private(set) var nonce = UUID()

    public static let form = Form(ChannelDraft()) { form in
        form.ask(\.name, ChannelDescription.nameField.asTitle())
        form.ask(\.description, ChannelDescription.descriptionField)
        form.ask(
            \.visibility,
            .radios(
                "visibility", "Who can join?",
                [
                    (.public, "Public", "Everybody with an account can find and join it."),
                    (
                        .private, "Private",
                        "Only its members can find and read it. Others come in by invitation."
                    ),
                ], missing: "Choose who can join."))
    }

    private init() {}

    /// - Parameter answer: what was typed in a field of `form`, by its name.
    /// - Throws: `.invalid` naming every field that cannot be taken.
    public init(nonce: UUID, _ answer: (String) -> String?) throws(MessagingError) {
        do { self = try Self.form.read(answer) } catch { throw .invalid(error) }
        self.nonce = nonce
    }

    /// - Throws: `.invalid` naming every field that breaks a limit.
    public init(
        name: String, description: String, visibility: Visibility, nonce: UUID
    ) throws(MessagingError) {
        let answers = ["name": name, "description": description, "visibility": visibility.rawValue]
        try self.init(nonce: nonce) { answers[$0] }
    }

    /// Addresses to try in turn. A private channel's says nothing of whether another one has its name, and none stands
    /// for whoever runs the site.
    func slugs() -> [String] {
        let base = PlainText.slug(name, limit: 60)
        let named = base.isEmpty ? "channel" : base
        let suffixed = (0..<3).map { _ in "\(named)-\(PlainText.slugSuffix())" }
        return visibility == .private || ChannelAddress.isReserved(named) ? suffixed : [named] + suffixed
    }
}
