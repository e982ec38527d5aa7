import Forms
import FoundationEssentials
import Mail
import Messaging
import Postgres

/// Mail for what somebody has missed while they were away: who wrote, and how much, and never what.
package struct MissedMail: Sendable {
    package enum Wish: String, Sendable, CaseIterable, PostgresValue {
        /// When something has waited, once an hour at most until they have come back.
        case missed
        /// In the morning.
        case daily
        case off
    }

    /// How many conversations a mail names.
    private static let placeLimit = 20

    let database: Database
    let keys: SealingKeys
    /// Of the site, for links.
    let address: String
    /// How long something has to be unread, and somebody away.
    let patience: Duration

    package static let patience = Duration.minutes(15)

    package init(
        database: Database, keys: SealingKeys, address: String, patience: Duration = MissedMail.patience
    ) {
        self.database = database
        self.keys = keys
        self.address = address
        self.patience = patience
    }

    package func wish(of viewer: Viewer) throws(PostgresError) -> Wish {
        try database.web.first(FindMissedMailWish(), as: viewer.identity) ?? .missed
    }

    package func choose(_ wish: Wish, for viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(ChooseMissedMail(wish: wish), as: viewer.identity, access: .readWrite)
    }

    // MARK: Sending

    /// Looks at one person for whom it is time, and puts a mail for them into the outbox where they have missed something.
    /// - Returns: whether there may be more to do.
    package func sendOne() throws -> Bool {
        try database.door.transaction(as: .nobody, access: .readWrite) { transaction in
            var rows = try transaction.run(ClaimMissed(patience: patience))
            guard let first = rows.first else { return false }
            if !first.keywords.isEmpty {
                let calling = try messages(calling: first, in: &transaction)
                rows = try transaction.run(
                    ClaimMissed(patience: patience, claimed: first.account, calling: calling))
            }
            let places = rows.compactMap(\.place)
            if let email = rows.first?.email, !places.isEmpty {
                try transaction.run(
                    EnqueueMail(
                        letter(of: places, to: first.account), to: email, keys: keys, expiring: .days(1)))
            }
            return true
        }
    }

    /// Those with a word of somebody's in them, which the database does not look for.
    private func messages(
        calling person: ClaimMissed.Row, in transaction: inout Transaction
    ) throws(PostgresError) -> [UUID] {
        let keywords = Keywords(person.keywords)
        let texts = try transaction.run(ListMissedTexts(patience: patience, account: person.account))
        return texts.filter { keywords.areIn($0.text) }.map(\.message)
    }

    private func letter(of places: [ClaimMissed.Place], to account: UUID) -> Letter {
        let total = places.reduce(0) { $0 + $1.messages }
        var paragraphs = places.prefix(Self.placeLimit).map(\.words)
        if places.count > Self.placeLimit {
            paragraphs.append("And \(places.count - Self.placeLimit) more.")
        }
        let link = unsubscribing(account)
        var letter = Letter(
            subject: total == 1 ? "You have an unread message" : "You have \(total) unread messages",
            paragraphs: ["While you were away:"] + paragraphs,
            action: .init("Read them", address + "/dashboard"),
            closing: [
                "What was said is not in this mail: only you can read it, when you are signed in. What counts for you, and when such mails come, is yours to choose: \(address)/account/notifications",
                "No such mails any more: \(link)",
            ])
        letter.unsubscribing = link
        return letter
    }

    // MARK: Unsubscribing

    private static let purpose = "unsubscribe from missed mail"

    /// The address that ends these mails for whoever has it.
    func unsubscribing(_ account: UUID) -> String {
        let bytes = withUnsafeBytes(of: account.uuid) { Array($0) }
        return "\(address)/unsubscribe?token=\(keys.seal(bytes, for: Self.purpose).hex)"
    }

    /// Whose link it is; nil for none of ours.
    package func account(unsubscribingBy token: String) -> AccountID? {
        guard token.utf8.count <= 200, let box = [UInt8](hex: token),
            let bytes = keys.open(box, for: Self.purpose),
            bytes.count == 16
        else { return nil }
        return AccountID(
            rawValue: UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8],
                    bytes[9],
                    bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )))
    }

    /// Ends these mails for an account whose link somebody has.
    package func stop(_ account: AccountID) throws(PostgresError) {
        _ = try database.door.query(StopMissedMail(account: account), as: .nobody, access: .readWrite)
    }
}

struct FindMissedMailWish: Statement {
    static let sql = "select wish from agentor.missed_mail where account_id = agentor.viewer()"

    static func row(from columns: inout Columns) throws(PostgresError) -> MissedMail.Wish {
        try columns.next(MissedMail.Wish.self)
    }
}

private struct ChooseMissedMail: Statement {
    let wish: MissedMail.Wish

    static let sql = "select agentor.choose_missed_mail($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(wish)
    }
}

private struct StopMissedMail: Statement {
    let account: AccountID

    static let sql = "select agentor.stop_missed_mail($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account.rawValue)
    }
}

/// What somebody has missed, a row for each conversation; one without a conversation where they have missed nothing, and no row when
/// nobody is due. Whoever has words of their own is one row with those, to be claimed once more, with the messages that have one of
/// them.
private struct ClaimMissed: Statement {
    let patience: Duration
    var claimed: UUID?
    var calling: [UUID]?

    struct Place: Sendable {
        /// Nil for a direct conversation.
        let name: String?
        let isRequest: Bool
        let messages: Int
        let people: [String]

        var words: String {
            let shown = people.prefix(3).map { "\u{2068}\($0)\u{2069}" }
            let more = people.count - shown.count
            let names = shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
            let count = messages == 1 ? "1 message" : "\(messages) messages"
            if isRequest { return "\(names): asks to talk with you, \(count)" }
            return name.map { "\u{2068}\($0)\u{2069}: \(count) from \(names)" } ?? "\(names): \(count) to you"
        }
    }

    struct Row: Sendable {
        let account: UUID
        let email: String?
        let keywords: [String]
        let place: Place?
    }

    static let sql = """
        select account, email, keywords, place, is_request, messages, people
        from agentor.claim_missed(make_interval(secs => $1), $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(patience / .seconds(1))
        parameters.append(claimed)
        parameters.append(calling)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let account = try columns.next(UUID.self)
        let email = try columns.next(String?.self)
        let keywords = try columns.next([String]?.self) ?? []
        let name = try columns.next(String?.self)
        let isRequest = try columns.next(Bool?.self)
        let messages = try columns.next(Int64?.self)
        let people = try columns.next([String]?.self)
        return Row(
            account: account, email: email, keywords: keywords,
            place: messages.map {
                Place(name: name, isRequest: isRequest ?? false, messages: Int($0), people: people ?? [])
            })
    }
}

/// What the words of somebody who is due are looked for in.
private struct ListMissedTexts: Statement {
    let patience: Duration
    let account: UUID

    struct Row: Sendable {
        let message: UUID
        let text: String
    }

    static let sql = "select id, words from agentor.missed_texts(make_interval(secs => $1), $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(patience / .seconds(1))
        parameters.append(account)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(message: try columns.next(UUID.self), text: try columns.nextText().words ?? "")
    }
}
