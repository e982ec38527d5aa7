import Forms

/// What a channel is about, and in which language: names that the host gives a meaning.
public struct ChannelSubject: Hashable, Sendable {
    /// `[A-Za-z0-9-]`, 40 at most; nil for none that was said.
    public internal(set) var category: String?
    /// ISO 639; nil for none that was said.
    public internal(set) var language: String?

    public init(category: String? = nil, language: String? = nil) {
        self.category = category
        self.language = language
    }
}

/// The subjects and languages that can be chosen for a channel. Where there are none nobody is asked.
public struct ChannelSubjects: Sendable {
    public let categories: [FieldDescription.Choice]
    public let languages: [FieldDescription.Choice]

    public init(categories: [FieldDescription.Choice], languages: [FieldDescription.Choice]) {
        self.categories = categories
        self.languages = languages
    }

    public static let none = ChannelSubjects(categories: [], languages: [])

    func ask<Value>(
        _ form: inout Form<Value>, _ category: WritableKeyPath<Value, String?> & Sendable,
        _ language: WritableKeyPath<Value, String?> & Sendable
    ) {
        if !categories.isEmpty {
            form.ask(
                category,
                .optionalSelect(
                    "category", "Subject", hint: "Public channels are found by it.", categories))
        }
        if !languages.isEmpty { form.ask(language, .optionalSelect("language", "Language", languages)) }
    }
}
