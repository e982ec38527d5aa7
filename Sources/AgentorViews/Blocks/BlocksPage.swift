import FoundationEssentials
import Messaging
import Text

/// `/account/blocks`: a page of those the viewer has blocked or muted.
package struct BlocksPage: Sendable {
    package struct Person: Sendable, Avatar {
        package var face: UUID
        package var name: String
        package var picture: String?
        /// Nil for somebody who has none.
        package var handle: String?
        package var kind: Block.Kind
        package var since: Moment

        package init(
            face: UUID, name: String, picture: String?, handle: String?, kind: Block.Kind, since: Moment
        ) {
            self.face = face
            self.name = name
            self.picture = picture
            self.handle = handle
            self.kind = kind
            self.since = since
        }

        package var state: String { kind == .block ? "Blocked" : "Muted" }
        package var undoing: String { kind == .block ? "Unblock" : "Unmute" }
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
