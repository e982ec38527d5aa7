import TemplateRuntime

/// Messages rendered once for everybody, into which what one viewer sees besides is put for each.
package struct RenderedMessages: Sendable {
    /// Where an item ends, and where in it stands what its author has said.
    struct End: Sendable {
        let sequence: Int64
        let head: Int
        let offset: Int
    }

    /// The items as everybody sees them.
    package let shared: Markup
    /// In the order of the items.
    let ends: [End]

    package static let none = RenderedMessages(shared: Markup(trusted: []), ends: [])

    /// What a list as one viewer sees it is made of.
    package enum Piece: Sendable {
        /// Of the shared bytes.
        case shared(Range<Int>)
        case own([UInt8])
    }

    /// The items as one viewer sees them, in pieces: what all see, and between that the viewer's marks.
    /// - Parameter marks: by the sequence of the message; for messages that are not here they do not count.
    package func pieces(_ marks: [Int64: [MessageMark]]) -> [Piece] {
        var pieces: [Piece] = []
        var done = 0
        for end in ends {
            guard let marks = marks[end.sequence] else { continue }
            let folds = marks.filter(\.isBefore)
            if !folds.isEmpty {
                pieces.append(.shared(done..<end.head))
                pieces.append(.own(MessageFoldFragment(marks: folds).html()))
                done = end.head
            }
            let behind = marks.filter { !$0.isBefore }
            if behind.isEmpty { continue }
            pieces.append(.shared(done..<end.offset))
            pieces.append(.own(MessageMarksFragment(marks: behind).html()))
            done = end.offset
        }
        if done < shared.html.count { pieces.append(.shared(done..<shared.html.count)) }
        return pieces
    }

    /// The items as one viewer sees them: the shared bytes are copied once, in as many pieces as there are marks.
    package func marked(_ marks: [Int64: [MessageMark]]) -> Markup {
        guard !marks.isEmpty else { return shared }
        var out: [UInt8] = []
        out.reserveCapacity(shared.html.count + 100 * marks.count)
        for piece in pieces(marks) {
            switch piece {
            case .shared(let range): out.append(contentsOf: shared.html[range])
            case .own(let bytes): out.append(contentsOf: bytes)
            }
        }
        return Markup(trusted: out)
    }
}

/// Something about a message that one viewer sees, at its end or before what it says.
package struct MessageMark: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// The viewer had read up to here; `static/agentor.css` draws a line.
        case lastRead = "last-read"
        /// Something was said in its thread that the viewer has not read.
        case newReplies = "new-replies"
        /// Who has read it, below the viewer's last message.
        case seen
        /// It is the viewer's, who alone reads what it says.
        case ownHidden = "own-hidden"
        /// Which of the reactions to it are the viewer's.
        case reacted
        /// Stands before what it says, which is shown once this is opened.
        case folded
        /// The same before what it quotes.
        case foldedQuote = "folded-quote"
    }

    package let kind: Kind
    package let text: String
    /// The viewer's own reactions, for the page's script, which shows them at the reactions themselves.
    package let emoji: String?

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
        emoji = nil
    }

    package init(reactedWith own: [String]) {
        kind = .reacted
        let emoji = own.joined(separator: " ")
        text = "You reacted \(emoji)"
        self.emoji = emoji
    }

    package var style: String { kind.rawValue }
    var isBefore: Bool { kind == .folded || kind == .foldedQuote }
}

package struct MessageMarksFragment: Sendable {
    package var marks: [MessageMark]
}

package struct MessageFoldFragment: Sendable {
    package var marks: [MessageMark]
}
