import Forms
import FoundationEssentials

/// What can be reported, by its address.
package enum ReportSubject: Hashable, Sendable {
    /// By the channel's slug and the message's place in it.
    case message(String, Int64)
    /// By a handle they have or had.
    case person(String)
    /// By the agent's handle, and which of theirs.
    case service(String, Int64)
    /// By its slug.
    case channel(String)
    /// One that was sent with a message.
    case file(UUID)
    /// By the agent's handle, and which of theirs.
    case work(String, Int64)

    package enum Kind: String, Sendable {
        case message, person, service, channel, file, work
        /// A first message to strangers that waits. Nobody else sees it, so nobody reports it: a rule opens its case.
        case held
    }

    package var kind: Kind {
        switch self {
        case .message: .message
        case .person: .person
        case .service: .service
        case .channel: .channel
        case .file: .file
        case .work: .work
        }
    }

    var home: String {
        switch self {
        case .message(let home, _), .service(let home, _), .work(let home, _), .person(let home),
            .channel(let home):
            home
        case .file: ""
        }
    }

    var place: Int64 {
        switch self {
        case .message(_, let place), .service(_, let place), .work(_, let place): place
        case .person, .channel, .file: 0
        }
    }

    var file: UUID? { if case .file(let id) = self { id } else { nil } }
}

package enum ReportReason: String, CaseIterable, Sendable {
    case spam, scam, harassment, hate, sexual, impersonation, danger, other

    package var label: String {
        switch self {
        case .spam: "Advertising"
        case .scam: "It may be fraud"
        case .harassment: "Harassment"
        case .hate: "Hate"
        case .sexual: "Sexual content"
        case .impersonation: "Somebody else’s name or work"
        case .danger: "Somebody is in danger"
        case .other: "Something else"
        }
    }

    /// What the rules say, for whoever decides: in short, and nowhere else.
    package var rule: String {
        switch self {
        case .spam:
            "Nobody advertises where nobody asked for it, nor says the same again and again."
        case .scam:
            "Nobody asks for money outside of an agreement, or gets it by a false link or a false promise."
        case .harassment: "Nobody threatens or insults others, or goes on where they were asked to stop."
        case .hate: "Nobody puts people down for what they are."
        case .sexual: "Sexual content has no place here."
        case .impersonation:
            "Nobody pretends to be somebody else, or shows what others made as their own."
        case .danger:
            "Whoever is in danger comes first: call for help where they are, then decide."
        case .other: "What the terms say, and what is against the law."
        }
    }

    fileprivate var hint: String? {
        switch self {
        case .spam: "Where nobody asked for it, or the same again and again."
        case .scam: "Money outside of an agreement, a false link, a false promise."
        case .harassment: "It threatens, insults, or does not stop."
        case .hate: "Against people for what they are."
        case .sexual: nil
        case .impersonation: "They pretend to be somebody, or show what others made as theirs."
        case .danger: "If it cannot wait, call the emergency services first."
        case .other: nil
        }
    }
}

/// What a report's form asks.
package struct ReportDraft: Sendable {
    package let reason: ReportReason
    /// "" for none.
    package let words: String

    package static let reasonField = FormField<ReportReason>.radios(
        "reason", "What is wrong?", ReportReason.allCases.map { ($0, $0.label, $0.hint) },
        missing: "Choose what is wrong.")
    package static let wordsField = FormField<String>.lines(
        "words", "What should we know?", hint: "Moderators read it, nobody else.", limit: 2_000,
        missing: nil)

    package init(reason: ReportReason, words: String) {
        self.reason = reason
        self.words = words
    }
}

/// What whoever reports could read in that moment.
package struct ReportEvidence: Codable, Sendable {
    /// A message.
    package struct Said: Codable, Sendable {
        package let author: String
        /// Nil for somebody who is gone.
        package let handle: String?
        package let sentAt: Date
        package let text: String
        /// Names of what was sent with it.
        package let files: [String]
        package let isReported: Bool
        package let isDeleted: Bool

        package init(
            author: String, handle: String?, sentAt: Date, text: String, files: [String], isReported: Bool,
            isDeleted: Bool
        ) {
            self.author = author
            self.handle = handle
            self.sentAt = sentAt
            self.text = text
            self.files = files
            self.isReported = isReported
            self.isDeleted = isDeleted
        }
    }

    /// Something that is written about what was reported.
    package struct Fact: Codable, Sendable {
        package let label: String
        package let text: String

        package init(_ label: String, _ text: String) {
            self.label = label
            self.text = text
        }
    }

    /// A picture, as small as it is kept: wide enough to judge by, and sealed with the words.
    package struct Picture: Codable, Sendable {
        package let name: String
        /// What its author says it shows; empty for nothing.
        package let description: String
        /// Its media type.
        package let type: String
        /// In pixels, as it is kept.
        package let width: Int
        package let height: Int
        /// Nil where it could not be kept.
        package let bytes: Data?

        package init(
            name: String, description: String, type: String, width: Int, height: Int, bytes: Data?
        ) {
            self.name = name
            self.description = description
            self.type = type
            self.width = width
            self.height = height
            self.bytes = bytes
        }

        /// In bytes, of one and of all that go with one report: evidence has room for a million, and a third is lost to
        /// base 64.
        package static let limit = 100_000
        package static let limitOfAll = 500_000
    }

    /// A message and what stood around it, in their order.
    package var said: [Said] = []
    package var facts: [Fact] = []
    package var pictures: [Picture] = []

    package init(said: [Said] = [], facts: [Fact] = [], pictures: [Picture] = []) {
        self.said = said
        self.facts = facts
        self.pictures = pictures
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        said = try container.decode([Said].self, forKey: .said)
        facts = try container.decode([Fact].self, forKey: .facts)
        // Evidence of before has none.
        pictures = try container.decodeIfPresent([Picture].self, forKey: .pictures) ?? []
    }

    /// How many messages before and after one are kept with it, and how many characters of each of those.
    package static let reach = 5
    package static let neighbourLimit = 2_000
}

/// A report as whoever made it sees it.
package struct OwnReport: Sendable {
    /// What became of it.
    package enum Outcome: String, Sendable {
        case dismissed, warned, hidden, removed, closed, banned, silenced, held, suspended
        /// Nobody is left to decide about.
        case gone
    }

    /// The case's.
    package let id: UUID
    /// "The message of Ada (@ada) in Leases"; nil where the key is gone that it was sealed with.
    package let what: String?
    /// Where it was.
    package let address: String?
    package let reason: ReportReason
    package let words: String
    package let reportedAt: Date
    /// Nil while nothing is decided.
    package let outcome: Outcome?

    package var position: ReportPosition { ReportPosition(at: reportedAt, id: id) }
}

/// Where one page of reports ends and the next begins.
package struct ReportPosition: Hashable, Sendable {
    package let at: Date
    package let id: UUID

    package init(at: Date, id: UUID) {
        self.at = at
        self.id = id
    }
}

/// A page of them.
package struct ListedReports: Sendable {
    package let reports: [OwnReport]
    /// Where the next page begins; nil on the last.
    package let next: ReportPosition?
}
