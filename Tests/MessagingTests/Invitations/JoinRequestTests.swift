import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Requests to come into private channels", .database(messagingDatabase))
struct JoinRequestTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let eve: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        eve = try messenger.person("Eve")
        slug = try messenger.createChannel("Secret", .private, as: ada)
    }

    @discardableResult
    private func ask(_ words: String = "", as person: ParticipantID, in slug: String? = nil) throws -> Asked {
        try messenger.ask(
            toJoin: slug ?? self.slug, saying: JoinRequestDraft { _ in words }, as: person.identity)
    }

    private func answer(_ isAccepted: Bool, by person: ParticipantID) throws {
        let waiting = try messenger.joinRequests(to: slug, as: person.identity)
        try messenger.answer(
            request: #require(waiting.first).id, to: slug, isAccepted, as: person.identity)
    }

    private func seat(_ person: ParticipantID, as role: Role) throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        try ask(as: person)
        try answer(true, by: ada)
        try messenger.give(role, to: person, in: slug, as: ada.identity)
    }

    private func told(_ person: ParticipantID) throws -> [Messaging.Notification.Kind] {
        try messenger.notifications(as: person.identity).notifications.map(\.kind)
    }

    @Test("a channel that lets nobody ask is not there, and its administrators alone let people ask")
    func closed() throws {
        #expect(isNotFound { _ = try messenger.askableChannel(slug, as: bo.identity) })
        #expect(isNotFound { try ask(as: bo) })
        #expect(isNotFound { try messenger.takeRequests(true, in: slug, as: bo.identity) })
        try seat(eve, as: .moderator)
        #expect(isNotFound { try messenger.takeRequests(false, in: slug, as: eve.identity) })
        #expect(try messenger.askableChannel(slug, as: bo.identity).name == "Secret")
        #expect(isNotFound { _ = try messenger.channel(slug, as: bo.identity) }, "it is not read for that")
        try messenger.takeRequests(false, in: slug, as: ada.identity)
        #expect(isNotFound { _ = try messenger.askableChannel(slug, as: bo.identity) })
        let open = try messenger.createChannel("Open", .public, as: ada)
        #expect(isNotFound { try messenger.takeRequests(true, in: open, as: ada.identity) })
    }

    @Test("whoever asks is let in as a member, told of it, and asks once however often they do")
    func accepted() throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        #expect(try ask("first", as: bo) == .asked)
        #expect(try ask("second", as: bo) == .asked)
        let waiting = try messenger.joinRequests(to: slug, as: ada.identity)
        #expect(waiting.map(\.message) == ["second"])
        #expect(waiting.map(\.name) == ["Bo"])
        #expect(try messenger.channel(slug, as: ada.identity).waitingRequests == 1)
        #expect(try told(ada) == [.requestToJoin])
        #expect(try messenger.askedChannels(as: bo.identity).map(\.slug) == [slug])
        try answer(true, by: ada)
        #expect(try messenger.channel(slug, as: bo.identity).role == .member)
        #expect(try told(bo) == [.admission])
        #expect(try told(ada).isEmpty)
        #expect(try messenger.channel(slug, as: ada.identity).waitingRequests == 0)
        #expect(try ask(as: bo) == .member)
        #expect(isNotFound { try messenger.answer(request: waiting[0].id, to: slug, true, as: ada.identity) })
        let deeds = try messenger.deeds(in: slug, as: ada.identity).deeds
        #expect(deeds.map(\.kind) == [.letIn, .asked, .asking])
        #expect(deeds[0].subject?.name == "Bo")
        try messenger.leave(slug, as: bo.identity)
        #expect(try told(bo).isEmpty)
        #expect(try ask(as: bo) == .asked, "whoever has left asks again at once")
    }

    @Test("whoever is turned away is told, and asks again after seven days; what waits can be taken back")
    func declined() throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        try ask(as: bo)
        try answer(false, by: ada)
        #expect(try told(bo) == [.refusal])
        #expect(isNotFound { _ = try messenger.channel(slug, as: bo.identity) })
        #expect(try ask(as: bo) == .later)
        #expect(try messenger.askableChannel(slug, as: bo.identity).request.againAt != nil)
        #expect(try messenger.askedChannels(as: bo.identity).first?.request.askedAt == nil)
        #expect(isNotFound { try messenger.withdrawRequest(toJoin: slug, as: bo.identity) })
        try database.administer(
            "update messaging.channel_requests set answered_at = answered_at - interval '7 days'")
        #expect(try ask(as: bo) == .asked)
        try messenger.withdrawRequest(toJoin: slug, as: bo.identity)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).isEmpty)
        #expect(try told(ada).isEmpty && told(bo).isEmpty)
        #expect(try ask(as: bo) == .asked, "and at once after they took it back")
        try messenger.takeRequests(false, in: slug, as: ada.identity)
        #expect(try messenger.askableChannel(slug, as: bo.identity).request.askedAt != nil, "it still waits")
        try answer(true, by: ada)
        #expect(try messenger.channel(slug, as: bo.identity).isMember)
    }

    @Test(
        "by each role: whoever may invite sees and answers requests, and nobody else, also where the channel has chosen",
        arguments: [Role?.none] + Role.allCases, [Role?.none, .moderator])
    func roles(role: Role?, chosen: Role?) throws {
        let somebody = try role == .admin ? ada : messenger.person("Somebody")
        if let role, role != .admin { try seat(somebody, as: role) }
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        if let chosen { try messenger.permit(.invite, to: chosen, in: slug, as: ada.identity) }
        let least = chosen ?? Permission.of(.invite).least
        let may = role.map { $0 >= least } ?? false
        try ask(as: bo)
        let id = try #require(try messenger.joinRequests(to: slug, as: ada.identity).first).id
        #expect(try messenger.joinRequests(to: slug, as: somebody.identity).isEmpty == !may)
        #expect(try told(somebody).contains(.requestToJoin) == may)
        if role != nil {
            #expect(try messenger.channel(slug, as: somebody.identity).waitingRequests == (may ? 1 : nil))
        }
        #expect(
            isNotFound { try messenger.answer(request: id, to: slug, true, as: somebody.identity) } == !may)
        let isIn = (try? messenger.channel(slug, as: bo.identity)) != nil
        #expect(isIn == may)
    }

    @Test(
        "nobody asks who is kept out or apart from an administrator; a decider apart from them sees nothing")
    func apart() throws {
        try seat(eve, as: .moderator)
        try seat(bo, as: .member)
        try messenger.ban(bo, from: slug, until: nil, as: ada.identity)
        #expect(isNotFound { _ = try messenger.askableChannel(slug, as: bo.identity) })
        #expect(isNotFound { try ask(as: bo) })
        try messenger.liftBan(of: bo, in: slug, as: ada.identity)
        try ask(as: bo)
        try messenger.keepAway(from: bo, by: .block, as: eve.identity)
        #expect(try messenger.joinRequests(to: slug, as: eve.identity).isEmpty)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).count == 1)
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        #expect(isNotFound { _ = try messenger.askableChannel(slug, as: bo.identity) })
        #expect(try messenger.askedChannels(as: bo.identity).isEmpty)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).isEmpty)
        #expect(try told(ada).isEmpty)
    }

    @Test("nothing can be asked of an archived channel; coming in another way ends a request")
    func otherWays() throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        try ask(as: bo)
        _ = try messenger.invite(bo, to: slug, as: .guest, by: ada.identity)
        let offer = try #require(try messenger.ownInvitations(as: bo.identity).first?.invitation)
        _ = try messenger.answer(offer, true, as: bo.identity)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).isEmpty)
        #expect(try messenger.channel(slug, as: bo.identity).role == .guest)
        try ask(as: eve)
        try messenger.archive(slug, as: ada.identity)
        #expect(isNotFound { _ = try messenger.askableChannel(slug, as: eve.identity) })
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).isEmpty)
        try messenger.archive(slug, false, as: ada.identity)
        try messenger.open(slug, to: .public, as: ada.identity)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).map(\.name) == ["Eve"])
        try messenger.join(slug, as: eve.identity)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).isEmpty)
        try messenger.open(slug, to: .private, as: ada.identity)
        #expect(try !messenger.channel(slug, as: ada.identity).takesRequests, "that is said anew")
    }

    @Test(
        "fifty of one person and five hundred of a channel wait at most, a hundred are shown, the first ones")
    func limits() throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        for number in 1...50 {
            let other = try messenger.createChannel("Other \(number)", .private, as: ada)
            try messenger.takeRequests(true, in: other, as: ada.identity)
            #expect(try ask(as: bo, in: other) == .asked)
        }
        #expect(try ask(as: bo) == .tooMany)
        #expect(try messenger.askedChannels(as: bo.identity).count == 50)
        try database.administer(
            """
            with people as (
                insert into messaging.users (id, full_name) select gen_random_uuid(), 'P' || n from generate_series(1, 499) n
                returning id)
            insert into messaging.channel_requests (channel_id, user_id, message)
                select (select id from messaging.channels where slug = '\(slug)'), id, '' from people
            """)
        #expect(try ask("the last place", as: eve) == .asked)
        let cy = try messenger.person("Cy")
        #expect(try ask(as: cy) == .full)
        #expect(try messenger.joinRequests(to: slug, as: ada.identity).count == JoinRequest.listed)
        #expect(try messenger.channel(slug, as: ada.identity).waitingRequests == 500)
        #expect(try messenger.notifications(as: ada.identity, limit: 20).notifications.count == 20)
        #expect(refusal { _ = try JoinRequestDraft { _ in String(repeating: "a", count: 501) } } != nil)
    }

    @Test("one's own requests are told to oneself, and go with one's account")
    func own() throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        try ask("please", as: bo)
        #expect(try messenger.ownRequests(as: bo.identity).map(\.message) == ["please"])
        #expect(try messenger.ownRequests(as: eve.identity).isEmpty)
        _ = try database.administer("select messaging.erase_some('\(bo.rawValue.uuidString)')")
        for _ in 1...5 {
            _ = try database.administer("select messaging.erase_some('\(bo.rawValue.uuidString)')")
        }
        #expect(try database.administer("select count(*) from messaging.channel_requests") == [["0"]])
    }

    @Test("of two who answer in the same moment one does, and whoever withdraws meanwhile is not let in")
    func atOnce() async throws {
        try messenger.takeRequests(true, in: slug, as: ada.identity)
        try seat(eve, as: .moderator)
        for _ in 1...10 {
            try ask(as: bo)
            let id = try #require(try messenger.joinRequests(to: slug, as: ada.identity).first).id
            let done = await withTaskGroup(of: Bool.self) { group in
                for person in [ada, eve] {
                    group.addTask {
                        (try? messenger.answer(request: id, to: slug, true, as: person.identity)) != nil
                    }
                }
                group.addTask { (try? messenger.withdrawRequest(toJoin: slug, as: bo.identity)) != nil }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            if (try? messenger.channel(slug, as: bo.identity)) != nil {
                try messenger.leave(slug, as: bo.identity)
            }
        }
    }
}
