import Forms
import Postgres
import Text

/// What an operator does with the options, as the owner of the tables. Nothing is deleted: somebody may have chosen it.
package struct OptionEditor: Sendable {
    package enum Failure: Error, CustomStringConvertible, Sendable {
        case unknown(Options.Kind, String)
        case taken(Options.Kind, String)
        case unusable(String)
        /// The site knows what each of them means: there can be no other, and none can go.
        case fixed(Options.Kind)

        package var description: String {
            switch self {
            case .unknown(let kind, let key): "There is no \(kind.rawValue) \(key)."
            case .taken(let kind, let key): "There is a \(kind.rawValue) \(key) already."
            case .unusable(let reason): reason
            case .fixed(let kind): "Of \(kind.rawValue), only the words can be changed."
            }
        }
    }

    private let pool: Pool
    private let operatorName: String

    /// - Parameters:
    ///   - pool: of the role that owns the tables.
    ///   - operatorName: who does it, in the log of acts.
    package init(pool: Pool, operatorName: String = "operator") {
        self.pool = pool
        self.operatorName = operatorName
    }

    /// In their order, retired ones too.
    /// - Parameter kind: nil for all.
    package func list(_ kind: Options.Kind? = nil) throws(PostgresError) -> [Options.Option] {
        try pool.query(ListOptions(), as: .nobody).filter { kind == nil || $0.kind == kind?.rawValue }
    }

    /// - Parameters:
    ///   - shown: what others read of whoever chose it; nil for the label.
    ///   - next: the key it stands before; nil for the end.
    package func add(
        _ key: String, _ label: String, shown: String? = nil, to kind: Options.Kind,
        before next: String? = nil
    ) throws {
        if kind == .availability { throw Failure.fixed(kind) }
        let isKey =
            kind == .currency
            ? key.utf8.count == 3 && key.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            : (1...40).contains(key.utf8.count)
                && key.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
        guard isKey else {
            throw Failure.unusable(
                kind == .currency
                    ? "A currency is three capital letters (ISO 4217), such as EUR."
                    : "A key is up to 40 of a to z, 0 to 9 and hyphens: \(key) is none.")
        }
        let words = (label: try Self.words(label), shown: try shown.map(Self.words))
        try change { transaction in
            if try transaction.first(FindOption(kind: kind, key: key)) != nil {
                throw Failure.taken(kind, key)
            }
            let place = try Self.place(before: next, of: kind, in: &transaction)
            _ = try transaction.run(
                AddOption(kind: kind, key: key, label: words.label, shown: words.shown, place: place))
            try record("option.added", key, of: kind, in: &transaction)
        }
    }

    /// - Parameter shown: as in `add`; nil leaves it as it is.
    package func rename(_ key: String, _ label: String, shown: String? = nil, in kind: Options.Kind) throws {
        let words = (label: try Self.words(label), shown: try shown.map(Self.words))
        let rename = RenameOption(kind: kind, key: key, label: words.label, shown: words.shown)
        try change(kind, key, rename, as: "option.renamed")
    }

    package func move(_ key: String, of kind: Options.Kind, before next: String?) throws {
        try change { transaction in
            guard try transaction.first(FindOption(kind: kind, key: key)) != nil else {
                throw Failure.unknown(kind, key)
            }
            let place = try Self.place(before: next, of: kind, in: &transaction)
            _ = try transaction.run(PlaceOption(kind: kind, key: key, place: place))
            try record("option.moved", key, of: kind, in: &transaction)
        }
    }

    /// Offers it to nobody any more, or again.
    package func set(retired: Bool, _ key: String, of kind: Options.Kind) throws {
        if kind == .availability { throw Failure.fixed(kind) }
        let retire = RetireOption(kind: kind, key: key, isRetired: retired)
        try change(kind, key, retire, as: retired ? "option.retired" : "option.restored")
    }

    private static func words(_ typed: String) throws -> String {
        let text = PlainText.line(typed)
        guard (1...60).contains(text.unicodeScalars.count) else {
            throw Failure.unusable("What it is called has 1 to 60 characters.")
        }
        return text
    }

    /// Makes room before an option, or after the last.
    private static func place(
        before next: String?, of kind: Options.Kind, in transaction: inout Transaction
    ) throws -> Int32 {
        guard let next else { return try transaction.first(EndOfOptions(kind: kind)) ?? 1 }
        guard let place = try transaction.first(FindOption(kind: kind, key: next)) else {
            throw Failure.unknown(kind, next)
        }
        _ = try transaction.run(ShiftOptions(kind: kind, place: place))
        return place
    }

    private func change<S: Statement>(
        _ kind: Options.Kind, _ key: String, _ statement: S, as action: String
    ) throws where S.Row == Int32 {
        try change { transaction in
            guard try transaction.first(statement) != nil else { throw Failure.unknown(kind, key) }
            try record(action, key, of: kind, in: &transaction)
        }
    }

    private func record(
        _ action: String, _ key: String, of kind: Options.Kind, in transaction: inout Transaction
    ) throws {
        try transaction.run(
            RecordOperatorAct(
                operatorName: operatorName, action: action, subjectKind: "option",
                label: "\(kind.rawValue)/\(key)", reason: nil))
    }

    private func change(_ body: (inout Transaction) throws -> Void) throws {
        try pool.transaction(as: .nobody, access: .readWrite, body)
    }
}

/// Its place.
private struct FindOption: Statement {
    let kind: Options.Kind
    let key: String

    static let sql = "select place from agentor.options where kind = $1 and key = $2 for update"

    func bind(to parameters: inout Parameters) {
        parameters.append(kind.rawValue)
        parameters.append(key)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next(Int32.self)
    }
}

private struct EndOfOptions: Statement {
    let kind: Options.Kind

    static let sql = "select coalesce(max(place), 0) + 1 from agentor.options where kind = $1"

    func bind(to parameters: inout Parameters) { parameters.append(kind.rawValue) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next(Int32.self)
    }
}

private struct ShiftOptions: Statement {
    let kind: Options.Kind
    let place: Int32

    static let sql = "update agentor.options set place = place + 1 where kind = $1 and place >= $2"

    func bind(to parameters: inout Parameters) {
        parameters.append(kind.rawValue)
        parameters.append(place)
    }
}

private struct AddOption: Statement {
    let kind: Options.Kind
    let key: String
    let label: String
    let shown: String?
    let place: Int32

    static let sql = """
        insert into agentor.options (kind, key, label, shown, place) values ($1, $2, $3, $4, $5)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(kind.rawValue)
        parameters.append(key)
        parameters.append(label)
        parameters.append(shown)
        parameters.append(place)
    }
}

private struct RenameOption: Statement {
    let kind: Options.Kind
    let key: String
    let label: String
    let shown: String?

    static let sql = """
        update agentor.options set label = $3, shown = coalesce($4, shown) where kind = $1 and key = $2 returning place
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(kind.rawValue)
        parameters.append(key)
        parameters.append(label)
        parameters.append(shown)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next(Int32.self)
    }
}

private struct PlaceOption: Statement {
    let kind: Options.Kind
    let key: String
    let place: Int32

    static let sql = "update agentor.options set place = $3 where kind = $1 and key = $2"

    func bind(to parameters: inout Parameters) {
        parameters.append(kind.rawValue)
        parameters.append(key)
        parameters.append(place)
    }
}

private struct RetireOption: Statement {
    let kind: Options.Kind
    let key: String
    let isRetired: Bool

    static let sql = """
        update agentor.options set is_retired = $3 where kind = $1 and key = $2 returning place
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(kind.rawValue)
        parameters.append(key)
        parameters.append(isRetired)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next(Int32.self)
    }
}
