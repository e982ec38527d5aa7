import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing
import Threads

@Suite("Direct conversations", .database(messagingDatabase))
struct ConversationTests {
    private let messenger: Messenger
    private let database: TestDatabase
    private let ada: ParticipantID
    private let bo: ParticipantID

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
    }

    /// Puts people into a channel, so that they are no strangers.
    private func acquaint(_ people: ParticipantID...) throws {
        let slug = try messenger.createChannel("Place \(UUID().uuidString)", as: people[0])
        for person in people.dropFirst() { try messenger.join(slug, as: person.identity) }
    }

    private func other(_ name: String, as viewer: ParticipantID) throws -> Correspondent {
        try messenger.correspondent(name.lowercased(), as: viewer.identity)
    }

    @discardableResult
    private func write(
        _ text: String, to name: String, as author: ParticipantID, nonce: UUID = UUID()
    ) throws -> (slug: String, sequence: Int64) {
        let correspondent = try other(name, as: author)
        let draft = try MessageDraft(text: text, nonce: nonce)
        return try messenger.send(draft, to: correspondent, as: author.identity)
    }

    private func names(on shelf: Shelf = .inbox, as viewer: ParticipantID) throws -> [String] {
        try messenger.conversations(on: shelf, as: viewer.identity).conversations.map(\.name)
    }

    private func inbox(of viewer: ParticipantID) throws -> [Inbox.Unread] {
        try messenger.inbox(as: viewer.identity).unread
    }

    private func isRefused(_ code: FieldError.Code, _ action: () throws -> Void) throws -> Bool {
        do {
            try action()
            return false
        } catch MessagingError.invalid(let errors) {
            return errors[MessageDraft.field.name]?.code == code
        }
    }

    @Test("each of two sees the other's name, and both the same messages")
    func names() throws {
        try acquaint(ada, bo)
        let slug = try write("hello", to: "Bo", as: ada).slug
        #expect(try write("hello yourself", to: "Ada", as: bo) == (slug, 2))
        for (viewer, name) in [(ada, "Bo"), (bo, "Ada")] {
            let conversation = try messenger.conversation(slug, as: viewer.identity)
            #expect(conversation.channel.name == name)
            #expect(conversation.channel.direct?.handle == name.lowercased())
            #expect(conversation.page.messages.map(\.text) == ["hello", "hello yourself"])
            #expect(conversation.members.map(\.role) == [.member, .member])
            #expect(try names(as: viewer) == [name])
        }
        let listed = try messenger.conversations(on: .inbox, as: ada.identity).conversations[0]
        #expect(listed.lastWords?.text == "hello yourself" && listed.lastWords?.isOwn == false)
        #expect(listed.unread == 1 && listed.other == bo && listed.slug == slug)
    }

    @Test("two have one conversation, also when both begin in the same moment, again and again")
    func together() async throws {
        for round in 0..<10 {
            let (cy, di) = (try messenger.person("Cy \(round)"), try messenger.person("Di \(round)"))
            let messenger = messenger
            let slugs = try await withThrowingTaskGroup(of: String.self) { group in
                for (author, to, count) in [(cy, "di-\(round)", 3), (di, "cy-\(round)", 3)] {
                    for number in 0..<count {
                        group.addTask {
                            let other = try messenger.correspondent(to, as: author.identity)
                            let draft = try MessageDraft(text: "\(number)", nonce: UUID())
                            return try messenger.send(draft, to: other, as: author.identity).slug
                        }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(slugs.count == 1)
            #expect(try messenger.texts(in: slugs.first ?? "", as: cy).count == 6)
        }
        #expect(
            try database.administer("select from messaging.channels where is_direct").count == 10,
            "none was left behind")
    }

    @Test("sending twice with one nonce is sending once, also what begins the conversation")
    func twice() throws {
        let nonce = UUID()
        let first = try write("once", to: "Bo", as: ada, nonce: nonce)
        #expect(try write("once", to: "Bo", as: ada, nonce: nonce) == first)
        #expect(try messenger.texts(in: first.slug, as: bo) == ["once"])
    }

    @Test("a stranger's first message waits among the requests, counted nowhere, until it is accepted")
    func request() throws {
        let slug = try write("may I?", to: "Bo", as: ada).slug
        #expect(try names(as: ada) == ["Bo"] && names(as: bo).isEmpty)
        #expect(try names(on: .requests, as: bo) == ["Ada"])
        #expect(try messenger.requestCount(as: bo.identity) == 1 && inbox(of: bo).isEmpty)
        #expect(try messenger.conversation(slug, as: bo.identity).channel.direct?.awaitsViewer == true)
        let mine = try messenger.conversation(slug, as: ada.identity).channel.direct
        #expect(mine?.isRequest == true && mine?.awaitsViewer == false)
        try messenger.move(slug, to: .inbox, as: bo.identity)
        #expect(try names(as: bo) == ["Ada"] && messenger.requestCount(as: bo.identity) == 0)
        #expect(try inbox(of: bo).map(\.name) == ["Ada"])
        #expect(try messenger.conversation(slug, as: ada.identity).channel.direct?.isRequest == false)
    }

    @Test("whoever answers has accepted")
    func answer() throws {
        let slug = try write("may I?", to: "Bo", as: ada).slug
        try write("you may", to: "Ada", as: bo)
        #expect(try names(as: bo) == ["Ada"])
        #expect(try messenger.conversation(slug, as: ada.identity).channel.direct?.isRequest == false)
        for number in 0..<5 { try write("\(number)", to: "Bo", as: ada) }
    }

    @Test("a stranger says three things before they are answered, whatever they do to the conversation")
    func threeThings() throws {
        let slug = try write("1", to: "Bo", as: ada).slug
        try write("2", to: "Bo", as: ada)
        try messenger.move(slug, to: .archive, as: ada.identity)
        try write("3", to: "Bo", as: ada)
        for action in [
            { _ = try write("4", to: "Bo", as: ada) }, { try messenger.say("4", in: slug, as: ada) },
        ] {
            #expect(try isRefused(.notAllowed, action))
        }
        for shelf in [Shelf.inbox, .archive, .declined] {
            try messenger.move(slug, to: shelf, as: ada.identity)
            #expect(try isRefused(.notAllowed) { try messenger.say("4", in: slug, as: ada) })
        }
        #expect(try messenger.texts(in: slug, as: bo) == ["1", "2", "3"])
    }

    @Test("whoever is declined is not told, and is not heard of again")
    func declined() throws {
        let slug = try write("may I?", to: "Bo", as: ada).slug
        let before = try messenger.conversation(slug, as: ada.identity).channel
        try messenger.move(slug, to: .declined, as: bo.identity)
        #expect(try messenger.conversation(slug, as: ada.identity).channel.direct == before.direct)
        try write("and now?", to: "Bo", as: ada)
        #expect(try names(as: bo).isEmpty && names(on: .requests, as: bo).isEmpty && inbox(of: bo).isEmpty)
        try write("I have thought about it", to: "Ada", as: bo)
        #expect(try names(as: bo) == ["Ada"], "and may think again")
    }

    @Test(
        "who may write first is the other's choice",
        arguments: [
            (Reach.everybody, Correspondent.Access.request, .open), (.acquaintances, .closed, .open),
            (.nobody, .closed, .closed),
        ] as [(Reach, Correspondent.Access, Correspondent.Access)])
    func reach(
        reach: Reach, stranger: Correspondent.Access, acquaintance: Correspondent.Access
    ) throws {
        let cy = try messenger.person("Cy")
        try acquaint(bo, cy)
        #expect(try messenger.reach(as: bo.identity) == .everybody)
        try messenger.setReach(reach, as: bo.identity)
        #expect(
            try messenger.reach(as: bo.identity) == reach && messenger.reach(as: ada.identity) == .everybody)
        for (author, access) in [(ada, stranger), (cy, acquaintance)] {
            #expect(try other("Bo", as: author).access == access)
            let isRefused = isNotFound { try write("hello", to: "Bo", as: author) }
            #expect(isRefused == (access == .closed))
        }
    }

    @Test("a conversation that has begun goes on, whatever is chosen later")
    func chosenLater() throws {
        try write("hello", to: "Bo", as: ada)
        try write("hello", to: "Ada", as: bo)
        try messenger.setReach(.nobody, as: bo.identity)
        #expect(try other("Bo", as: ada).access == .open)
        try write("still there?", to: "Bo", as: ada)
    }

    @Test("somebody is found by every handle they have had, and nobody by one that nobody has")
    func handles() throws {
        let handle = try #require(Handle("bo-the-builder"))
        #expect(try messenger.changeHandle(to: handle, as: bo.identity) == .theirs)
        #expect(try other("bo", as: ada) == other("bo-the-builder", as: ada))
        #expect(try other("bo", as: ada).handle == "bo-the-builder")
        for name in ["nobody", "b0", "bo'--", ""] { #expect(isNotFound { _ = try other(name, as: ada) }) }
        #expect(try other("ada", as: ada).access == .closed, "not oneself")
        #expect(isNotFound { try write("hello", to: "Ada", as: ada) })
    }

    @Test("what is archived comes back with the next message, unless it is muted")
    func archive() throws {
        try acquaint(ada, bo)
        let slug = try write("one", to: "Bo", as: ada).slug
        try messenger.move(slug, to: .archive, as: bo.identity)
        #expect(try names(as: bo).isEmpty && names(on: .archive, as: bo) == ["Ada"] && inbox(of: bo).isEmpty)
        try write("two", to: "Bo", as: ada)
        #expect(try names(as: bo) == ["Ada"] && inbox(of: bo).map(\.messages) == [2])
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        try messenger.move(slug, to: .archive, as: bo.identity)
        try write("three", to: "Bo", as: ada)
        #expect(try names(on: .archive, as: bo) == ["Ada"])
        try write("four", to: "Ada", as: bo)
        #expect(try names(as: bo) == ["Ada"], "one's own words bring it back")
    }

    @Test("what is muted is shown, and counted nowhere")
    func muted() throws {
        try acquaint(ada, bo)
        let slug = try write("one", to: "Bo", as: ada).slug
        #expect(try inbox(of: bo).count == 1)
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        #expect(try inbox(of: bo).isEmpty)
        let listed = try messenger.conversations(on: .inbox, as: bo.identity).conversations
        #expect(listed.map(\.level) == [.nothing] && listed.map(\.unread) == [0])
        try messenger.setLevel(nil, in: slug, as: bo.identity)
        #expect(try inbox(of: bo).count == 1)
    }

    @Test("is no channel: nobody finds, joins or leaves it, and it stands in no list of channels")
    func noChannel() throws {
        let cy = try messenger.person("Cy")
        let slug = try write("between us", to: "Bo", as: ada).slug
        #expect(isNotFound { _ = try messenger.conversation(slug, as: cy.identity) })
        #expect(isNotFound { try messenger.join(slug, as: cy.identity) })
        #expect(isNotFound { try messenger.say("three is a crowd", in: slug, as: cy) })
        for person in [ada, bo] {
            #expect(isNotFound { try messenger.leave(slug, as: person.identity) })
            #expect(try messenger.channels(as: person.identity).channels.isEmpty)
        }
        #expect(try messenger.discover(as: cy.identity).channels.isEmpty)
        for shelf in [Shelf.inbox, .archive, .declined] {
            #expect(isNotFound { try messenger.move(slug, to: shelf, as: cy.identity) })
        }
        #expect(isNotFound { try messenger.setLevel(.nothing, in: slug, as: cy.identity) })
        let channel = try messenger.createChannel(as: ada)
        #expect(isNotFound { try messenger.move(channel, to: .archive, as: ada.identity) })
        #expect(isNotFound { try messenger.setLevel(.nothing, in: channel, as: cy.identity) })
    }

    @Test(
        "what somebody sees of an inbox is told by the other's name, to each their own, also of what is kept")
    func inboxNames() throws {
        try acquaint(ada, bo)
        try write("one", to: "Bo", as: ada)
        try write("two", to: "Ada", as: bo)
        let session: [UInt8] = [1]
        for (viewer, name) in [(ada, "Bo"), (bo, "Ada"), (ada, "Bo"), (bo, "Ada")] {
            let unread = try messenger.inbox(as: viewer.identity, session: session + [viewer == ada ? 1 : 2])
            #expect(unread.unread.map(\.name) == [name] && unread.unread.map(\.handle) == [name.lowercased()])
            #expect(unread.directMessageCount == 1 && unread.messageCount == 1)
            #expect(unread.unread.map(\.isDirect) == [true])
        }
    }

    @Test("whoever waits for their inbox hears of a conversation's last words, their own ones elsewhere too")
    func live() async throws {
        try acquaint(ada, bo)
        let slug = try write("one", to: "Bo", as: ada).slug
        try messenger.start()
        defer { messenger.stop() }
        for (author, text) in [(ada, "theirs"), (bo, "one's own")] {
            let digest = try messenger.inbox(as: bo.identity).digest
            async let outcome = messenger.next(
                [.inbox(showing: digest, pause: .zero)], as: bo.identity, until: .now + .seconds(30))
            while messenger.waiting == 0 { await Task.yield() }
            try messenger.say(text, in: slug, as: author)
            guard case .changed(let changes) = try await outcome, case .inbox(let inbox) = changes[0] else {
                Issue.record("nothing was told of \(text)")
                continue
            }
            #expect(inbox.digest != digest)
        }
    }

    @Test("unread ones of the whole inbox come before the rest of its first page")
    func unreadFirst() throws {
        for number in 0..<6 {
            let person = try messenger.person("Person \(number)")
            try acquaint(bo, person)
            try write("hello", to: "Bo", as: person)
            if number > 0 {
                let slug = try #require(try other("person-\(number)", as: bo).slug)
                messenger.markRead(try messenger.conversation(slug, as: bo.identity), as: bo.identity)
            }
        }
        let latest = try messenger.conversations(on: .inbox, as: bo.identity, limit: 3)
        #expect(latest.conversations.map(\.name) == ["Person 5", "Person 4", "Person 3"])
        let inbox = try messenger.inbox(as: bo.identity)
        let unread = try messenger.conversations(unreadFirst: inbox, as: bo.identity, limit: 3)
        #expect(unread.conversations.map(\.name) == ["Person 0", "Person 5", "Person 4", "Person 3"])
        #expect(unread.next == latest.next)
    }

    @Test("ten thousand conversations are gone through page by page, each once")
    func tenThousand() throws {
        try database.administer(
            """
            insert into messaging.users (id, full_name, skeleton) select gen_random_uuid(), 'Person ' || n, 'p' || n
                from generate_series(1, 10000) n;
            insert into messaging.channels (slug, name, type, is_direct, created_by, nonce)
                select 'direct-' || substr(full_name, 8), 'Direct conversation', 'private', true, id, gen_random_uuid()
                from messaging.users where full_name like 'Person %';
            insert into messaging.pairs (low, high, channel_id)
                select least(c.created_by, '\(bo.rawValue)'), greatest(c.created_by, '\(bo.rawValue)'), c.id
                from messaging.channels c where c.is_direct;
            alter table messaging.channel_members disable trigger user;
            insert into messaging.channel_members (channel_id, user_id, shelf, last_activity)
                select c.id, '\(bo.rawValue)', 'inbox', now() - make_interval(hours => (random() * 500)::int)
                from messaging.channels c where c.is_direct;
            alter table messaging.channel_members enable trigger user;
            analyze messaging.channel_members
            """)
        var seen: Set<ChannelID> = []
        var position: OwnChannelPosition?
        repeat {
            let page = try messenger.conversations(
                on: .inbox, after: position, as: bo.identity, limit: 1000)
            #expect(page.conversations.count == 1000)
            for listed in page.conversations {
                #expect(seen.insert(listed.id).inserted && listed.name.hasPrefix("Person "))
            }
            position = page.next
        } while position != nil
        #expect(seen.count == 10_000)
        let plan = try database.serve(
            """
            begin; set local messaging.participant = '\(bo.rawValue)';
            explain select channel_id, last_activity from messaging.channel_members
            where user_id = messaging.viewer() and shelf = 'inbox'
            order by last_activity desc, channel_id desc limit 51
            """
        ).compactMap { $0[0] }.joined(separator: "\n")
        #expect(plan.contains("channel_members_on_shelf") && !plan.contains("Sort"), "\(plan)")
    }

    @Test("the erasure of one leaves the other what was said, without a name and an address")
    func erased() throws {
        let slug = try write("remember me", to: "Bo", as: ada).slug
        try write("I do", to: "Ada", as: bo)
        while try database.administer("select messaging.erase_some('\(ada.rawValue)')")[0][0] == "t" {}
        let conversation = try messenger.conversation(slug, as: bo.identity)
        #expect(conversation.channel.direct?.handle == nil)
        #expect(conversation.page.messages.count == 2 && conversation.page.messages[1].text == "I do")
        #expect(isNotFound { _ = try other("Ada", as: bo) })
        let listed = try messenger.conversations(on: .inbox, as: bo.identity).conversations
        #expect(listed.map(\.name) == ["Somebody who left"])
    }

    @Test("an erasure waits for whoever writes to its participant, and holds nothing that they need")
    func erasedMeanwhile() async throws {
        try acquaint(ada, bo)
        let slug = try write("remember me", to: "Bo", as: ada).slug
        try messenger.move(slug, to: .archive, as: ada.identity)
        let erase = "select messaging.erase_some('\(ada.rawValue)')"
        // The name, the words in one channel; memberships are left.
        for _ in 0..<2 { #expect(try database.own(erase) == [["t"]]) }
        let writer = try database.connection()
        try writer.run(
            "begin; select from messaging.channels where slug = '\(slug)' for no key update")
        async let erased = Thread.run { [database] in try database.own(erase) }
        while try !database.hasSomebodyWaiting() { await Task.yield() }
        // What a message does to the archive of whoever it is for.
        try writer.run(
            """
            select from messaging.channel_members m join messaging.channels c on c.id = m.channel_id
            where c.slug = '\(slug)' for update of m nowait
            """)
        try writer.run("commit")
        #expect(try await erased == [["t"]])
        #expect(try database.own(erase) == [["f"]])
    }
}
