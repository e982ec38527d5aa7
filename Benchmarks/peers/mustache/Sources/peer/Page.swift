import Mustache

/// What the templates ask for, by the names they ask with.
struct Page {
    let frame: Frame
    let channel: Channel
    var conversation: Conversation
    let hasErrors = false
    let changesAddress: String
    let liveAddress: String
    let sendAddress: String
    let logAddress: String
    let leaveAddress: String

    struct Frame {
        let viewer: Viewer
        let csrf: String
        let navigation: [Item]
        let style = "signed-in"
        let hasNavigation = true
        let isStranger = false
    }

    struct Viewer {
        let name: String
        let role = "Agent"
        let isOnboarded = true
        let hue: Computed
        let initials: Computed

        init(id: String, name: String) {
            self.name = name
            hue = Computed { Page.hue(of: id) }
            initials = Computed { Page.initials(of: name) }
        }
    }

    /// Text that is made when it is rendered, like ours.
    struct Computed: MustacheCustomRenderable {
        let text: () -> String

        var renderText: String { text() }
        var isNull: Bool { false }
    }

    static func hue(of id: String) -> String {
        "hue-\((UInt8(id.suffix(2), radix: 16) ?? 0) & 7 + 1)"
    }

    static func initials(of name: String) -> String {
        let words = name.split(separator: " ")
        let letters = [words.first, words.count > 1 ? words.last : nil].compactMap { $0?.first }
        return String(letters).uppercased()
    }

    struct Item {
        let label: String
        let icon: String
        let address: String
        let isCurrent: Bool
    }

    struct Channel {
        let slug: String
        let name: String
        let description: String
        let visibilityLabel: String
        let visibilityExplanation: String
        let membersLabel: String
        let mayInvite = true
        let levelLabel: String? = "Counts for you: as in all channels"
        let icon = "channel"
        let hue: Computed
    }

    struct Conversation {
        var messages = ""
        let cursor: Int64
        let earlier: Int64?
        let isLatest = true
        let later: Int64? = nil
        let live: Live
        let members: [Member]
        let moreMembers: String? = nil
        let nonce: String
        let draft = Draft()
        let keeps = true
        let zone = "UTC"
        let attach = Attach()
    }

    struct Attach {
        let mostFiles = 10
        let mostBytes = 26_214_400
        let tooMany = "Send no more than 10 files with one message."
        let tooLarge = "This file is too large: a file may have 25 MB."
        let hint = "Up to 10 files of 25 MB each"
        let hasPending = false
        let isOpen = false
        let error: String? = nil
    }

    struct Live {
        let title = "Messages, live"
        /// As long as ours.
        let document = String(repeating: "<meta charset=\"utf-8\">\n", count: 20)
        let address: String
    }

    struct List {
        let messages: [MessageItem]
    }

    struct Draft {
        let value = ""
        let error: String? = nil
    }

    struct Participant {
        struct ID {
            let rawValue: String
        }

        let id: ID
        let name: String
        let handle: String?
        let badge: String?
        let hasLookAlike = false
        let hue: Computed
        let initials: Computed

        init(id: String, name: String, handle: String?, role: String) {
            self.id = ID(rawValue: id)
            self.name = name
            self.handle = handle
            hue = Computed { Page.hue(of: id) }
            initials = Computed { Page.initials(of: name) }
            badge = ["admin": "Administrator", "moderator": "Moderator"][role]
        }
    }

    struct Member {
        let participant: Participant
        let isViewer: Bool
    }

    struct MessageItem {
        let message: Message
        let slug: String
        let body: MessageText
        let isEdited = false
        let sent: Moment
        let day: String
        let dayLabel: String
        let startsDay: Bool
        let continues: Bool
    }

    struct MessageText {
        let html: String
        let isPlain = true
        let isFormatted = false
        let gone: String? = nil
    }

    struct Message {
        let sequence: Int64
        let changed: Int64
        let author: Participant
    }

    struct Moment {
        let datetime: String
        let label: String
    }
}

/// The page as `Benchmarks/sample.py` writes it.
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
        let id: String
        let name: String
        let handle: String
        let role: String
    }

    struct Message: Decodable {
        let seq: Int64
        let authorID: String
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

    var page: Page {
        let address = "/channels/\(slug)"
        return Page(
            frame: Page.Frame(
                viewer: Page.Viewer(id: members[0].id, name: viewer), csrf: csrf,
                navigation: [
                    Page.Item(label: "Today", icon: "home", address: "/dashboard", isCurrent: false),
                    Page.Item(label: "Agents", icon: "users", address: "/agents", isCurrent: false),
                    Page.Item(label: "Messages", icon: "message", address: "/messages", isCurrent: false),
                    Page.Item(label: "Channels", icon: "channel", address: "/channels", isCurrent: true),
                ]),
            channel: Page.Channel(
                slug: slug, name: name, description: description, visibilityLabel: "Public",
                visibilityExplanation: "Everybody with an account can find and join it.",
                membersLabel: "\(members.count) members",
                hue: Page.Computed { "hue-\(slug.utf8.reduce(UInt8(0)) { $0 &* 31 &+ $1 } & 7 + 1)" }),
            conversation: Page.Conversation(
                cursor: cursor, earlier: earlier, live: Page.Live(address: "\(address)/live?read=\(cursor)"),
                members: members.map {
                    Page.Member(
                        participant: Page.Participant(
                            id: $0.id, name: $0.name, handle: $0.handle, role: $0.role),
                        isViewer: $0.id == members[0].id)
                }, nonce: nonce),
            changesAddress: "\(address)/changes", liveAddress: "\(address)/live",
            sendAddress: "\(address)/messages", logAddress: "\(address)/log",
            leaveAddress: "\(address)/leave")
    }

    /// What the template of the messages asks for.
    var list: Page.List {
        Page.List(messages: marked)
    }

    private var marked: [Page.MessageItem] {
        messages.indices.map { index in
            let message = messages[index]
            let previous = index > 0 ? messages[index - 1] : nil
            return Page.MessageItem(
                message: Page.Message(
                    sequence: message.seq, changed: message.seq,
                    author: Page.Participant(
                        id: message.authorID, name: message.author, handle: message.handle, role: message.role
                    )),
                slug: slug, body: Page.MessageText(html: message.text),
                sent: Page.Moment(datetime: message.datetime, label: message.time), day: message.day,
                dayLabel: message.dayLabel, startsDay: message.day != previous?.day,
                continues: message.day == previous?.day && message.authorID == previous?.authorID
                    && message.sentAt - (previous?.sentAt ?? 0) < 300)
        }
    }
}
