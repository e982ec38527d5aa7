import AgentorViews
import FastCGI
import Messaging
import Text

extension ChannelDesk {
    /// `GET /channels/{slug}/people?called=LETTERS`: for programs, members whose handle begins with some letters, eight at
    /// most. People are led to the channel, whose page names its members.
    func showPeople(_ slug: String, _ visit: Visit) throws -> Response {
        let called = visit.request.query["called"] ?? ""
        let found = try messenger.members(of: slug, called: called, as: visit.identity)
        _ = try visit.admitted()
        return try visit.present(found) { found in
            PeopleJSON(
                people: found.map {
                    PeopleJSON.Person(
                        name: $0.name, nameDirection: PlainText.direction(of: $0.name), handle: $0.handle)
                })
        } page: { _ in
            .redirect(to: "\(Route.channel(slug, .show).path)#about")
        }
    }
}

struct PeopleJSON: Encodable {
    struct Person: Encodable {
        let name: String
        let nameDirection: PlainText.Direction
        let handle: String
    }

    let people: [Person]
}
