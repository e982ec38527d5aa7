import FoundationEssentials
import Postgres

/// Somebody the viewer meets.
public struct Acquaintance: Hashable, Sendable, Identifiable {
    public let id: ParticipantID
    public let name: String
    public let handle: String
    /// As `Participant.picture`.
    public let picture: String?
}

extension Messenger {
    /// How many of the viewer's channels and conversations are looked in for people, those first in which something was said last,
    /// and how many people are looked at.
    static let placesOfPeople: Int32 = 200
    static let peopleLookedAt: Int32 = 5_000

    /// People by whose name or handle all terms are found, among those the viewer meets: in their conversations, and in their
    /// channels. Those closest to what was looked for come first.
    public func people(
        called terms: [SearchTerm], as viewer: Identity, limit: Int = 20
    ) throws(MessagingError) -> [Acquaintance] {
        let met: [Acquaintance]
        do {
            met = try searchPool.query(
                ListAcquaintances(places: Self.placesOfPeople, limit: Self.peopleLookedAt), as: viewer)
        } catch { throw .database(error) }
        let matcher = SearchMatcher(terms)
        let found = met.compactMap { person in
            matcher.match("\(person.name)\(SearchedText.separator)\(person.handle)").map {
                (person, $0.closeness)
            }
        }
        return found.sorted { ($1.1, $0.0.name, $0.0.handle) < ($0.1, $1.0.name, $1.0.handle) }
            .prefix(limit).map(\.0)
    }
}

struct ListAcquaintances: Statement {
    let places: Int32
    let limit: Int32

    static let sql = "select id, full_name, handle, picture from messaging.acquaintances($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(places)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Acquaintance {
        Acquaintance(
            id: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String.self), picture: try columns.next(String?.self))
    }
}
