import AgentorViews
import FoundationEssentials
import Messaging
import Text

struct RepliesJSON: Encodable {
    let count: Int
    let lastSequence: Int64
    let lastSentAt: Date

    init(_ replies: Replies) {
        count = replies.count
        lastSequence = replies.lastSequence
        lastSentAt = replies.lastSentAt
    }
}

struct QuoteJSON: Encodable {
    let sequence: Int64
    let address: String
    let author: String
    let authorDirection: PlainText.Direction
    let handle: String?
    /// The beginning of what it says now, in one line.
    let words: String
    let wordsDirection: PlainText.Direction
    /// As a message's.
    let folded: String?

    init(_ quote: Quote, in slug: String, folding folded: [ParticipantID: Block.Kind]) {
        self.folded = quote.authorID.flatMap { folded[$0]?.rawValue }
        sequence = quote.sequence
        address = Route.message(slug, quote.sequence, .show).path
        author = quote.author
        authorDirection = PlainText.direction(of: author)
        handle = quote.handle
        words = quote.words
        wordsDirection = PlainText.direction(of: words)
    }
}

struct ThreadJSON: Encodable {
    let channel: ChannelJSON
    /// What the thread hangs on.
    let head: MessageJSON
    /// Of the replies, oldest first.
    let messages: [MessageJSON]
    /// What to ask for changes after.
    let cursor: Int64
    /// Before which reply earlier ones exist.
    let earlier: Int64?

    init(_ thread: MessageThread) {
        let slug = thread.channel.slug
        channel = ChannelJSON(thread.channel)
        head = MessageJSON(thread.head, in: slug, folding: thread.folded)
        messages = thread.page.messages.map { MessageJSON($0, in: slug, folding: thread.folded) }
        cursor = thread.page.cursor
        earlier = thread.page.earlier
    }
}

struct ThreadsJSON: Encodable {
    /// What threads hang on, where something was said last first.
    let messages: [MessageJSON]
    /// What to ask for the next page `before`.
    let next: Int64?
}
