import Forms
import Postgres
import Text

/// Something done to what can be chosen in forms. Nothing is deleted: somebody may have chosen it.
package struct OptionChange: Hashable, Sendable {
    package enum Deed: String, CaseIterable, Sendable {
        case add = "option.added"
        case rename = "option.renamed"
        case move = "option.moved"
        case retire = "option.retired"
        case restore = "option.restored"
    }

    package let deed: Deed
    package let kind: Options.Kind
    package let key: String
    /// What it is called; empty where that stays.
    package var label = ""
    /// What others read of whoever chose it, where that is not the label. Nil leaves it, empty takes it away.
    package var shown: String?
    /// The key it goes before; nil for the end.
    package var next: String?

    package init(_ deed: Deed, _ kind: Options.Kind, _ key: String) {
        self.deed = deed
        self.kind = kind
        self.key = key
    }

    static let limit = 60

    package static let labelField = FormField<String>.line(
        "label", "What it is called", limit: limit, missing: "Enter what it is called.", autocomplete: "off")

    package static let shownField = FormField<String>.line(
        "shown", "What others read of whoever chose it", hint: "Where that is not the same.", limit: limit,
        missing: nil, autocomplete: "off")

    package static func keyField(of kind: Options.Kind) -> FormField<String> {
        let line = FormField<String>.line(
            "key", "Key",
            hint: kind == .currency
                ? "Three capital letters (ISO 4217), such as EUR. It cannot be changed."
                : "Up to 40 of a to z, 0 to 9 and hyphens. It is kept where it was chosen, and cannot be changed.",
            limit: 40, missing: "Enter a key.", autocomplete: "off")
        return FormField(line.description, write: \.self) { typed throws(FieldError) in
            let key = try line.read(typed)
            guard isKey(key, of: kind) else {
                throw FieldError(
                    .malformed,
                    kind == .currency
                        ? "A currency is three capital letters (ISO 4217), such as EUR."
                        : "A key is up to 40 of a to z, 0 to 9 and hyphens: \(key) is none.")
            }
            return key
        }
    }

    private static func isKey(_ key: String, of kind: Options.Kind) -> Bool {
        kind == .currency
            ? key.utf8.count == 3 && key.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            : (1...40).contains(key.utf8.count)
                && key.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
    }

    /// - Parameter choices: what it can go before.
    package static func nextField(_ choices: [FieldDescription.Choice]) -> FormField<String?> {
        .optionalSelect("before", "Before which", hint: "Empty for the end.", choices)
    }
}

/// As the owner, or as an administrator with a reason.
struct ChangeOption: Statement {
    let change: OptionChange

    static let sql = "select agentor.change_option($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) { change.bind(to: &parameters) }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct AdministerOption: Statement {
    let change: OptionChange
    let reason: String

    static let sql = "select agentor.administer_option($1, $2, $3, $4, $5, $6, $7)"

    func bind(to parameters: inout Parameters) {
        change.bind(to: &parameters)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

extension OptionChange {
    fileprivate func bind(to parameters: inout Parameters) {
        parameters.append(deed.rawValue)
        parameters.append(kind.rawValue)
        parameters.append(key)
        parameters.append(label)
        parameters.append(shown)
        parameters.append(next)
    }
}
