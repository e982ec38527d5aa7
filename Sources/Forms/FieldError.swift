/// Why a field cannot be taken.
public struct FieldError: Error, Hashable, Sendable {
    /// Stays the same when the words change; what JSON says.
    public enum Code: String, Hashable, Sendable {
        case missing
        case tooLong = "too-long"
        case tooShort = "too-short"
        case tooMany = "too-many"
        case outOfRange = "out-of-range"
        case malformed
        /// None of the answers that can be chosen.
        case notAChoice = "not-a-choice"
        /// A password that is guessed early.
        case tooEasy = "too-easy"
        /// A code or a password that is not the one.
        case wrong
        case notAllowed = "not-allowed"
        /// What is there already.
        case unchanged
        /// What somebody else has.
        case taken
        /// What has taken the place of what these words were written for.
        case outdated
        case tooLate = "too-late"
        /// What is not there any more.
        case gone
        /// What is kept for whoever runs the site.
        case reserved
        /// What cannot be done just now, and can be tried again.
        case unavailable
    }

    public let code: Code
    /// In words for whoever filled the form in.
    public let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// What is wrong with a filled-in form, field by field in the form's order.
public struct FormErrors: Error, Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        /// The field's name in the form.
        public let field: String
        public let error: FieldError
    }

    public private(set) var entries: [Entry] = []

    package init() {}

    package init(_ field: String, _ code: FieldError.Code, _ message: String) {
        add(field, FieldError(code, message))
    }

    package mutating func add(_ field: String, _ error: FieldError) {
        entries.append(Entry(field: field, error: error))
    }

    package mutating func add(_ others: FormErrors) { entries += others.entries }

    public var isEmpty: Bool { entries.isEmpty }

    /// The first error of a field.
    public subscript(field: String) -> FieldError? {
        entries.first { $0.field == field }?.error
    }

    /// What was answered; nil where it cannot be taken, which is noted.
    package mutating func read<Answer>(_ field: FormField<Answer>, _ typed: String?) -> Answer? {
        do { return try field.read(typed ?? "") } catch {
            add(field.name, error)
            return nil
        }
    }
}
