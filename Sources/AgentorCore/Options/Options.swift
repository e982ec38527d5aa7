import Forms
import Postgres

/// What can be chosen in forms, as whoever runs the site wants it.
package struct Options: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case category, currency, industry
        case companySize = "company-size"
        case budget, timeline
        /// Words alone: what each of them means is the site's.
        case availability
    }

    package struct Option: Hashable, Sendable, Encodable {
        package let kind: String
        /// What is kept where it was chosen.
        package let key: String
        package let label: String
        /// What others read of whoever chose it, where that is not the label.
        package let shown: String?
        /// Kept by who has it, and offered to nobody else.
        package let isRetired: Bool
    }

    private let lists: [String: [Option]]
    private var offersRetired = false

    /// - Parameter options: in their order.
    package init(_ options: [Option]) {
        lists = Dictionary(grouping: options, by: \.kind)
    }

    /// Nothing to choose: for the names and limits of fields.
    package static let none = Options([])

    /// The same with what is not offered any more: for what somebody chose once.
    package var withRetired: Options {
        var options = self
        options.offersRetired = true
        return options
    }

    /// - Parameter kept: what whoever chooses has already.
    package func choices(_ kind: Kind, keeping kept: String? = nil) -> [FieldDescription.Choice] {
        list(kind).filter { !$0.isRetired || offersRetired || $0.key == kept }
            .map { FieldDescription.Choice($0.key, kind == .currency ? "\($0.key), \($0.label)" : $0.label) }
    }

    /// As whoever chooses reads it; the key of what nobody can choose.
    package func label(_ kind: Kind, _ key: String) -> String { find(kind, key)?.label ?? key }

    /// As others read it.
    package func shown(_ kind: Kind, _ key: String) -> String {
        let option = find(kind, key)
        return option?.shown ?? option?.label ?? key
    }

    private func list(_ kind: Kind) -> [Option] { lists[kind.rawValue] ?? [] }
    private func find(_ kind: Kind, _ key: String) -> Option? { list(kind).first { $0.key == key } }
}

/// All options, retired ones too.
struct ListOptions: Statement {
    static let sql = "select kind, key, label, shown, is_retired from agentor.list_options()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Options.Option {
        try Options.Option(from: &columns)
    }
}

extension Options.Option {
    init(from columns: inout Columns) throws(PostgresError) {
        kind = try columns.next(String.self)
        key = try columns.next(String.self)
        label = try columns.next(String.self)
        shown = try columns.next(String?.self)
        isRetired = try columns.next(Bool.self)
    }
}
