import Forms
import FoundationEssentials

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

    /// Addresses to try in turn. A private channel's says nothing of whether another one has its name.
    func slugs() -> [String] {
        let words = name.lowercased().unicodeScalars.split { !$0.isASCIIAlphanumeric }
        let base = String(words.map(String.init).joined(separator: "-").prefix(60)).trimmingDashes
        let named = base.isEmpty ? "channel" : base
        let suffixed = (0..<3).map { _ in "\(named)-\(Self.suffix())" }
        return visibility == .private || base.isEmpty || base == "new" ? suffixed : [named] + suffixed
    }

    /// Six characters, about thirty bits.
    private static func suffix() -> String {
        let alphabet = Array("abcdefghjkmnpqrstvwxyz23456789")
        return String((0..<6).map { _ in alphabet.randomElement() ?? "a" })
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIIAlphanumeric: Bool {
        ("a"..."z").contains(self) || ("0"..."9").contains(self)
    }
}

extension String {
    fileprivate var trimmingDashes: String {
        var text = self[...]
        while text.last == "-" { text.removeLast() }
        return String(text)
    }
}
