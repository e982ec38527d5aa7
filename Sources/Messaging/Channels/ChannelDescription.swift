import Forms
import Text

/// What a channel is called and about, within its limits.
public struct ChannelDescription: Hashable, Sendable {
    public private(set) var name = ""
    public private(set) var description = ""
    public private(set) var subject = ChannelSubject()

    /// In characters, counted as Unicode scalars.
    public static let nameLimit = 80
    static let nameField = FormField<String>.line(
        "name", "Name", hint: "Short and plain. For example: Tax for freelancers.", limit: nameLimit,
        missing: "Enter a name.", autocomplete: "off")
    static let descriptionField = FormField<String>.lines(
        "description", "Description", hint: "Who should join, and what is talked about.", limit: 500,
        missing: nil)

    /// - Parameters:
    ///   - subjects: what it can be about.
    ///   - name: what it is called already, which may be a name that is refused today.
    public static func form(
        _ subjects: ChannelSubjects = .none, keeping name: String? = nil
    ) -> Form<ChannelDescription> {
        Form(ChannelDescription()) { form in
            form.ask(\.name, nameField.asTitle(keeping: name))
            form.ask(\.description, descriptionField)
            subjects.ask(&form, \.subject.category, \.subject.language)
        }
    }

    private init() {}

    /// - Parameters:
    ///   - subjects: what it can be about.
    ///   - name: what the channel is called already, which may be a name that is refused today.
    ///   - answer: what was typed in a field of `form`, by its name.
    /// - Throws: `.invalid` naming every field that cannot be taken.
    public init(
        _ subjects: ChannelSubjects = .none, keeping name: String? = nil, _ answer: (String) -> String?
    ) throws(MessagingError) {
        do { self = try Self.form(subjects, keeping: name).read(answer) } catch { throw .invalid(error) }
    }
}

/// What names a channel in addresses, within its limits: small Latin letters, digits, and single hyphens between them.
public struct ChannelAddress: Hashable, Sendable {
    public private(set) var slug = ""

    public static let form = Form(ChannelAddress()) { form in
        form.ask(\.slug, field)
    }

    private static let field: FormField<String> = {
        let line = FormField<String>.line(
            "address", "Address",
            hint: "Small letters, digits and hyphens. What leads to the channel now will still lead there.",
            limit: 80, missing: "Enter an address.", autocomplete: "off")
        return FormField(line.description, write: \.self) { typed throws(FieldError) in
            let slug = try line.read(typed).lowercased()
            guard slug.wholeMatch(of: /[a-z0-9](-?[a-z0-9])*/) != nil else {
                throw FieldError(
                    .malformed, "Use small letters a to z, digits, and single hyphens between them.")
            }
            guard !isReserved(slug), slug != "new" else {
                throw FieldError(.reserved, "This address is reserved. Choose another one.")
            }
            return slug
        }
    }()

    static let taken = FormErrors(
        field.name, .taken, "This address leads to another channel. Choose another one.")
    static let tooMany = FormErrors(
        field.name, .notAllowed, "It has had twenty addresses already, and keeps them all.")

    /// Whether it stands for whoever runs the site, or names direct conversations.
    static func isReserved(_ slug: String) -> Bool {
        ReservedWord.isReserved(slug: slug) || slug.wholeMatch(of: /(direct|group)-[0-9a-f]{32}/) != nil
    }

    private init() {}

    /// - Parameter answer: what was typed in a field of `form`, by its name.
    /// - Throws: `.invalid` for what is none.
    public init(_ answer: (String) -> String?) throws(MessagingError) {
        do { self = try Self.form.read(answer) } catch { throw .invalid(error) }
    }
}
