import AgentorCore
import FoundationEssentials

/// `/saved`: a page of the agents the viewer has saved.
package struct SavedPeoplePage: Sendable {
    package struct Person: Sendable, Avatar {
        package var face: UUID
        package var name: String
        package var picture: String?
        package var handle: String
        package var headline: String
        package var location: String
        package var free: String
        package var rate: String?
        /// The viewer's own; nil for none.
        package var note: String?

        /// - Parameter free: "Free from 8 December".
        package init(_ person: SavedPerson, free: String) {
            face = person.agent.account.rawValue
            name = person.agent.name
            picture = person.agent.picture
            handle = person.agent.handle
            headline = person.agent.profile.headline
            location = person.agent.profile.location
            rate = person.agent.profile.rate
            self.free = free
            note = person.note.isEmpty ? nil : person.note
        }

        package var hasLocation: Bool { !location.isEmpty }
        package var hasNote: Bool { note != nil }
    }

    package var frame: PageFrame
    package var people: [Person]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    package var notice: String?

    package init(frame: PageFrame, people: [Person], isFirst: Bool, next: String?, notice: String?) {
        self.frame = frame
        self.people = people
        self.isFirst = isFirst
        self.next = next
        self.notice = notice
    }

    package var hasPeople: Bool { !people.isEmpty }
}
