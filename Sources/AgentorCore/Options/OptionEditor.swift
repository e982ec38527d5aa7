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
        var addition = OptionChange(.add, kind, key)
        (addition.label, addition.shown, addition.next) = (label, shown, next)
        try change(addition)
    }

    /// - Parameter shown: as in `add`; nil leaves it as it is.
    package func rename(_ key: String, _ label: String, shown: String? = nil, in kind: Options.Kind) throws {
        var renaming = OptionChange(.rename, kind, key)
        (renaming.label, renaming.shown) = (label, shown)
        try change(renaming)
    }

    package func move(_ key: String, of kind: Options.Kind, before next: String?) throws {
        var move = OptionChange(.move, kind, key)
        move.next = next
        try change(move)
    }

    /// Offers it to nobody any more, or again.
    package func set(retired: Bool, _ key: String, of kind: Options.Kind) throws {
        try change(OptionChange(retired ? .retire : .restore, kind, key))
    }

    private func change(_ change: OptionChange) throws {
        let change = try Self.checked(change)
        try pool.transaction(as: .nobody, access: .readWrite) { transaction in
            let result = try transaction.first(ChangeOption(change: change)) ?? nil
            switch result {
            case "done", "already": break
            case "taken": throw Failure.taken(change.kind, change.key)
            case "fixed": throw Failure.fixed(change.kind)
            case "no-next": throw Failure.unknown(change.kind, change.next ?? "")
            default: throw Failure.unknown(change.kind, change.key)
            }
            if result != "done" { return }
            try transaction.run(
                RecordOperatorAct(
                    operatorName: operatorName, action: change.deed.rawValue, subjectKind: "option",
                    label: "\(change.kind.rawValue)/\(change.key)", reason: nil))
        }
    }

    /// What was typed on a command line, as fields read it.
    private static func checked(_ change: OptionChange) throws -> OptionChange {
        var change = change
        do {
            if change.deed == .add { _ = try OptionChange.keyField(of: change.kind).read(change.key) }
            if change.deed == .add || change.deed == .rename {
                change.label = try OptionChange.labelField.read(change.label)
                change.shown = try change.shown.map(OptionChange.shownField.read)
            }
        } catch { throw Failure.unusable(error.message) }
        return change
    }
}
