import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text

extension BlockDesk {
    /// `GET /account/blocks?after=PLACE`: a page of those the viewer has blocked or muted, the last first.
    func showBlocks(_ visit: Visit) throws -> Response {
        let place = visit.request.query["after"].flatMap(BlockPosition.init(address:))
        let found = try messenger.blocks(after: place, as: visit.identity)
        let viewer = try visit.admitted()
        return try visit.present(found, json: BlocksJSON.init) { found in
            let people = found.blocks.map { block in
                let local = viewer.zone.local(block.since)
                return BlocksPage.Person(
                    face: block.participant.rawValue, name: block.name, picture: block.picture,
                    handle: block.handle,
                    kind: block.kind,
                    since: local.moment(label: local.longDay))
            }
            return .html(
                BlocksPage(
                    frame: visit.frame(.account), people: people, isFirst: place == nil,
                    next: found.next.map {
                        "\(Route.blocks(.list).path)?after=\($0.address.percentEncoded)"
                    },
                    notice: visit.request.query["done"].flatMap { BlockDesk.notices[$0] }
                ).html())
        }
    }

    static let notices = [
        "block": "Blocked. Nobody is told.", "mute": "Muted. Nobody is told.",
        "undo": "Neither blocked nor muted any more.",
    ]
}

extension BlockPosition {
    var address: String { PlaceInTime(since, participant.rawValue).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(since: place.moment, participant: ParticipantID(rawValue: place.id))
    }
}

struct BlocksJSON: Encodable {
    struct Entry: Encodable {
        let name: String
        let nameDirection: PlainText.Direction
        let handle: String?
        /// "block" or "mute".
        let kind: String
        let since: Date
    }

    /// The last first.
    let people: [Entry]
    /// What to ask for the next page `after`.
    let next: String?

    init(_ found: ListedBlocks) {
        next = found.next?.address
        people = found.blocks.map {
            Entry(
                name: $0.name, nameDirection: PlainText.direction(of: $0.name), handle: $0.handle,
                kind: $0.kind.rawValue, since: $0.since)
        }
    }
}
