import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text
import ZoneInfo

extension SavedDesk {
    private static let notices = [
        "saved": "Saved.", "removed": "Not saved any more.",
    ]

    /// `GET /saved?after=PLACE`: a page of the agents the viewer has saved, the last saved first.
    func showSavedPeople(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let place = visit.request.query["after"].flatMap(SavedPosition.init(address:))
        let found = try saved.people(after: place, for: viewer)
        return try visit.present(found, json: SavedPeopleJSON.init) { found in
            let options = try options.current()
            return .html(
                SavedPeoplePage(
                    frame: visit.frame(.agents),
                    people: found.people.map {
                        SavedPeoplePage.Person($0, free: $0.agent.freeLabel(options))
                    },
                    isFirst: place == nil,
                    next: found.next.map {
                        "\(Route.saved(.people).path)?after=\($0.address.percentEncoded)"
                    },
                    notice: visit.request.query["done"].flatMap { Self.notices[$0] }
                ).html())
        }
    }
}

extension PublicAgent {
    /// When they can begin, as it is today where they are.
    func freeLabel(_ options: Options) -> String {
        profile.freeLabel(on: (Zone(named: profile.timeZone) ?? .utc).local(Date()), options)
    }
}

extension SavedPosition {
    var address: String { PlaceInTime(at, id).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(at: place.moment, id: place.id)
    }
}

struct SavedPeopleJSON: Encodable {
    struct Entry: Encodable {
        let name: String
        let nameDirection: PlainText.Direction
        let handle: String
        let headline: String
        let headlineDirection: PlainText.Direction
        let note: String
        let noteDirection: PlainText.Direction
        let savedAt: Date
    }

    /// The last saved first.
    let people: [Entry]
    /// What to ask for the next page `after`.
    let next: String?

    init(_ found: ListedPeople) {
        next = found.next?.address
        people = found.people.map {
            Entry(
                name: $0.agent.name, nameDirection: PlainText.direction(of: $0.agent.name),
                handle: $0.agent.handle, headline: $0.agent.profile.headline,
                headlineDirection: PlainText.direction(of: $0.agent.profile.headline),
                note: $0.note, noteDirection: PlainText.direction(of: $0.note), savedAt: $0.savedAt)
        }
    }
}
