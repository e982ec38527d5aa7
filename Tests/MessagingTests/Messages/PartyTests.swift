import FoundationEssentials
import TestDatabase
import Testing

@testable import Messaging

/// One read answers everybody who waits for the same, as far as they are members.
@Suite("Reading for a party", .database(messagingDatabase))
struct PartyTests {
    private let messenger: Messenger
    private let slug: String
    private let ada, bo, cleo, eve: ParticipantID

    init() throws {
        messenger = try TestDatabase.current.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        cleo = try messenger.person("Cleo")
        eve = try messenger.person("Eve")
        slug = try messenger.createChannel("Team", .private, as: ada)
        for person in [bo, cleo] {
            try TestDatabase.current.administer(
                "insert into messaging.channel_members (channel_id, user_id) select id, '\(person.rawValue)' from messaging.channels"
            )
        }
        try messenger.say("hello", in: slug, as: ada)
    }

    private var revision: Int64 {
        get throws { try messenger.channel(slug, as: ada.identity).revision }
    }

    private func read(_ memberships: [(ParticipantID, Int64)]) throws -> Set<ParticipantID> {
        let reading = Reading(slug: slug, cursor: 0, shape: .changes)
        let party = memberships.map { Membership(participant: $0.0, identity: $0.0.identity, revision: $0.1) }
        let answer = try messenger.lobby.reader.read(reading, for: party)
        let members = Set(party.filter(answer.isFor).map(\.participant))
        #expect(members.isEmpty || answer.excerpt?.messages.map(\.text) == ["hello"])
        #expect(party.allSatisfy { answer.isFor($0) == members.contains($0.participant) }, "of two waits one")
        return members
    }

    @Test("whoever came at the present revision is a member still")
    func present() throws {
        let now = try revision
        #expect(try read([(ada, now), (bo, now), (cleo, now)]) == [ada, bo, cleo])
    }

    @Test("of those who came before, those are who have not left")
    func earlier() throws {
        let before = try revision
        try messenger.leave(slug, as: cleo.identity)
        let now = try revision
        #expect(now > before)
        #expect(try read([(ada, now), (bo, before), (cleo, before)]) == [ada, bo])
        #expect(try read([(ada, before), (bo, before), (cleo, before)]) == [ada, bo])
        #expect(try read([(cleo, before), (bo, before - 1)]) == [bo])
    }

    @Test("a party of former members and strangers is read nothing")
    func nobody() throws {
        let before = try revision
        try messenger.leave(slug, as: cleo.identity)
        #expect(try read([(cleo, before), (eve, before)]).isEmpty)
        #expect(try read([]).isEmpty)
    }

    @Test("the order in which they came, and how often, makes no difference")
    func order() throws {
        let before = try revision
        try messenger.leave(slug, as: cleo.identity)
        let now = try revision
        #expect(try read([(bo, before), (ada, now), (cleo, before)]) == [ada, bo])
        #expect(try read([(bo, before), (bo, now)]) == [bo])
        #expect(try read([(cleo, before), (cleo, before), (cleo, before), (bo, before)]) == [bo])
    }

    @Test("another name makes nobody leave")
    func renamed() throws {
        let before = try revision
        try messenger.introduce(as: bo.identity, name: "Bodil")
        #expect(try revision == before)
        #expect(try read([(ada, before), (bo, before)]) == [ada, bo])
    }
}
