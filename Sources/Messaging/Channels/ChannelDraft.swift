import FoundationEssentials
import Text

/// A channel somebody wants to create, within its limits.
public struct ChannelDraft: Hashable, Sendable {
    public static let nameLimit = 80
    public static let descriptionLimit = 500

    public let name: String
    public let description: String
    public let visibility: Visibility
    /// Chosen by whoever shows the form: creating twice with one nonce is creating once.
    public let nonce: UUID

    /// - Throws: `.invalid` naming every field that breaks a limit.
    public init(
        name: String, description: String, visibility: Visibility, nonce: UUID
    ) throws(MessagingError) {
        self.name = PlainText.line(name)
        self.description = PlainText.lines(description)
        self.visibility = visibility
        self.nonce = nonce

        var problems: [InvalidField] = []
        if self.name.isEmpty {
            problems.append(InvalidField(field: .channelName, reason: .missing))
        } else if self.name.unicodeScalars.count > Self.nameLimit {
            problems.append(InvalidField(field: .channelName, reason: .tooLong(limit: Self.nameLimit)))
        }
        if self.description.unicodeScalars.count > Self.descriptionLimit {
            problems.append(
                InvalidField(field: .channelDescription, reason: .tooLong(limit: Self.descriptionLimit)))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
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
