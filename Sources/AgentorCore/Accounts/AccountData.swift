import FoundationEssentials
import Messaging
import Postgres
import Synchronization

/// What Agentor keeps about somebody, for themselves, as JSON.
package struct AccountData: Encodable, Sendable {
    struct Account: Encodable, Sendable {
        /// In lower case, as logs have it.
        let id: String
        let email: String
        let name: String
        /// Where it is, in the largest size.
        let picture: String?
        let timeZone: String
        let createdAt: Date
        let role: String
        let secondFactorSince: Date?
        let unusedRecoveryCodes: Int
    }

    struct Consent: Encodable, Sendable {
        let document: String
        let version: String
        let agreedAt: Date
    }

    struct Session: Encodable, Sendable {
        let device: String
        let address: String
        let method: String
        let began: Date
        let lastSeen: Date
    }

    struct Connection: Encodable, Sendable {
        let provider: String
        let email: String?
        let connectedAt: Date
    }

    struct Handle: Encodable, Sendable {
        let handle: String
        let claimedAt: Date
    }

    struct Shown<Draft: Encodable & Sendable>: Encodable, Sendable {
        let number: Int
        let state: String
        let content: Draft
        /// Where each can be saved from.
        let pictures: [Picture]

        struct Picture: Encodable, Sendable {
            let address: String
            let description: String

            init(_ file: MessageFile) {
                address = "/files/\(file.id.uuidString.lowercased())/download"
                description = file.description
            }
        }
    }

    let account: Account
    /// Those they had too, the latest first.
    let handles: [Handle]
    let consents: [Consent]
    let sessions: [Session]
    let connections: [Connection]
    /// Who may begin a conversation with them.
    let writtenToFirstBy: String?
    let agentProfile: AgentProfile?
    let clientProfile: ClientProfile?
    /// Profiles that are not finished.
    let profileDrafts: [ProfileDraft]
    let services: [Shown<ServiceDraft>]
    let work: [Shown<WorkDraft>]

    /// Keys in alphabetical order, moments as RFC 3339. An object that ends where `AccountFile` goes on.
    fileprivate func json() throws -> [UInt8] {
        let encoder = JSONEncoder.ofAccounts
        encoder.outputFormatting.insert(.prettyPrinted)
        return Array(try encoder.encode(self))
    }
}

extension JSONEncoder {
    fileprivate static var ofAccounts: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}

/// The file somebody downloads: what is kept about them, where they belong, and all they have written. It is made and
/// sent a piece at a time, so that it may be of any length.
package final class AccountFile: Sendable {
    private struct Membership: Encodable {
        let channel, name, role: String
        let joinedAt: Date
        let readUpTo: Int64
        /// Where they keep a direct conversation.
        let shelf: String?
        /// What counts for them of what is said there; missing where they have chosen nothing.
        let level: String?
        let isFavourite: Bool
        /// What they keep it in.
        let folder: String?
    }

    /// A channel they were in.
    private struct LeftChannel: Encodable {
        let channel, name: String
    }

    /// What counts for them where they have chosen nothing else, and when they are told.
    private struct Notifications: Encodable {
        let level: String
        let words: [String]
        let quietHours: QuietHours?
        /// "missed", "daily" or "off".
        let mail: String

        struct QuietHours: Encodable {
            /// The days on which they begin, as a sum: 1 is Monday, 2 Tuesday, 64 Sunday.
            let days: Int
            /// Minutes after midnight.
            let from, until: Int
        }
    }

    private struct CreatedChannel: Encodable {
        let channel, name, description: String
        let createdAt: Date
    }

    private struct Message: Encodable {
        let channel: String
        let number: Int64
        let sentAt: Date
        let editedAt: Date?
        let text: String
        /// Where each can be saved from, under its name.
        let files: [File]?
    }

    private struct File: Encodable {
        let name: String
        let type: String
        let size: Int64
        let description: String
        let address: String

        init(_ file: MessageFile) {
            name = file.name
            type = file.type
            size = file.size
            description = file.description
            address = "/files/\(file.id.uuidString.lowercased())/download"
        }
    }

    private struct Version: Encodable {
        let channel: String
        let number: Int64
        let version: Int
        let writtenAt: Date
        let text: String
    }

    private struct Reaction: Encodable {
        let channel: String
        let message: Int64
        let reactedAt: Date
        let emoji: String
    }

    private struct Bookmark: Encodable {
        let channel: String
        let message: Int64
        let keptAt: Date
    }

    private struct Draft: Encodable {
        let channel, text: String
        let savedAt: Date
    }

    private struct Request: Encodable {
        let channel, message: String
        /// "pending", "accepted" or "declined".
        let state: String
        let askedAt: Date
        let answeredAt: Date?
    }

    private struct Scheduled: Encodable {
        let channel, text: String
        let sendAt, createdAt: Date
        /// Why it was not sent.
        let failure: String?
    }

    private struct KeptAway: Encodable {
        let name: String
        let handle: String?
        /// "block" or "mute".
        let kind: String
        let since: Date
    }

    private struct SavedPerson: Encodable {
        let handle: String?
        let note: String
        let savedAt: Date
    }

    private struct SavedSearch: Encodable {
        let name, query: String
        let createdAt, seenAt: Date
        let hasFeed: Bool
    }

    private struct MessageSearch: Encodable {
        let line: String
        /// What they call it; missing for one of their last.
        let name: String?
        let order: String
        let usedAt: Date
    }

    private struct Report: Encodable {
        /// What was reported, and where it was.
        let what, address: String?
        let reason, words: String
        let reportedAt: Date
        /// What became of it; missing while nothing is decided.
        let outcome: String?
    }

    private struct Decision: Encodable {
        /// What it was about, in a sentence.
        let about: String?
        let outcome: String
        /// Whether the message went, too.
        let removes: Bool
        let reason: String?
        let decidedAt: Date
        let endsAt: Date?
        /// What they said against it, and what became of that.
        let appeal, appealOutcome, appealReason: String?
    }

    /// That an administrator looked at the site as they see it.
    private struct LookedAt: Encodable {
        let began: Date
        /// Missing while it goes on.
        let ended: Date?
        let reason: String
    }

    private enum Place {
        case memberships(after: OwnMembership?)
        case channels(after: OwnChannel?)
        case messages(after: OwnMessage?)
        case versions(after: OwnVersion?)
        case reactions(after: OwnReaction?)
        case bookmarks(after: OwnBookmark?)
        case drafts(after: OwnDraft?)
        case requests(after: OwnRequest?)
        case blocks(after: Block?)
        case savedPeople(after: OwnSavedPerson?)
        case savedSearches
        case messageSearches
        case reports(after: OwnReport?)
        case decisions
        case views(after: PersonView?)
        case scheduled
        case left
        case notifications
        case ended
    }

    /// The first piece.
    package let beginning: [UInt8]
    private let messenger: Messenger
    private let saved: Saved
    private let searches: MessageSearches
    private let reports: Reports
    private let moderation: Moderation
    private let accounts: Accounts
    private let database: Database
    private let viewer: Viewer
    private let place = Mutex(Place.memberships(after: nil))
    /// Items read at once.
    private let limit: Int

    package init(of viewer: Viewer, accounts: Accounts, messenger: Messenger, limit: Int = 100) throws {
        self.viewer = viewer
        self.messenger = messenger
        self.accounts = accounts
        database = accounts.database
        saved = Saved(database: database)
        searches = MessageSearches(database: database, keys: accounts.keys)
        reports = Reports(database: database, keys: accounts.keys)
        moderation = Moderation(database: database, keys: accounts.keys, address: accounts.address)
        self.limit = limit
        var json = try accounts.data(of: viewer).json()
        while let last = json.popLast(), last != UInt8(ascii: "}") {}
        while json.last == UInt8(ascii: "\n") { json.removeLast() }
        beginning = json + Array(",\n  \"memberships\" : [".utf8)
    }

    /// The next piece, of at most `limit` items; nil at the end. For one caller.
    package func next() throws -> [UInt8]? {
        switch place.withLock(\.self) {
        case .memberships(let last):
            let items = try messenger.ownMemberships(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil,
                go(on: items) { .memberships(after: $0) } ?? .channels(after: nil)
            ) {
                Membership(
                    channel: $0.slug, name: $0.name, role: $0.role.rawValue, joinedAt: $0.joinedAt,
                    readUpTo: $0.readUpTo, shelf: $0.shelf?.rawValue, level: $0.level?.rawValue,
                    isFavourite: $0.isFavourite, folder: $0.folder)
            }
        case .channels(let last):
            let items = try messenger.ownChannels(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .channels(after: $0) } ?? .messages(after: nil)
            ) {
                CreatedChannel(
                    channel: $0.slug, name: $0.name, description: $0.description, createdAt: $0.createdAt)
            }
        case .messages(let last):
            let items = try messenger.ownMessages(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .messages(after: $0) } ?? .versions(after: nil)
            ) {
                Message(
                    channel: $0.slug, number: $0.sequence, sentAt: $0.sentAt, editedAt: $0.editedAt,
                    text: $0.text,
                    files: $0.files.isEmpty ? nil : $0.files.filter(\.isThere).map(File.init))
            }
        case .versions(let last):
            let items = try messenger.ownVersions(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil,
                go(on: items) { .versions(after: $0) } ?? .reactions(after: nil)
            ) {
                Version(
                    channel: $0.slug, number: $0.sequence, version: $0.version, writtenAt: $0.writtenAt,
                    text: $0.text)
            }
        case .reactions(let last):
            let items = try messenger.ownReactions(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil,
                go(on: items) { .reactions(after: $0) } ?? .bookmarks(after: nil)
            ) {
                Reaction(
                    channel: $0.slug, message: $0.sequence, reactedAt: $0.reactedAt, emoji: $0.emoji)
            }
        case .bookmarks(let last):
            let items = try messenger.ownBookmarks(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .bookmarks(after: $0) } ?? .drafts(after: nil)
            ) { Bookmark(channel: $0.slug, message: $0.sequence, keptAt: $0.keptAt) }
        case .drafts(let last):
            let items = try messenger.ownDrafts(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .drafts(after: $0) } ?? .requests(after: nil)
            ) { Draft(channel: $0.slug, text: $0.text, savedAt: $0.savedAt) }
        case .requests(let last):
            let items = try messenger.ownRequests(after: last, as: viewer.identity, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .requests(after: $0) } ?? .blocks(after: nil)
            ) {
                Request(
                    channel: $0.slug, message: $0.message, state: $0.state, askedAt: $0.askedAt,
                    answeredAt: $0.answeredAt)
            }
        case .blocks(let last):
            let items = try messenger.blocks(
                after: last.map { BlockPosition(since: $0.since, participant: $0.participant) },
                as: viewer.identity, limit: limit
            ).blocks
            return try piece(
                items, isFirst: last == nil,
                go(on: items) { .blocks(after: $0) } ?? .savedPeople(after: nil)
            ) { KeptAway(name: $0.name, handle: $0.handle, kind: $0.kind.rawValue, since: $0.since) }
        case .savedPeople(let last):
            let items = try saved.ownPeople(after: last?.position, for: viewer, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .savedPeople(after: $0) } ?? .savedSearches
            ) { SavedPerson(handle: $0.handle, note: $0.note, savedAt: $0.position.at) }
        case .savedSearches:
            return try piece(try saved.searches(of: viewer), isFirst: true, .messageSearches) {
                SavedSearch(
                    name: $0.name, query: $0.query, createdAt: $0.createdAt, seenAt: $0.seenAt,
                    hasFeed: $0.hasFeed)
            }
        case .messageSearches:
            return try piece(try searches.all(of: viewer), isFirst: true, .reports(after: nil)) {
                MessageSearch(line: $0.line, name: $0.name, order: $0.order.rawValue, usedAt: $0.usedAt)
            }
        case .reports(let last):
            let items = try reports.own(after: last?.position, for: viewer, limit: limit).reports
            return try piece(
                items, isFirst: last == nil, go(on: items) { .reports(after: $0) } ?? .decisions
            ) {
                Report(
                    what: $0.what, address: $0.address, reason: $0.reason.rawValue, words: $0.words,
                    reportedAt: $0.reportedAt, outcome: $0.outcome?.rawValue)
            }
        case .decisions:
            let told = try moderation.own(for: viewer).compactMap { try moderation.told($0.token) }
            return try piece(told, isFirst: true, .views(after: nil)) {
                Decision(
                    about: $0.about, outcome: $0.outcome.rawValue, removes: $0.removes, reason: $0.reason,
                    decidedAt: $0.decidedAt, endsAt: $0.endsAt, appeal: $0.appeal?.words,
                    appealOutcome: $0.appeal?.outcome?.rawValue, appealReason: $0.appeal?.reason)
            }
        case .views(let last):
            let items = try accounts.views(of: viewer, after: last, limit: limit)
            return try piece(
                items, isFirst: last == nil, go(on: items) { .views(after: $0) } ?? .scheduled
            ) { LookedAt(began: $0.began, ended: $0.ended, reason: $0.reason) }
        case .scheduled:
            return try piece(try messenger.scheduled(as: viewer.identity), isFirst: true, .left) {
                Scheduled(
                    channel: $0.slug, text: $0.text, sendAt: $0.sendAt, createdAt: $0.createdAt,
                    failure: $0.failure?.rawValue)
            }
        case .left:
            return try piece(try messenger.leftChannels(as: viewer.identity), isFirst: true, .notifications) {
                LeftChannel(channel: $0.channel.slug, name: $0.channel.name)
            }
        case .notifications:
            let mail = try database.web.first(FindMissedMailWish(), as: viewer.identity) ?? .missed
            return try piece(
                [try messenger.notificationChoice(as: viewer.identity)], isFirst: true, .ended
            ) { choice in
                Notifications(
                    level: choice.level.rawValue, words: choice.keywords,
                    quietHours: choice.quietHours.map {
                        Notifications.QuietHours(days: $0.days.rawValue, from: $0.begins, until: $0.ends)
                    }, mail: mail.rawValue)
            }
        case .ended: return nil
        }
    }

    /// Where a list goes on after a full piece of it.
    private func go<Item>(on items: [Item], _ place: (Item) -> Place) -> Place? {
        items.count < limit ? nil : items.last.map(place)
    }

    private func piece<Item, Shown: Encodable>(
        _ items: [Item], isFirst: Bool, _ next: Place, _ show: (Item) -> Shown
    ) throws -> [UInt8] {
        let encoder = JSONEncoder.ofAccounts
        var bytes: [UInt8] = []
        for (index, item) in items.enumerated() {
            bytes += Array((isFirst && index == 0 ? "\n    " : ",\n    ").utf8)
            bytes += try encoder.encode(show(item))
        }
        switch next {
        case .channels(nil): bytes += Array("\n  ],\n  \"channels_created\" : [".utf8)
        case .messages(nil): bytes += Array("\n  ],\n  \"messages\" : [".utf8)
        case .versions(nil): bytes += Array("\n  ],\n  \"earlier_versions\" : [".utf8)
        case .reactions(nil): bytes += Array("\n  ],\n  \"reactions\" : [".utf8)
        case .bookmarks(nil): bytes += Array("\n  ],\n  \"bookmarks\" : [".utf8)
        case .drafts(nil): bytes += Array("\n  ],\n  \"drafts\" : [".utf8)
        case .requests(nil): bytes += Array("\n  ],\n  \"requests_to_join\" : [".utf8)
        case .blocks(nil): bytes += Array("\n  ],\n  \"blocked_and_muted\" : [".utf8)
        case .savedPeople(nil): bytes += Array("\n  ],\n  \"saved_people\" : [".utf8)
        case .savedSearches: bytes += Array("\n  ],\n  \"saved_searches\" : [".utf8)
        case .messageSearches: bytes += Array("\n  ],\n  \"message_searches\" : [".utf8)
        case .reports(nil): bytes += Array("\n  ],\n  \"reports\" : [".utf8)
        case .decisions: bytes += Array("\n  ],\n  \"decisions\" : [".utf8)
        case .views(nil): bytes += Array("\n  ],\n  \"looked_at\" : [".utf8)
        case .scheduled: bytes += Array("\n  ],\n  \"scheduled_messages\" : [".utf8)
        case .left: bytes += Array("\n  ],\n  \"channels_left\" : [".utf8)
        case .notifications: bytes += Array("\n  ],\n  \"notifications\" : [".utf8)
        case .ended: bytes += Array("\n  ]\n}\n".utf8)
        default: break
        }
        place.withLock { $0 = next }
        return bytes
    }
}

extension Accounts {
    /// What accounts and profiles keep about the viewer: their account, what they agreed to, where they are signed in,
    /// and their profile. One moment's state, read in one transaction.
    package func data(of viewer: Viewer) throws(Failure) -> AccountData {
        do {
            let (
                owners, access, handles, consents, sessions, connections, reaches, agents, clients, drafts,
                services, works
            ) =
                try database.web
                .query(
                    FindOwner(), FindAccess(), ListOwnHandles(), ListConsents(),
                    ListSessions(idle: rules.sessionIdle),
                    ListConnections(), FindReach(),
                    FindAgentProfile(), FindClientProfile(), ListProfileDrafts(), ListOwnServices(),
                    ListOwnWorks(), as: viewer.identity)
            guard let owner = owners.first, let access = access.first else { throw Failure.ended }
            return AccountData(
                account: AccountData.Account(
                    id: viewer.id.rawValue.uuidString.lowercased(), email: owner.email, name: owner.name,
                    picture: viewer.picture.map { "/pictures/\($0)/384" }, timeZone: owner.timeZone,
                    createdAt: owner.createdAt, role: owner.role, secondFactorSince: access.enabledAt,
                    unusedRecoveryCodes: Int(access.unusedCodes)),
                handles: handles.map { AccountData.Handle(handle: $0.handle, claimedAt: $0.claimedAt) },
                consents: consents,
                sessions: sessions.map {
                    AccountData.Session(
                        device: $0.device, address: $0.address, method: $0.method.rawValue, began: $0.began,
                        lastSeen: $0.lastSeen)
                },
                connections: connections.map {
                    AccountData.Connection(
                        provider: $0.provider, email: $0.email, connectedAt: $0.connectedAt)
                },
                writtenToFirstBy: reaches.first?.rawValue, agentProfile: agents.first,
                clientProfile: clients.first, profileDrafts: drafts,
                services: services.map {
                    AccountData.Shown(
                        number: $0.number, state: $0.state.rawValue, content: $0.draft,
                        pictures: $0.pictures.map(AccountData.Shown<ServiceDraft>.Picture.init))
                },
                work: works.map {
                    AccountData.Shown(
                        number: $0.number, state: $0.isShown ? "shown" : "draft", content: $0.draft,
                        pictures: $0.pictures.map(AccountData.Shown<WorkDraft>.Picture.init))
                })
        } catch let error as PostgresError { throw .database(error) } catch { throw .ended }
    }
}

private struct FindOwner: Statement {
    struct Row: Sendable {
        let email: String
        let name: String
        let timeZone: String
        let createdAt: Date
        let role: String
    }

    static let sql = """
        select email, full_name, time_zone, created_at, role from agentor.accounts where id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            email: try columns.next(String.self), name: try columns.next(String.self),
            timeZone: try columns.next(String.self), createdAt: try columns.next(Date.self),
            role: try columns.next(String.self))
    }
}

private struct ListConsents: Statement {
    static let sql = """
        select document, version, agreed_at from agentor.consents where account_id = agentor.viewer() order by agreed_at
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountData.Consent {
        AccountData.Consent(
            document: try columns.next(String.self), version: try columns.next(String.self),
            agreedAt: try columns.next(Date.self))
    }
}
