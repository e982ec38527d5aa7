import Messaging

/// Below a message in whose thread something was said.
package struct ThreadLink: Sendable {
    package let label: String
    package let lastSequence: Int64
    /// When the last of it was said.
    package let last: Moment?

    init(_ replies: Replies, lastReply: Moment?) {
        label = counted(replies.count, "reply", "replies")
        lastSequence = replies.lastSequence
        last = lastReply
    }
}

/// What a message quotes, as a link to where it stands.
package struct QuoteLink: Sendable {
    package let sequence: Int64
    package let author: String
    package let handle: String?
    /// Who that is, for the page's script to fold their words away.
    package let by: String?
    package let words: String
    package let link: String

    package init(_ quote: Quote, in slug: String) {
        sequence = quote.sequence
        author = quote.author
        handle = quote.handle
        by = quote.authorID?.rawValue.uuidString
        words = quote.words
        link = Self.link(to: quote.sequence, thread: quote.thread, in: slug)
    }

    /// Where a message stands among others.
    package static func link(to sequence: Int64, thread: Int64?, in slug: String) -> String {
        if let thread { return "\(Route.thread(slug, thread, .show).path)?around=\(sequence)#m-\(sequence)" }
        return "\(Route.channel(slug, .show).path)?around=\(sequence)#m-\(sequence)"
    }
}
