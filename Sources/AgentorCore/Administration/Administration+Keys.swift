import FoundationEssentials
import Postgres

/// What an operator does about the keys by which texts are sealed.
package enum KeysAct: String, Sendable {
    case made = "keys.made"
    case rewrapped = "keys.rewrapped"
    case sealed = "keys.sealed"
    case rotated = "keys.rotated"
}

extension Administration {
    /// Writes down that it is done, before it is: what cannot be written is not done.
    package func note(_ act: KeysAct, _ details: [String: String] = [:]) throws(Failure) {
        try change { transaction in
            try record(act.rawValue, nil, kind: "site", details, in: &transaction)
        }
    }

    /// Writes down that a channel's keys are destroyed, where they can be: there is nothing to write of what is not there, or on hold.
    package func noteShredding(of slug: String) throws(Failure) {
        try change { transaction in
            guard let channel = try transaction.first(FindShreddable(slug: slug)) else { return }
            _ = try transaction.run(
                RecordOperatorAct(
                    operatorName: operatorName, action: "keys.shredded", subjectKind: "channel",
                    subject: channel, label: "/channels/\(slug)", reason: reason))
        }
    }
}

private struct FindShreddable: Statement {
    let slug: String

    static let sql =
        "select c.id from messaging.channels c where c.slug = $1 and not messaging.is_on_hold(c.id, null)"

    func bind(to parameters: inout Parameters) { parameters.append(slug) }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID {
        try columns.next(UUID.self)
    }
}
