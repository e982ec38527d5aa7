import Forms

/// For how long somebody wants to have messages and files kept.
public struct RetentionDraft: Hashable, Sendable {
    private var messageDays: Int?
    private var fileDays: Int?
    private var consent: String?

    /// A time has to be wanted twice: what is older goes for good.
    public static let form = Form(RetentionDraft()) { form in
        form.ask(
            \.messageDays, days("messages", "Days for which messages are kept", "For example: 90. \(ends)"))
        form.ask(
            \.fileDays,
            days("files", "Days for which files are kept", "They go with their message, too. \(ends)"))
        form.ask(
            \.consent,
            .optionalRadios(
                "delete", "What is older is deleted, for everybody and for good",
                [FieldDescription.Choice("yes", "Yes, delete it")]))
        form.demand("delete", "Say that what is older may be deleted.") { draft in
            draft.consent == nil && draft.retention != .forGood
        }
    }

    private static let ends = "Empty for as long as there is no other end."

    private static func days(_ name: String, _ label: String, _ hint: String) -> FormField<Int?> {
        .optionalNumber(name, label, hint: hint, in: 1...Retention.mostDays, "days")
    }

    private init() {}

    /// As it is kept already.
    public init(_ retention: Retention) {
        messageDays = retention.messageDays
        fileDays = retention.fileDays
    }

    /// - Parameter answer: what was typed in a field of `form`, by its name.
    /// - Throws: `.invalid` naming every field that cannot be taken.
    public init(_ answer: (String) -> String?) throws(MessagingError) {
        do { self = try Self.form.read(answer) } catch { throw .invalid(error) }
    }

    public var retention: Retention { Retention(messageDays: messageDays, fileDays: fileDays) }
}
