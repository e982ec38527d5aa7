import FoundationEssentials
import Postgres

/// A profile that is being written step by step: what was answered so far. It is the owner's alone, and goes when the
/// profile is saved.
package struct ProfileDraft: Encodable, Sendable {
    package let kind: ProfileKind
    /// As it was typed, by the names of fields.
    package let answers: [String: String]
    /// Names of the steps that are done.
    package let done: [String]

    static func empty(_ kind: ProfileKind) -> ProfileDraft {
        ProfileDraft(kind: kind, answers: [:], done: [])
    }

    package func isDone(_ step: ProfileStep) -> Bool { done.contains(step.name) }

    /// The first step that is not done; nil where all are.
    package var next: ProfileStep? { kind.steps.first { !isDone($0) } }

    package var doneCount: Int { kind.steps.count(where: isDone) }
}

extension Profiles {
    /// What the viewer has begun.
    package func drafts(of viewer: Viewer) throws(PostgresError) -> [ProfileDraft] {
        try database.web.query(ListProfileDrafts(), as: viewer.identity)
    }

    /// An empty one where nothing was begun.
    package func draft(of kind: ProfileKind, by viewer: Viewer) throws(PostgresError) -> ProfileDraft {
        try drafts(of: viewer).first { $0.kind == kind } ?? .empty(kind)
    }

    /// Keeps what was answered beside what was answered before.
    /// - Parameters:
    ///   - done, undone: names of steps.
    package func keep(
        _ answers: [(name: String, value: String)], of kind: ProfileKind, done: [String] = [],
        undone: [String] = [], for viewer: Viewer
    ) throws(PostgresError) {
        _ = try database.web.query(
            KeepProfileDraft(kind: kind, answers: answers, done: done, undone: undone), as: viewer.identity,
            access: .readWrite)
    }
}

struct ListProfileDrafts: Statement {
    static let sql = """
        select kind, answers::text, done from agentor.profile_drafts where account_id = agentor.viewer() order by kind
        """

    /// - Parameter object: of texts.
    private static func answers(_ object: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(object.utf8))) ?? [:]
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ProfileDraft {
        ProfileDraft(
            kind: try columns.next(ProfileKind.self), answers: Self.answers(try columns.next(String.self)),
            done: try columns.next([String].self))
    }
}

private struct KeepProfileDraft: Statement {
    let kind: ProfileKind
    let answers: [(name: String, value: String)]
    let done: [String]
    let undone: [String]

    static let sql = """
        insert into agentor.profile_drafts as d (account_id, kind, answers, done)
        values (agentor.viewer(), $1, jsonb_object($2::text[], $3::text[]), $4::text[])
        on conflict (account_id, kind) do update set answers = d.answers || excluded.answers,
            done = array(select unnest(d.done || excluded.done) except select unnest($5::text[])), updated_at = now()
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(kind)
        parameters.append(answers.map(\.name))
        parameters.append(answers.map(\.value))
        parameters.append(done)
        parameters.append(undone)
    }
}

/// For whoever has saved a profile in the same transaction.
struct DropProfileDraft: Statement {
    let kind: ProfileKind

    static let sql = "select agentor.drop_profile_draft($1)"

    func bind(to parameters: inout Parameters) { parameters.append(kind) }
}
