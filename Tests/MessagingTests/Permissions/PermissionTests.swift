import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

/// Who may do what: role by action by kind by state, as the database decides and as the site shows.
@Suite("Permissions of a channel", .database(messagingDatabase))
struct PermissionTests {
    private let database: TestDatabase
    private let messenger: Messenger

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
    }

    /// Written by hand, beside `Permission.table`: in an open channel, in an archived one, in a direct conversation.
    private static let usual: [ChannelAction: (least: Role, inArchive: Bool, inDirect: Bool)] = [
        .read: (.guest, true, true), .post: (.member, false, true), .react: (.member, false, true),
        .pin: (.moderator, false, true), .invite: (.member, false, false),
        .manageMembers: (.moderator, true, false), .manageChannel: (.moderator, false, false),
        .moderate: (.moderator, true, false), .govern: (.admin, true, false), .publish: (.admin, true, false),
    ]

    @Test(
        "the database decides each cell as it is written, also where a channel has chosen",
        .timeLimit(.minutes(2)))
    func cells() throws {
        var cells = 0
        for action in ChannelAction.allCases {
            let rule = try #require(Self.usual[action])
            for chosen in [nil] + Role.allCases {
                let least =
                    chosen.map { Permission.of(action).choices.contains($0) } == true ? chosen! : rule.least
                let json = chosen.map { "{\"\(action.rawValue)\": \"\($0.rawValue)\"}" } ?? "{}"
                for role in [nil] + Role.allCases {
                    for (isDirect, isArchived) in [(false, false), (false, true), (true, false)] {
                        let decided = try database.administer(
                            """
                            select messaging.allowed(
                                '\(action.rawValue)', \(role.map { "'\($0.rawValue)'" } ?? "null"), '\(json)', \(isDirect),
                                \(isArchived))
                            """)
                        let expected =
                            role != nil
                            && (isDirect
                                ? rule.inDirect : (rule.inArchive || !isArchived) && role! >= least)
                        #expect(
                            decided == [[expected ? "t" : "f"]],
                            "\(action) by \(String(describing: role)), chosen \(String(describing: chosen)), \(isDirect), \(isArchived)"
                        )
                        cells += 1
                    }
                }
            }
        }
        #expect(cells == 10 * 5 * 5 * 3)
    }

    /// Does something as somebody; whether it was done.
    private func attempt(
        _ action: ChannelAction, in slug: String, by person: ParticipantID, on other: ParticipantID
    ) throws -> Bool {
        do {
            switch action {
            case .read: return try messenger.conversation(slug, as: person.identity).channel.isMember
            case .post: try messenger.say("words \(UUID())", in: slug, as: person)
            case .react:
                _ = try messenger.react(ReactionDraft(emoji: "🎉"), to: 1, in: slug, as: person.identity)
            case .pin: try messenger.pin(1, in: slug, as: person.identity)
            case .invite:
                return try messenger.invite(
                    messenger.person("Somebody"), to: slug, as: .guest, by: person.identity) == .invited
            case .manageMembers: try messenger.silence(other, for: .hour, in: slug, as: person.identity)
            case .moderate: try messenger.lockThread(of: 1, in: slug, as: person.identity)
            case .manageChannel:
                try messenger.describe(
                    slug, as: ChannelDescription { $0 == "name" ? "Named" : "" }, by: person.identity)
            case .govern:
                try messenger.permit(.invite, to: .member, in: slug, as: person.identity)
            case .publish: try messenger.open(slug, to: .webPublic, as: person.identity)
            }
            return true
        } catch MessagingError.notFound {
            return false
        } catch MessagingError.invalid {
            return false
        }
    }

    @Test(
        "what is done is what the table lets be done, by each role and by strangers, in channels of both kinds, open and archived",
        arguments: [Visibility.public, .private], [false, true])
    func deeds(visibility: Visibility, isArchived: Bool) throws {
        let ada = try messenger.person("Ada")
        let other = try messenger.person("Other")
        let slug = try messenger.createChannel("Walk", visibility, as: ada)
        var people: [Role?: ParticipantID] = [.admin: ada, nil: try messenger.person("Stranger")]
        for role in [Role.guest, .member, .moderator] { people[role] = try messenger.person("\(role)") }
        for (role, person) in people where role != nil && role != .admin {
            try seat(person, as: role!, in: slug, by: ada)
        }
        try seat(other, as: .guest, in: slug, by: ada)
        try messenger.say("first", in: slug, as: ada)
        if isArchived { try messenger.archive(slug, as: ada.identity) }
        for (role, person) in people {
            for action in ChannelAction.allCases {
                let rule = try #require(Self.usual[action])
                let expected = role != nil && (rule.inArchive || !isArchived) && role! >= rule.least
                #expect(
                    try attempt(action, in: slug, by: person, on: other) == expected,
                    "\(action) by \(String(describing: role))")
                guard role != nil else { continue }
                #expect(
                    try messenger.channel(slug, as: person.identity).allows(action) == expected,
                    "the page says so, too: \(action) by \(String(describing: role))")
            }
        }
    }

    private func seat(_ person: ParticipantID, as role: Role, in slug: String, by admin: ParticipantID) throws
    {
        _ = try messenger.invite(person, to: slug, as: .member, by: admin.identity)
        let offer = try #require(try messenger.ownInvitations(as: person.identity).first)
        _ = try messenger.answer(#require(offer.invitation), true, as: person.identity)
        try messenger.give(role, to: person, in: slug, as: admin.identity)
    }

    @Test("what a channel chooses holds at once; what the table does not let be chosen is refused")
    func choosing() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.permit(.post, to: .moderator, in: slug, as: ada.identity)
        #expect(refusal { try messenger.say("hello", in: slug, as: bo) } == "message not-allowed")
        #expect(try messenger.channel(slug, as: bo.identity).permissions.least(for: .post) == .moderator)
        try messenger.permit(.post, to: .member, in: slug, as: ada.identity)
        try messenger.say("hello", in: slug, as: bo)
        for (action, role) in [
            (ChannelAction.read, Role.member), (.govern, .moderator), (.post, .guest),
            (.manageMembers, .member),
        ] {
            #expect(isNotFound { try messenger.permit(action, to: role, in: slug, as: ada.identity) })
        }
        #expect(isNotFound { try messenger.permit(.pin, to: .member, in: slug, as: bo.identity) })
    }

    @Test("nobody gives or takes a role at or above their own, but administrators; the last of them stays")
    func roles() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let eve = try messenger.person("Eve")
        let slug = try messenger.createChannel(as: ada)
        for person in [bo, eve] { try messenger.join(slug, as: person.identity) }
        #expect(throws: MessagingError.self) {
            try messenger.give(.member, to: ada, in: slug, as: ada.identity)
        }
        try messenger.give(.moderator, to: bo, in: slug, as: ada.identity)
        try messenger.give(.guest, to: eve, in: slug, as: bo.identity)
        #expect(isNotFound { try messenger.give(.moderator, to: eve, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.give(.member, to: ada, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.give(.admin, to: bo, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.remove(ada, from: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.silence(ada, for: .day, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.remove(ada, from: slug, as: ada.identity) }, "one leaves")
        try messenger.give(.admin, to: bo, in: slug, as: ada.identity)
        try messenger.give(.member, to: ada, in: slug, as: ada.identity)
        #expect(try messenger.channel(slug, as: ada.identity).role == .member)
        #expect(isNotFound { try messenger.give(.admin, to: ada, in: slug, as: ada.identity) })
        try messenger.leave(slug, as: bo.identity)
        #expect(
            try messenger.channel(slug, as: ada.identity).role == .admin, "a member comes before a guest")
    }

    @Test("of two administrators who take each other's role in the same moment one stays")
    func eachOther() async throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        for _ in 1...10 {
            let slug = try messenger.createChannel(as: ada)
            try messenger.join(slug, as: bo.identity)
            try messenger.give(.admin, to: bo, in: slug, as: ada.identity)
            await withTaskGroup(of: Void.self) { group in
                for (one, other) in [(ada, bo), (bo, ada)] {
                    group.addTask { try? messenger.give(.member, to: other, in: slug, as: one.identity) }
                }
            }
            let roles = try [ada, bo].map { try messenger.channel(slug, as: $0.identity).role }
            #expect(roles.contains(.admin))
            #expect(roles.contains(.member))
        }
    }

    @Test("whoever is silenced reads on, is told until when, and writes again afterwards")
    func silence() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.silence(bo, for: .hour, in: slug, as: ada.identity)
        #expect(refusal { try messenger.say("hello", in: slug, as: bo) } == "message not-allowed")
        #expect(try messenger.channel(slug, as: bo.identity).silencedUntil != nil)
        #expect(try messenger.member(bo, of: slug, as: ada.identity).silencedUntil != nil)
        try database.administer(
            "update messaging.channel_members set silenced_until = clock_timestamp() - interval '1 second' where silenced_until is not null"
        )
        try messenger.say("hello", in: slug, as: bo)
        try messenger.silence(bo, for: .week, in: slug, as: ada.identity)
        try messenger.silence(bo, for: .none, in: slug, as: ada.identity)
        try messenger.say("hello again", in: slug, as: bo)
    }

    @Test(
        "whoever leaves and comes back is silenced and a guest as before, until those in charge ask them to come"
    )
    func comingBack() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.silence(bo, for: .hour, in: slug, as: ada.identity)
        for _ in 1...2 {
            try messenger.leave(slug, as: bo.identity)
            try messenger.join(slug, as: bo.identity)
            #expect(refusal { try messenger.say("hello", in: slug, as: bo) } == "message not-allowed")
        }
        try messenger.silence(bo, for: .none, in: slug, as: ada.identity)
        try messenger.give(.guest, to: bo, in: slug, as: ada.identity)
        try messenger.leave(slug, as: bo.identity)
        #expect(try messenger.join(slug, as: bo.identity).role == .guest)
        try messenger.leave(slug, as: bo.identity)
        _ = try messenger.invite(bo, to: slug, as: .member, by: ada.identity)
        let offer = try #require(try messenger.ownInvitations(as: bo.identity).first?.invitation)
        _ = try messenger.answer(offer, true, as: bo.identity)
        #expect(try messenger.channel(slug, as: bo.identity).role == .member)
        try messenger.say("hello", in: slug, as: bo)
    }

    @Test(
        "whoever is removed reads nothing from then on, and comes back; whoever is banned does not until it ends"
    )
    func removing() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.remove(bo, from: slug, as: ada.identity)
        #expect(try messenger.channel(slug, as: bo.identity).isMember == false)
        try messenger.join(slug, as: bo.identity)
        try messenger.ban(bo, from: slug, until: Date(timeIntervalSinceNow: 3_600), as: ada.identity)
        #expect(throws: MessagingError.self) { try messenger.join(slug, as: bo.identity) }
        #expect(try messenger.bans(of: slug, as: ada.identity).map(\.participant) == [bo])
        #expect(try messenger.bans(of: slug, as: bo.identity).isEmpty)
        try database.administer(
            "update messaging.channel_bans set ends_at = clock_timestamp() - interval '1 second'")
        try messenger.join(slug, as: bo.identity)
        try messenger.ban(bo, from: slug, until: nil, as: ada.identity)
        #expect(throws: MessagingError.self) { try messenger.join(slug, as: bo.identity) }
        #expect(isNotFound { try messenger.liftBan(of: bo, in: slug, as: bo.identity) })
        try messenger.liftBan(of: bo, in: slug, as: ada.identity)
        try messenger.join(slug, as: bo.identity)
    }

    @Test("an address a channel had leads to where it is, for whoever may see it, and is no other's")
    func moving() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let first = try messenger.createChannel("Old name", as: ada)
        let address = try ChannelAddress { _ in "New-Name" }
        try messenger.move(first, to: address, as: ada.identity)
        #expect(isNotFound { _ = try messenger.channel(first, as: ada.identity) })
        #expect(try messenger.presentSlug(of: first, as: bo.identity) == "new-name")
        let other = try messenger.createChannel("Old name", as: bo)
        #expect(other != first, "another channel of the name has another address")
        #expect(
            refusal { try messenger.move(other, to: ChannelAddress { _ in first }, as: bo.identity) }
                == "address taken")
        #expect(
            refusal { try messenger.move(other, to: ChannelAddress { _ in "new-name" }, as: bo.identity) }
                == "address taken")
        try messenger.move("new-name", to: ChannelAddress { _ in first }, as: ada.identity)
        #expect(try messenger.presentSlug(of: "new-name", as: bo.identity) == first)
        try messenger.open(first, to: .private, as: ada.identity)
        #expect(try messenger.presentSlug(of: "new-name", as: bo.identity) == nil)
        for bad in ["", "a b", "-a", "a--b", "admin", "new", String(repeating: "a", count: 81)] {
            #expect(refusal { _ = try ChannelAddress { _ in bad } } != nil, "\(bad)")
        }
    }

    @Test("what those in charge did stands in the record, for administrators alone")
    func record() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.give(.moderator, to: bo, in: slug, as: ada.identity)
        try messenger.describe(slug, as: ChannelDescription { $0 == "name" ? "Other" : "" }, by: bo.identity)
        try messenger.setPace(.minute, in: slug, as: bo.identity)
        try messenger.permit(.pin, to: .member, in: slug, as: ada.identity)
        try messenger.permit(.pin, to: .member, in: slug, as: ada.identity)
        try messenger.archive(slug, as: ada.identity)
        try messenger.archive(slug, false, as: ada.identity)
        let (deeds, next) = try messenger.deeds(in: slug, as: ada.identity)
        #expect(deeds.map(\.kind) == [.restored, .archived, .permitted, .paced, .named, .role])
        #expect(deeds.last?.subject?.name == "Bo")
        #expect(deeds.last?.value == "moderator")
        #expect(next == nil)
        #expect(try messenger.deeds(in: slug, as: bo.identity).deeds.isEmpty)
    }

    @Test("members are found by when they came, a page at a time, and by the beginning of a name or handle")
    func members() throws {
        let ada = try messenger.person("Ada Lovelace")
        let slug = try messenger.createChannel(as: ada)
        for number in 1...60 {
            try messenger.join(slug, as: messenger.person("Person \(number)").identity)
        }
        let first = try messenger.memberPage(of: slug, as: ada.identity)
        #expect(first.members.count == ListedMembers.onPage)
        #expect(first.members.first?.participant.name == "Ada Lovelace")
        let second = try messenger.memberPage(of: slug, after: first.next, as: ada.identity)
        #expect(second.members.count == 11)
        #expect(second.next == nil)
        #expect(Set((first.members + second.members).map(\.participant.id)).count == 61)
        let found = try messenger.memberPage(of: slug, called: "LOVE", as: ada.identity)
        #expect(found.members.map(\.participant.name) == ["Ada Lovelace"])
        for nothing in ["%", "_da", "\\", "ovelace"] {
            #expect(try messenger.memberPage(of: slug, called: nothing, as: ada.identity).members.isEmpty)
        }
        let stranger = try messenger.person("Stranger")
        #expect(try messenger.memberPage(of: slug, as: stranger.identity).members.isEmpty)
    }
}
