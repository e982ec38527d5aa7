import FoundationEssentials
import Messaging

/// Somebody in a list of those who are in a channel, or are kept out of it.
package struct MemberRow: Sendable, Avatar {
    package var face: UUID
    package var name: String
    package var picture: String?
    /// Nil for somebody who has none.
    package var handle: String?
    /// What they are, in a box; nil for members.
    package var badge: String?
    /// Whether somebody else in the channel has a name that can be taken for theirs.
    package var hasLookAlike: Bool
    /// When they came, and what else there is to know.
    package var state: String
    /// Where they are looked after; nil where the viewer may not.
    package var address: String?

    package init(
        face: UUID, name: String, picture: String?, handle: String?, badge: String?, hasLookAlike: Bool,
        state: String, address: String?
    ) {
        self.face = face
        self.name = name
        self.picture = picture
        self.handle = handle
        self.badge = badge
        self.hasLookAlike = hasLookAlike
        self.state = state
        self.address = address
    }
}

/// `/channels/{slug}/members`: a page of those who are in a channel, or those that were looked for.
package struct MembersPage: Sendable {
    package var frame: PageFrame
    package var slug: String
    package var channel: String
    package var membersLabel: String
    package var people: [MemberRow]
    /// What was looked for.
    package var sought: String
    /// Whether more were found than are shown.
    package var isCut: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    package var mayInvite: Bool
    package var mayManage: Bool
    /// Those who ask to come in, where the viewer decides about them.
    package var requests: [Request]
    package var notice: String?

    package init(
        frame: PageFrame, slug: String, channel: String, membersLabel: String, people: [MemberRow],
        sought: String,
        isCut: Bool, next: String?, mayInvite: Bool, mayManage: Bool, requests: [Request], notice: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.membersLabel = membersLabel
        self.people = people
        self.sought = sought
        self.isCut = isCut
        self.next = next
        self.mayInvite = mayInvite
        self.mayManage = mayManage
        self.requests = requests
        self.notice = notice
    }

    /// Somebody who asks to come in.
    package struct Request: Sendable {
        package var id: UUID
        package var person: MemberRow
        /// What they say; empty for nothing.
        package var message: String

        package init(id: UUID, person: MemberRow, message: String) {
            self.id = id
            self.person = person
            self.message = message
        }
    }

    package var hasPeople: Bool { !people.isEmpty }
    package var hasRequests: Bool { !requests.isEmpty }
    package var isSearch: Bool { !sought.isEmpty }
}

/// `/channels/{slug}/bans`: who is kept out of a channel.
package struct BansPage: Sendable {
    package var frame: PageFrame
    package var slug: String
    package var channel: String
    /// `address` leads nowhere here.
    package var people: [MemberRow]
    /// Whether the viewer may take away what they wrote.
    package var mayRemoveMessages: Bool
    package var notice: String?

    package init(
        frame: PageFrame, slug: String, channel: String, people: [MemberRow], mayRemoveMessages: Bool,
        notice: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.people = people
        self.mayRemoveMessages = mayRemoveMessages
        self.notice = notice
    }

    package var hasPeople: Bool { !people.isEmpty }
}

/// `/channels/{slug}/members/{handle}`: what those in charge of a channel do about somebody in it.
package struct MemberPage: FormPage {
    package var frame: PageFrame
    package var slug: String
    package var channel: String
    package var person: MemberRow
    package var handle: String
    /// Which roles they can be given; nil where none.
    package var role: Field?
    /// For how long they say nothing; nil where the viewer may not say so.
    package var silence: Field?
    package var mayRemove: Bool
    /// Whether the viewer may take away what they wrote.
    package var mayRemoveMessages: Bool
    package var problem: String?
    package var notice: String?

    package init(
        frame: PageFrame, slug: String, channel: String, person: MemberRow, handle: String, role: Field?,
        silence: Field?, mayRemove: Bool, mayRemoveMessages: Bool, problem: String?, notice: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.person = person
        self.handle = handle
        self.role = role
        self.silence = silence
        self.mayRemove = mayRemove
        self.mayRemoveMessages = mayRemoveMessages
        self.problem = problem
        self.notice = notice
    }

    package var fields: [Field] { [role, silence].compactMap(\.self) }
}

/// `/channels/{slug}/record`: what those in charge of a channel did.
package struct RecordPage: Sendable {
    package struct Entry: Sendable {
        package var words: String
        package var at: Moment

        package init(words: String, at: Moment) {
            self.words = words
            self.at = at
        }
    }

    package var frame: PageFrame
    package var slug: String
    package var channel: String
    package var entries: [Entry]
    /// The address of earlier ones; nil on the last page.
    package var next: String?

    package init(frame: PageFrame, slug: String, channel: String, entries: [Entry], next: String?) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.entries = entries
        self.next = next
    }

    package var hasEntries: Bool { !entries.isEmpty }
}
