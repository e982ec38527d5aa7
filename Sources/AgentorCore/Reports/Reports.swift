import Forms
import FoundationEssentials
import Postgres

/// What people report to whoever moderates: one case for each thing, one report of each person in it. Words and evidence are sealed,
/// bound to what is reported and to whoever reports.
package struct Reports: Sendable {
    let database: Database
    let keys: SealingKeys

    package init(database: Database, keys: SealingKeys) {
        self.database = database
        self.keys = keys
    }

    /// How many reports of one person may wait. The database holds to the same.
    package static let limit = 50
    /// Characters of all that one person says in one case.
    static let wordsLimit = 10_000

    /// Whether the viewer may report something, and has: nil where they may not.
    package func find(_ subject: ReportSubject, for viewer: Viewer) throws(PostgresError) -> Bool? {
        try known(subject, for: viewer).map { $0.sealed != nil }
    }

    /// Reports something, once for each form; what the same person says later is added.
    /// - Parameters:
    ///   - what: what it is called, in a sentence.
    ///   - address: where it is, on this site.
    ///   - evidence: what the viewer reads there now.
    /// - Returns: false where there is nothing (any more) that the viewer may report.
    /// - Throws: an error of the form's where too many reports wait, or too much was said.
    package func report(
        _ subject: ReportSubject, _ draft: ReportDraft, what: String, at address: String,
        evidence: ReportEvidence, nonce: UUID, for viewer: Viewer
    ) throws -> Bool {
        // Another tab may come in between, and does not for ever.
        for _ in 0..<4 {
            guard let known = try known(subject, for: viewer) else { return false }
            let binding = Binding(kind: subject.kind, subject: known.subject, number: known.number, viewer)
            let former = known.sealed.flatMap { open($0, binding) }
            let statement = ReportThing(
                subject: subject, about: known.subject, reason: draft.reason.rawValue,
                sealed: keys.seal(
                    try JSONEncoder().encode(
                        Told(
                            what: what, address: address, words: try Self.words(draft.words, after: former))),
                    for: binding.words),
                evidence: keys.seal(try JSONEncoder().encode(evidence), for: binding.evidence),
                seen: known.nonce, nonce: nonce)
            switch try database.web.first(statement, as: viewer.identity, access: .readWrite) ?? nil {
            case nil: return false
            case "again": continue
            case "too many":
                throw FormErrors(
                    ReportDraft.wordsField.name, .tooMany,
                    "\(Self.limit) reports of yours wait, which is as many as there may be. Wait until some are looked at."
                )
            default: return true
            }
        }
        throw FormErrors(
            ReportDraft.wordsField.name, .unavailable, "That did not work just now. Send it once more.")
    }

    /// What the viewer has reported, the last first. At most `limit`, after `position`.
    package func own(
        after position: ReportPosition? = nil, for viewer: Viewer, limit: Int = 20
    ) throws(PostgresError) -> ListedReports {
        let found = try database.web.query(
            ListOwnReports(after: position, limit: limit + 1), as: viewer.identity)
        let reports = found.map { row in
            let told = open(
                row.sealed, Binding(kind: row.kind, subject: row.subject, number: row.number, viewer))
            return OwnReport(
                id: row.id, what: told?.what, address: told?.address, reason: row.reason,
                words: told?.words ?? "", reportedAt: row.reportedAt, outcome: row.outcome)
        }
        return ListedReports(
            reports: Array(reports.prefix(limit)),
            next: reports.count > limit ? reports[limit - 1].position : nil)
    }

    private func known(
        _ subject: ReportSubject, for viewer: Viewer
    ) throws(PostgresError) -> FindReport.Row? {
        try database.web.first(FindReport(subject: subject), as: viewer.identity)
    }

    private func open(_ sealed: [UInt8], _ binding: Binding) -> Told? {
        keys.open(sealed, for: binding.words).flatMap {
            try? JSONDecoder().decode(Told.self, from: Data($0))
        }
    }

    /// All that somebody has said: what they repeat is said once.
    private static func words(_ words: String, after former: Told?) throws -> String {
        guard let former, !former.words.isEmpty else { return words }
        if words.isEmpty || former.words == words || former.words.hasSuffix("\n\n\(words)") {
            return former.words
        }
        let all = "\(former.words)\n\n\(words)"
        if all.unicodeScalars.count > wordsLimit {
            throw FormErrors(
                ReportDraft.wordsField.name, .tooLong,
                "You have said a lot about this already. Say it in fewer words, or leave it at that.")
        }
        return all
    }
}

/// What is sealed of a report.
struct Told: Codable, Sendable {
    let what: String
    let address: String
    let words: String
}

/// What sealed words and evidence are bound to: opened for anything else, or for anybody else's, they say nothing.
struct Binding: Sendable {
    private let thing: String

    init(kind: ReportSubject.Kind, subject: UUID, number: Int, by reporter: AccountID) {
        thing = "\(kind.rawValue) \(subject.uuidString) \(number) by \(reporter.rawValue.uuidString)"
    }

    init(kind: ReportSubject.Kind, subject: UUID, number: Int, _ viewer: Viewer) {
        self.init(kind: kind, subject: subject, number: number, by: viewer.id)
    }

    var words: String { "report of \(thing)" }
    var evidence: String { "evidence of \(thing)" }
}

private struct FindReport: Statement {
    struct Row: Sendable {
        let subject: UUID
        let number: Int
        /// What the viewer has said already; nil for nothing.
        let sealed: [UInt8]?
        let nonce: UUID?
    }

    let subject: ReportSubject

    static let sql = "select subject, number, sealed, nonce from agentor.find_report($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(subject.kind.rawValue)
        parameters.append(subject.home)
        parameters.append(subject.place)
        parameters.append(subject.file)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            subject: try columns.next(UUID.self), number: Int(try columns.next(Int32.self)),
            sealed: try columns.next([UInt8]?.self), nonce: try columns.next(UUID?.self))
    }
}

private struct ReportThing: Statement {
    let subject: ReportSubject
    let about: UUID
    let reason: String
    let sealed: [UInt8]
    let evidence: [UInt8]
    let seen: UUID?
    let nonce: UUID

    static let sql = "select agentor.report($1, $2, $3, $4, $5, $6, $7, $8, $9)"

    func bind(to parameters: inout Parameters) {
        parameters.append(subject.kind.rawValue)
        parameters.append(subject.home)
        parameters.append(subject.place)
        parameters.append(about)
        parameters.append(reason)
        parameters.append(sealed)
        parameters.append(evidence)
        parameters.append(seen)
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct ListOwnReports: Statement {
    struct Row: Sendable {
        let id: UUID
        let kind: ReportSubject.Kind
        let subject: UUID
        let number: Int
        let reason: ReportReason
        let sealed: [UInt8]
        let reportedAt: Date
        let outcome: OwnReport.Outcome?
    }

    let after: ReportPosition?
    let limit: Int

    static let sql = """
        select case_id, kind, subject, number, reason, sealed, reported_at, outcome from agentor.own_reports($1, $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.at)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: limit))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self),
            // The tables' checks leave nothing else.
            kind: ReportSubject.Kind(rawValue: try columns.next(String.self)) ?? .message,
            subject: try columns.next(UUID.self), number: Int(try columns.next(Int32.self)),
            reason: ReportReason(rawValue: try columns.next(String.self)) ?? .other,
            sealed: try columns.next([UInt8].self), reportedAt: try columns.next(Date.self),
            outcome: try columns.next(String?.self).flatMap(OwnReport.Outcome.init))
    }
}
