import FoundationEssentials
import TestDatabase
import Testing

@testable import Messaging

/// A page that is kept is shown as long as nothing in it has changed, and to members only.
@Suite("Latest pages that are kept", .database(messagingDatabase))
struct LatestPagesTests {
    private let messenger: Messenger
    private let ada, bo: ParticipantID
    private let slug: String

    init() throws {
        messenger = try TestDatabase.current.messenger()
        (ada, bo) = (try messenger.person("Ada"), try messenger.person("Bo"))
        slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.say("hello", in: slug, as: ada)
        // Both have read it, and it is kept.
        for person in [ada, bo, ada, bo] {
            messenger.markRead(
                try messenger.conversation(slug, as: person.identity), as: person.identity)
        }
    }

    private func page(as viewer: ParticipantID) throws -> Conversation {
        let page = try messenger.conversation(slug, as: viewer.identity)
        messenger.markRead(page, as: viewer.identity)
        return page
    }

    @Test("everybody is shown the same reading of it")
    func shared() throws {
        #expect(try page(as: ada).page === page(as: bo).page)
        #expect(try page(as: ada).channel.role == .admin && page(as: bo).channel.role == .member)
    }

    @Test("a message, an edit and an erasure are in the next page, also in another process")
    func messages() throws {
        let other = try TestDatabase.current.messenger()
        _ = try other.conversation(slug, as: bo.identity)
        try messenger.say("and welcome", in: slug, as: ada)
        for messenger in [messenger, other] {
            let found = try messenger.conversation(slug, as: bo.identity)
            #expect(found.page.messages.map(\.text) == ["hello", "and welcome"])
            #expect(found.page.cursor == 2)
        }
        while try TestDatabase.current.own("select messaging.erase_some('\(ada.rawValue)')") == [["t"]] {}
        for messenger in [messenger, other] {
            let found = try messenger.conversation(slug, as: bo.identity)
            #expect(found.page.messages.allSatisfy { $0.isDeleted && $0.text.isEmpty })
            #expect(found.page.messages.map(\.author.name) == ["Somebody who left", "Somebody who left"])
            #expect(found.members.map(\.id) == [bo])
        }
    }

    @Test("another name is in the next page, also that of somebody who has left")
    func names() throws {
        try messenger.introduce(as: bo.identity, name: "Bodil")
        #expect(try page(as: ada).members.map(\.name) == ["Ada", "Bodil"])
        try messenger.say("goodbye", in: slug, as: bo)
        try messenger.leave(slug, as: bo.identity)
        _ = try page(as: ada)
        try messenger.introduce(as: bo.identity, name: "Bodil B.")
        #expect(try page(as: ada).page.messages.last?.author.name == "Bodil B.")
    }

    @Test("who joins, leaves or takes over is in the next page")
    func members() throws {
        let cleo = try messenger.person("Cleo")
        try messenger.join(slug, as: cleo.identity)
        #expect(try page(as: ada).members.map(\.name) == ["Ada", "Bo", "Cleo"])
        try messenger.leave(slug, as: cleo.identity)
        #expect(try page(as: ada).members.map(\.name) == ["Ada", "Bo"])
        try TestDatabase.current.administer(
            "update messaging.channel_members set role = 'moderator' where user_id = '\(bo.rawValue)'")
        #expect(try page(as: ada).members.last?.role == .moderator)
        try messenger.leave(slug, as: ada.identity)
        #expect(try page(as: bo).members.map(\.role) == [.admin])
    }

    @Test("somebody who has left, or never came, is shown none of it")
    func strangers() throws {
        let stranger = try messenger.person("Eve")
        try messenger.leave(slug, as: bo.identity)
        for viewer in [bo, stranger] {
            let found = try page(as: viewer)
            #expect(!found.channel.isMember && found.page.messages.isEmpty && found.members.isEmpty)
        }
        // Nor does what they were shown become what members are shown.
        #expect(try page(as: ada).page.messages.count == 1)
        let secret = try messenger.createChannel("Secret", .private, as: ada)
        _ = try messenger.conversation(secret, as: ada.identity)
        #expect(throws: MessagingError.self) { try messenger.conversation(secret, as: stranger.identity) }
    }

    @Test("what somebody has not read counts until they are shown it")
    func unread() throws {
        try messenger.say("one more", in: slug, as: ada)
        _ = try page(as: ada)
        #expect(try messenger.unread(in: slug, as: bo) == 1)
        _ = try page(as: bo)
        #expect(try messenger.unread(in: slug, as: bo) == 0)
    }

    @Test("the pages not asked for for longest go first")
    func capacity() throws {
        func entry() -> LatestPages.Entry {
            LatestPages.Entry(
                channel: ChannelID(rawValue: UUID()), lastSequence: 0, revision: 0, namesRevision: 0,
                page: Excerpt(messages: [], cursor: 0, hasEarlier: false), members: [])
        }
        let pages = LatestPages(capacity: 2 * entry().weight)
        for name in ["a", "b"] { pages.keep(entry(), at: name) }
        #expect(pages.find("a") != nil)
        pages.keep(entry(), at: "c")
        #expect(pages.find("b") == nil)
        #expect(pages.find("a") != nil && pages.find("c") != nil)
        pages.keep(entry(), at: "c")
        #expect(pages.find("a") != nil, "the same page again takes no more room")
    }
}
