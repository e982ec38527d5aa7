import AgentorViews
import FoundationEssentials
import Messaging

/// The page as `Benchmarks/sample.py` writes it, the same for every contender.
struct Sample: Decodable {
    let viewer: String
    let csrf: String
    let nonce: String
    let slug: String
    let name: String
    let description: String
    let cursor: Int64
    let earlier: Int64
    let members: [Member]
    let messages: [Message]

    struct Member: Decodable {
        let id: UUID
        let name: String
        let handle: String
        let role: String

        var participant: Participant {
            Participant(
                id: ParticipantID(rawValue: id), name: name, handle: handle,
                role: Role(rawValue: role) ?? .member)
        }
    }

    struct Message: Decodable {
        let seq: Int64
        let authorID: UUID
        let author: String
        let handle: String
        let role: String
        let text: String
        let datetime: String
        let time: String
        let sentAt: Int64
        let day: String
        let dayLabel: String
    }

    /// The items of the page's list.
    var list: ChannelMessagesFragment {
        ChannelMessagesFragment(messages: messages.map { $0.item(in: slug) }.marked())
    }

    /// Everything around them.
    var page: ChannelPage {
        var page = ChannelPage(
            frame: PageFrame(
                viewer: PageFrame.Viewer(
                    name: viewer, face: members[0].id, profile: .agent),
                csrf: csrf, section: .channels),
            channel: ChannelSummary(
                slug: slug, name: name, description: description, isPrivate: false,
                memberCount: members.count),
            conversation: ChannelPage.Conversation(
                messages: RenderedMessages.none.shared, cursor: cursor, earlier: earlier,
                live: .channel(slug, lastRead: cursor, beginsAnew: true),
                members: members.map(\.participant), nonce: nonce, keeps: true))
        page.conversation?.members = members.enumerated().map {
            MemberItem($1.participant, isViewer: $0 == 0)
        }
        page.conversation?.attach = AttachField()
        page.channel.mayInvite = true
        page.channel.levelLabel = "Counts for you: as in all channels"
        return page
    }
}

extension Sample.Message {
    fileprivate func item(in slug: String) -> MessageItem {
        let message = Messaging.Message(
            id: authorID, sequence: seq, changed: seq,
            author: Participant(
                id: ParticipantID(rawValue: authorID), name: author, handle: handle,
                role: Role(rawValue: role) ?? .member),
            text: text, sentAt: Date(timeIntervalSince1970: Double(sentAt)))
        return MessageItem(
            message, of: slug, sent: Moment(datetime: datetime, label: time), day: day, dayLabel: dayLabel)
    }
}
