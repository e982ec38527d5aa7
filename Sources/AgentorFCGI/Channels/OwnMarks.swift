import AgentorViews
import FastCGI
import Messaging
import Text

/// What the viewer alone sees at the messages of a page: which reactions are their own, and whose messages are folded away.
struct OwnMarks: Hashable, Sendable {
    /// By the number of the message.
    private let emoji: [Int64: [String]]
    /// Up to which number of the channel that is known. To what changed later, the viewer may have reacted
    /// elsewhere.
    private let cursor: Int64
    /// Whose messages they have folded away, of those on the page at least.
    var folded: [ParticipantID: Block.Kind] = [:]
    /// Threads in which nobody has said anything new but them, as far as that was asked for.
    var quietThreads: Set<Int64> = []

    /// Where nothing is known, or nothing has to be.
    static let unknown = OwnMarks([:], asOf: 0)

    init(_ emoji: [Int64: [String]], asOf cursor: Int64, folding folded: [ParticipantID: Block.Kind] = [:]) {
        self.emoji = emoji
        self.cursor = cursor
        self.folded = folded
    }

    /// What there still is of them at a message, in the order everybody is shown them.
    func shown(at message: Message) -> [String] {
        guard let own = emoji[message.sequence] else { return [] }
        return message.reactions.map(\.emoji).filter { own.contains($0) }
    }

    /// For the viewer alone, at the messages they reacted to or do not want to see.
    func marks(on messages: [Message]) -> [Int64: [MessageMark]] {
        guard !emoji.isEmpty || !folded.isEmpty else { return [:] }
        var marks: [Int64: [MessageMark]] = [:]
        for message in messages {
            let own = shown(at: message)
            if !own.isEmpty { marks[message.sequence] = [MessageMark(reactedWith: own)] }
            if let fold = folded[message.author.id] {
                marks[message.sequence, default: []].append(MessageMark(.folded, fold.foldedWords))
            } else if !message.isDeleted, let fold = message.quote?.authorID.flatMap({ folded[$0] }) {
                marks[message.sequence, default: []].append(
                    MessageMark(.foldedQuote, fold.foldedQuotation))
            }
        }
        return marks
    }
}

// MARK: Without scripts

/// A document of a live frame knows what the viewer reacted with from the one before, by its address: so
/// whoever is woken by a change asks the database for nothing of their own. The address has a number of the
/// channel, and each message with what the viewer reacted with: `own=120~7.👍.❤️~9.🎉`. (No reaction has the
/// signs between them; the database sees to that.) What it says is only shown where a message has such
/// reactions.
extension OwnMarks {
    private static let name = "own"
    /// Bytes of an address that they may take: web servers allow some thousands in all. What is left out is
    /// asked for once nothing has changed for a while.
    static let limit = 2_000

    /// As the address of a document says it.
    init(knownTo visit: Visit) {
        let said = visit.request.query[Self.name] ?? ""
        let parts: [Substring.UnicodeScalarView] = said.unicodeScalars.split(separator: "~")
        var emoji: [Int64: [String]] = [:]
        for part in parts.dropFirst() {
            let words = part.split(separator: ".").map { String($0) }
            guard let first = words.first, let place = Int64(first) else { continue }
            emoji[place] = Array(words.dropFirst())
        }
        self.init(emoji, asOf: parts.first.flatMap { Int64(String($0)) } ?? 0)
    }

    /// As the address of the next document says it, with the sign after it; empty where nobody has reacted.
    func query(on messages: [Message]) -> String {
        guard messages.contains(where: \.hasReactions) else { return "" }
        var parts = ""
        // The latest are what is seen first.
        for message in messages.reversed() {
            let own = shown(at: message)
            if own.isEmpty { continue }
            let part = "~\(message.sequence).\(own.joined(separator: "."))".percentEncoded
            guard parts.utf8.count + part.utf8.count <= Self.limit else {
                return "\(Self.name)=0\(parts)&"
            }
            parts += part
        }
        return "\(Self.name)=\(cursor)\(parts)&"
    }

    /// Whether nothing has come to these messages that could be the viewer's and is not known.
    func isComplete(for messages: [Message]) -> Bool {
        !messages.contains { $0.hasReactions && $0.changed > cursor }
    }
}

// MARK: Asking for them

extension Messenger {
    /// Whose of some messages are folded away for whoever was woken by them, who is known here as long as they wait; nobody's in a
    /// conversation of two.
    func folded(
        among page: Excerpt, in slug: String, by visit: Visit
    ) -> [ParticipantID: Block.Kind] {
        guard !slug.isOfTwo, let viewer = visit.viewer else { return [:] }
        let all = foldedAtHand(for: ParticipantID(rawValue: viewer.id.rawValue)) ?? [:]
        if all.isEmpty { return [:] }
        var folded: [ParticipantID: Block.Kind] = [:]
        for message in page.messages {
            for person in message.spokenBy { folded[person] = all[person] }
        }
        return folded
    }

    /// What the viewer reacted with to some messages that were just read.
    /// - Parameters:
    ///   - cursor: the channel's, when they were read.
    ///   - known: what is not asked for again while it is all there is.
    ///   - folded: whose messages are folded away.
    func ownReactions(
        on messages: [Message], in slug: String, asOf cursor: Int64, by visit: Visit,
        knowing known: OwnMarks = .unknown, folding folded: [ParticipantID: Block.Kind]
    ) throws -> OwnMarks {
        if known.isComplete(for: messages) {
            var known = known
            known.folded = folded
            return known
        }
        return OwnMarks(
            try ownReactions(on: messages, in: slug, as: visit.identity), asOf: cursor, folding: folded)
    }
}

extension Conversation {
    /// What the viewer reacted with on its page.
    var own: OwnMarks { OwnMarks(ownReactions, asOf: page.cursor, folding: folded) }
}
