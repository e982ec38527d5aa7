import Forms
import FoundationEssentials
import Text

/// A channel somebody wants to create, within its limits.
public struct ChannelDraft: Hashable, Sendable {
    public private(set) var name = ""
    public private(set) var description = ""
    public private(set) var subject = ChannelSubject()
    public private(set) var visibility = Visibility.public
    /// Chosen by whoever shows the form: creating twice with one nonce is creating once.
    public private(set) var nonce = UUID()

    /// - Parameter subjects: what it can be about.
    public static func form(_ subjects: ChannelSubjects = .none) -> Form<ChannelDraft> {
        Form(ChannelDraft()) { form in
            form.ask(\.name, ChannelDescription.nameField.asTitle())
            form.ask(\.description, ChannelDescription.descriptionField)
            subjects.ask(&form, \.subject.category, \.subject.language)
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
    }

    private init() {}

    /// - Parameters:
    ///   - subjects: what it can be about.
    ///   - answer: what was typed in a field of `form`, by its name.
    /// - Throws: `.invalid` naming every field that cannot be taken.
    public init(
        nonce: UUID, _ subjects: ChannelSubjects = .none, _ answer: (String) -> String?
    ) throws(MessagingError) {
        do { self = try Self.form(subjects).read(answer) } catch { throw .invalid(error) }
        self.nonce = nonce
    }

    /// - Throws: `.invalid` naming every field that breaks a limit.
    public init(
        name: String, description: String, visibility: Visibility, subject: ChannelSubject = ChannelSubject(),
        nonce: UUID
    ) throws(MessagingError) {
        let answers = ["name": name, "description": description, "visibility": visibility.rawValue]
        try self.init(nonce: nonce) { answers[$0] }
        self.subject = subject
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
