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
        form.ask(
            \.name,
            .line(
                "name", "Name", hint: "Short and plain. For example: Tax for freelancers.", limit: 80,
                missing: "Enter a name.", autocomplete: "off"))
        form.ask(
            \.description,
            .lines(
                "description", "Description", hint: "Who should join, and what is talked about.", limit: 500,
                missing: nil))
        form.ask(
            \.visibility,
            .radios(
                "visibility", "Who can join?",
                [
                    (.public, "Public", "Everybody with an account can find and join it."),
                    (
                        .private, "Private",
                        "Only its members can find and read it. Nobody can be invited yet: for now it is a notebook of your own."
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
        // Direct conversations are known by such an address.
        let isReserved =
            ReservedWord.isReserved(slug: named)
            || named.wholeMatch(of: /(direct|group)-[0-9a-f]{32}/) != nil
        return visibility == .private || isReserved ? suffixed : [named] + suffixed
    }
}
