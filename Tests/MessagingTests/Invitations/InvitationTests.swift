import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Invitations into channels", .database(messagingDatabase))
struct InvitationTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        slug = try messenger.createChannel("Secret", .private, as: ada)
    }

    private func offer(to person: ParticipantID) throws -> UUID? {
        try messenger.ownInvitations(as: person.identity).first?.invitation
    }

    @Test(
        "somebody who accepts is in; sent again it is one invitation; who declines is not in, and can be asked again"
    )
    func answering() throws {
        #expect(try messenger.invite(bo, to: slug, as: .guest, by: ada.identity) == .invited)
        #expect(try messenger.invite(bo, to: slug, as: .member, by: ada.identity) == .invited)
        let offers = try messenger.ownInvitations(as: bo.identity)
        #expect(offers.map(\.name) == ["Secret"])
        #expect(offers.map(\.role) == [.member])
        #expect(try messenger.invitations(to: slug, as: ada.identity).map(\.invitee?.name) == ["Bo"])
        let id = try #require(offers.first?.invitation)
        #expect(isNotFound { _ = try messenger.answer(id, true, as: ada.identity) }, "it is another's")
        #expect(try messenger.answer(id, false, as: bo.identity) == .declined)
        #expect(isNotFound { _ = try messenger.answer(id, true, as: bo.identity) })
        #expect(isNotFound { _ = try messenger.channel(slug, as: bo.identity) })
        #expect(try messenger.invite(bo, to: slug, as: .guest, by: ada.identity) == .invited)
        #expect(
            try messenger.answer(#require(try offer(to: bo)), true, as: bo.identity) == .entered(slug: slug))
        #expect(try messenger.channel(slug, as: bo.identity).role == .guest)
        #expect(try messenger.invite(bo, to: slug, as: .member, by: ada.identity) == .member)
        #expect(try messenger.invitations(to: slug, as: ada.identity).isEmpty)
    }

    @Test(
        "nobody invites who may not, or as more than they are; what was taken back or has ended lets nobody in"
    )
    func refusals() throws {
        let eve = try messenger.person("Eve")
        let guest = try messenger.person("Guest")
        for (person, role) in [(bo, Role.member), (guest, .guest)] {
            _ = try messenger.invite(person, to: slug, as: role, by: ada.identity)
            _ = try messenger.answer(#require(try offer(to: person)), true, as: person.identity)
        }
        for person in [guest, eve] {
            #expect(isNotFound { _ = try messenger.invite(eve, to: slug, as: .guest, by: person.identity) })
            #expect(try messenger.invitations(to: slug, as: person.identity).isEmpty)
        }
        #expect(isNotFound { _ = try messenger.invite(eve, to: slug, as: .moderator, by: bo.identity) })
        #expect(isNotFound { _ = try messenger.invite(eve, to: slug, as: .admin, by: ada.identity) })
        #expect(try messenger.invite(eve, to: slug, as: .member, by: ada.identity) == .invited)
        let id = try #require(try offer(to: eve))
        #expect(isNotFound { try messenger.revoke(id, in: slug, as: bo.identity) }, "another's")
        try messenger.revoke(id, in: slug, as: ada.identity)
        #expect(isNotFound { _ = try messenger.answer(id, true, as: eve.identity) })
        _ = try messenger.invite(eve, to: slug, as: .member, by: ada.identity)
        let late = try #require(try offer(to: eve))
        try database.administer(
            "update messaging.channel_invites set expires_at = clock_timestamp() - interval '1 second'")
        #expect(try messenger.ownInvitations(as: eve.identity).isEmpty)
        #expect(isNotFound { _ = try messenger.answer(late, true, as: eve.identity) })
    }

    @Test("of two people apart neither invites the other, and what waits is seen no more")
    func apart() throws {
        _ = try messenger.invite(bo, to: slug, as: .member, by: ada.identity)
        let id = try #require(try offer(to: bo))
        try messenger.keepAway(from: ada, by: .block, as: bo.identity)
        #expect(try messenger.ownInvitations(as: bo.identity).isEmpty)
        #expect(isNotFound { _ = try messenger.answer(id, true, as: bo.identity) })
        #expect(try messenger.invite(bo, to: slug, as: .member, by: ada.identity) == .closed)
    }

    @Test("a link lets in as many as it says, the last place once, and nobody who is kept out")
    func links() async throws {
        let hash = [UInt8](repeating: 7, count: 32)
        try messenger.inviteByLink(
            to: slug, hash: hash, as: .member, lasting: .day, uses: 3, by: ada.identity)
        let people = try (1...8).map { try messenger.person("Person \($0)") }
        #expect(try messenger.channel(linkedBy: hash, as: people[0].identity).slug == slug)
        #expect(
            isNotFound {
                _ = try messenger.channel(linkedBy: [UInt8](repeating: 8, count: 32), as: bo.identity)
            })
        let entered = await withTaskGroup(of: Bool.self) { group in
            for person in people {
                group.addTask {
                    (try? messenger.enter(linkedBy: hash, as: person.identity)) == .entered(slug: slug)
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(entered == 3)
        #expect(try messenger.memberPage(of: slug, as: ada.identity).members.count == 4)
        #expect(isNotFound { _ = try messenger.channel(linkedBy: hash, as: bo.identity) })

        let open = [UInt8](repeating: 9, count: 32)
        try messenger.inviteByLink(
            to: slug, hash: open, as: .guest, lasting: .hour, uses: nil, by: ada.identity)
        #expect(try messenger.enter(linkedBy: open, as: bo.identity) == .entered(slug: slug))
        #expect(try messenger.enter(linkedBy: open, as: bo.identity) == .entered(slug: slug), "again is once")
        try messenger.ban(bo, from: slug, until: nil, as: ada.identity)
        #expect(try messenger.enter(linkedBy: open, as: bo.identity) == .keptOut)
        #expect(try messenger.invite(bo, to: slug, as: .member, by: ada.identity) == .invited)
        #expect(
            try messenger.answer(#require(try offer(to: bo)), true, as: bo.identity) == .entered(slug: slug),
            "whoever may let them come back asked them to")
        #expect(try messenger.bans(of: slug, as: ada.identity).isEmpty)
        let link = try #require(
            try messenger.invitations(to: slug, as: ada.identity).first { $0.invitee == nil })
        try messenger.revoke(link.id, in: slug, as: ada.identity)
        #expect(isNotFound { _ = try messenger.enter(linkedBy: open, as: messenger.person("Late").identity) })
    }

    @Test("the serving role reads and writes nothing of it but by the functions")
    func policies() throws {
        _ = try messenger.invite(bo, to: slug, as: .member, by: ada.identity)
        for table in [
            "channel_requests", "channel_invites", "channel_bans", "channel_deeds", "channel_returns",
            "former_slugs",
        ] {
            #expect(throws: PostgresError.self) { try database.serve("select from messaging.\(table)") }
        }
    }
}
