import Forms
import Text

/// What somebody is known by besides their name: an address among people, written `@ada`. It is nobody else's, no other
/// looks like it (UTS #39), and once somebody has had it nobody else gets it.
///
/// ASCII alone: of two scripts there are always letters that look the same.
public struct Handle: Hashable, Sendable {
    /// Without the @.
    public let text: String

    public static let lengths = 2...30

    public static let field: FormField<Handle> = {
        let line = FormField<String>.line(
            "handle", "Handle",
            hint: "Letters from a to z, digits and hyphens. It tells you apart from others of your name.",
            limit: lengths.upperBound, missing: "Enter a handle.", autocomplete: "off"
        ).description
        let malformed = FieldError(
            .malformed,
            "Use \(lengths.lowerBound) to \(lengths.upperBound) letters from a to z, digits and single hyphens, with a letter first and no hyphen last."
        )
        @Sendable func read(_ typed: String) throws(FieldError) -> Handle {
            let text = PlainText.line(typed).lowercased()
            if text.isEmpty { throw FieldError(.missing, "Enter a handle.") }
            guard let handle = Handle(text.hasPrefix("@") ? String(text.dropFirst()) : text) else {
                throw malformed
            }
            if ReservedWord.isReserved(slug: handle.text) {
                throw FieldError(
                    .reserved, "This handle is kept for the people who run this site. Choose another.")
            }
            return handle
        }
        return FormField(line, write: \.text, read: read)
    }()

    /// Nil for what is none; whether it may be had is said when it is asked for.
    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        let isWellFormed =
            Self.lengths.contains(scalars.count) && scalars.first.map { ("a"..."z").contains($0) } == true
            && scalars.last != "-" && !text.contains("--")
            && scalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
        guard isWellFormed else { return nil }
        self.text = text
    }

    /// Handles for somebody of a name, to try in turn. The last are hardly ever taken.
    package static func suggestions(for name: String) -> [Handle] {
        // Room for what tells them apart.
        var base = PlainText.slug(name, limit: 22)
        if Handle(base) == nil || ReservedWord.isReserved(slug: base) { base = "member" }
        let numbered = (2...5).map { "\(base)-\($0)" }
        let suffixed = (1...3).map { _ in "\(base)-\(PlainText.slugSuffix())" }
        return ((base == "member" ? [] : [base] + numbered) + suffixed).compactMap(Handle.init)
    }
}

/// What became of a handle somebody wanted.
public enum HandleOutcome: String, Hashable, Sendable {
    case theirs
    /// Somebody has it, has had it, or has one that looks like it.
    case taken
    /// They have had too many.
    case tooMany = "too many"
    /// They are not introduced yet.
    case unknown
}
