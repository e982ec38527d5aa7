import AgentorCore
import FoundationEssentials
import Text

/// `/admin/mail`: mails that wait, and what became of those that were given up.
package struct MailQueuePage: Sendable {
    package struct Mail: Sendable {
        package var id: UUID
        /// Nil once it was given up.
        package var address: String?
        package var created: Moment
        package var attempts: String
        /// When it is tried next; nil for a mail that was given up.
        package var next: Moment?
        package var problem: String?

        package init(_ mail: QueuedMail, _ moment: (Date) -> Moment) {
            id = mail.id
            address = mail.address
            created = moment(mail.createdAt)
            attempts =
                mail.attempts == 0 ? "Not tried yet" : "Tried \(counted(mail.attempts, "time", "times"))"
            next = mail.isGivenUp ? nil : moment(mail.nextAttemptAt)
            problem = mail.lastError
        }

        package var isWaiting: Bool { next != nil }
    }

    package var frame: PageFrame
    package var mails: [Mail]
    package var waiting: String
    package var notice: String?

    package init(frame: PageFrame, mails: [Mail], waiting: String, notice: String?) {
        self.frame = frame
        self.mails = mails
        self.waiting = waiting
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .mail) }
    package var hasMails: Bool { !mails.isEmpty }
}

/// `/admin/channels`: channels, without what is said in them.
package struct GovernedChannelsPage: Sendable {
    package struct Channel: Sendable {
        package var id: UUID
        package var slug: String
        package var name: String
        package var kind: String
        package var members: String
        package var administrators: String
        package var created: Moment
        package var isArchived: Bool
        package var isHeld: Bool

        package init(_ channel: GovernedChannel, created: Moment) {
            id = channel.id
            slug = channel.slug
            name = channel.name
            kind = channel.isPublic ? "Public" : "Private"
            members = counted(channel.members, "member", "members")
            administrators =
                channel.administrators.isEmpty
                ? "Nobody" : channel.administrators.map { "@\($0)" }.joined(separator: ", ")
            self.created = created
            isArchived = channel.isArchived
            isHeld = channel.isHeld
        }
    }

    package var frame: PageFrame
    package var wanted: String
    package var channels: [Channel]
    package var next: String?
    package var notice: String?

    package init(frame: PageFrame, wanted: String, channels: [Channel], next: String?, notice: String?) {
        self.frame = frame
        self.wanted = wanted
        self.channels = channels
        self.next = next
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .channels) }
    package var hasChannels: Bool { !channels.isEmpty }
}
