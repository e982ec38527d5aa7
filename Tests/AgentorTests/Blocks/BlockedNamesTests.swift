import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// Every address that names nobody by itself, asked by both of two of whom one has blocked the other: neither reads of the other there but
/// where that is said, with the reason. With `BlockWalkTests` these are all the addresses there are; one that is not listed here fails.
@Suite("Blocked people where addresses name nobody", .database(agentorDatabase))
struct BlockedNamesTests {
    private enum Answer {
        /// The other is not named.
        case silent
        /// The other may be named: why.
        case named(String)
        /// Nothing can be said of anybody there, whoever asks: why.
        case nobody(String)
    }

    private static let own = "One's own account, which names whoever has it."
    private static let form = "A form without a field for a person."
    private static let shared =
        "What both are in stays readable: whoever is blocked has no advantage of who else is there."

    private static let asked = "Whoever is asked for by their handle: it says that they cannot be written to."

    private static let expected: [String: Answer] = [
        // Finding people.
        "GET /agents": .silent, "GET /how-we-order": .silent,
        "GET /search": .named("One's own words, and what was said in conversations of before."),
        "GET /search/people": .silent, "GET /search/services": .silent,
        "GET /search/save": .silent, "POST /search/save": .nobody(form), "POST /search/forget": .nobody(form),
        "GET /sitemap.xml": .nobody("For everybody, and so for neither of the two."),
        "GET /sitemaps/{part}": .nobody("For everybody, and so for neither of the two."),
        // Saved people and searches.
        "GET /saved": .silent, "GET /saved/searches": .silent, "GET /saved/searches/new": .silent,
        "POST /saved/searches/new": .nobody(form), "GET /saved/searches/{id}": .silent,
        "GET /saved/searches/{id}/name": .silent, "POST /saved/searches/{id}/name": .nobody(form),
        "POST /saved/searches/{id}/filters": .nobody(form),
        "GET /saved/searches/{id}/feed": .silent, "POST /saved/searches/{id}/feed": .nobody(form),
        "GET /saved/searches/{id}/remove": .silent, "POST /saved/searches/{id}/remove": .nobody(form),
        "GET /saved/feed": .silent,
        // Invitations, notifications, what one has kept.
        "GET /invitations": .silent, "POST /invitations/{id}/accept": .silent,
        "POST /invitations/{id}/decline": .silent, "GET /join/{token}": .silent,
        "POST /join/{token}": .silent,
        "GET /notifications": .silent, "POST /notifications/seen": .nobody(form),
        "GET /notifications/feed": .silent, "GET /unsubscribe": .silent, "POST /unsubscribe": .nobody(form),
        "GET /account/notifications": .silent, "POST /account/notifications": .nobody(form),
        "GET /account/notifications/feed": .silent, "POST /account/notifications/feed": .nobody(form),
        "GET /account/notifications/push": .silent, "POST /account/notifications/push": .nobody(form),
        "GET /bookmarks": .named(shared), "POST /bookmarks/remove": .nobody(form),
        "GET /scheduled": .named("Who one had meant to write to, so that one takes it back."),
        "GET /scheduled/{id}": .silent, "POST /scheduled/{id}": .nobody(form),
        "GET /scheduled/{id}/cancel": .silent, "POST /scheduled/{id}/cancel": .nobody(form),
        "GET /files": .silent, "POST /files": .nobody(form), "GET /files/{id}": .named(shared),
        "GET /files/{id}/download": .nobody("Bytes."), "POST /files/{id}/description": .nobody(form),
        "GET /files/{id}/delete": .silent, "POST /files/{id}/delete": .nobody(form),
        "GET /files/{id}/report": .named("Whoever is blocked does not escape a report by it."),
        "POST /files/{id}/report": .named("Whoever is blocked does not escape a report by it."),
        "POST /files/{id}/remove": .nobody(form), "GET /files/{id}/{variant}": .nobody("Bytes."),
        "GET /reports": .named("What one has reported oneself."),
        "GET /account/decisions": .silent, "GET /decision": .silent, "POST /decision": .nobody(form),
        // Conversations and channels.
        "GET /messages": .named("The conversation of the two stays with both, closed."),
        "GET /inbox/changes": .named("As `/messages`."), "GET /inbox/live": .named("As `/messages`."),
        "GET /messages/group/new": .named(asked), "POST /messages/group/new": .named(asked),
        "GET /channels": .silent, "POST /channels": .nobody(form), "GET /channels/new": .silent,
        "GET /folders": .silent, "POST /folders": .nobody(form), "GET /folders/{id}": .silent,
        "POST /folders/{id}": .nobody(form), "POST /folders/{id}/closed": .nobody(form),
        "GET /folders/{id}/remove": .silent, "POST /folders/{id}/remove": .nobody(form),
        "GET /account/blocks": .named("Whom one has blocked oneself, to take it back."),
        "GET /dashboard": .named("As `/messages`."), "GET /": .silent, "GET /cookies": .silent,
        "GET /frame": .silent,
        // One's own profile, services and work.
        "GET /profile": .silent, "GET /profile/preview": .silent, "POST /profile/publish": .nobody(form),
        "GET /profile/withdraw": .silent, "POST /profile/withdraw": .nobody(form),
        "GET /profile/versions/{number}": .silent, "POST /profile/versions/{number}/restore": .nobody(form),
        "GET /profile/services": .silent, "GET /profile/services/new": .silent,
        "POST /profile/services/new": .nobody(form), "GET /profile/services/{number}": .silent,
        "POST /profile/services/{number}": .nobody(form),
        "POST /profile/services/{number}/state": .nobody(form),
        "POST /profile/services/{number}/room": .nobody(form),
        "GET /profile/portfolio": .silent, "GET /profile/portfolio/new": .silent,
        "POST /profile/portfolio/new": .nobody(form), "GET /profile/portfolio/{number}": .silent,
        "POST /profile/portfolio/{number}": .nobody(form),
        "POST /profile/portfolio/{number}/move": .nobody(form),
        "POST /profile/portfolio/{number}/state": .nobody(form),
        "GET /profile/portfolio/{number}/delete": .silent,
        "POST /profile/portfolio/{number}/delete": .nobody(form),
        "GET /shown/{picture}/{variant}": .nobody("Bytes, for everybody."),
        "GET /pictures/{picture}/{side}": .nobody("Bytes, for everybody."),
        // One's own account.
        "GET /account": .silent, "GET /account/name": .silent, "POST /account/name": .nobody(own),
        "GET /account/picture": .silent, "POST /account/picture": .nobody(own),
        "POST /account/picture/remove": .nobody(own), "GET /account/handle": .silent,
        "POST /account/handle": .nobody("A handle is taken, whoever has it: one answer."),
        "GET /account/messages": .silent, "POST /account/messages": .nobody(own),
        "GET /account/presence": .silent, "POST /account/presence": .nobody(own),
        "GET /account/connections": .silent, "GET /account/sessions": .silent,
        "POST /account/sessions/end-others": .nobody(own), "POST /account/sessions/{id}/end": .nobody(own),
        "GET /account/password": .silent, "POST /account/password": .nobody(own),
        "GET /account/email": .silent, "POST /account/email": .nobody(own),
        "POST /account/email/cancel": .nobody(own), "GET /account/delete": .silent,
        "POST /account/delete": .nobody(own), "GET /account/keep": .silent,
        "POST /account/keep": .nobody(own),
        "GET /account/prove": .silent, "POST /account/prove": .nobody(own),
        "GET /account/second-factor": .silent, "GET /account/second-factor/set-up": .silent,
        "POST /account/second-factor/set-up": .nobody(own),
        "POST /account/second-factor/turn-off": .nobody(own),
        "POST /account/second-factor/recovery-codes": .nobody(own),
        "GET /account/download": .silent,
        "GET /account/download/agentor-data.json": .named("What one has said oneself, to whomever."),
        "GET /account/download/agentor-data.zip": .nobody("What one has said oneself, to whomever."),
    ]

    /// What is asked by nobody in particular, or by those who look after the site, by how its address begins: and why.
    private static let outside = [
        "/sign-": "Nobody is signed in yet.", "/forgot-password": "Nobody is signed in yet.",
        "/reset-password": "Nobody is signed in yet.",
        "/confirm": "Whoever has a letter’s link, and nobody else.",
        "/terms": "The same for everybody.", "/onboarding": "Questions about oneself.",
        "/moderation": "Moderators see what was reported, whoever has blocked them.",
        "/viewing/": "It ends what an administrator looks at.", "/healthz": "For programs.",
        "/robots.txt": "For programs.", "/.well-known/": "For programs.",
        "/account/connections/": "What a provider knows of oneself.",
    ]

    private static func isOutside(_ route: Route) -> Bool {
        switch route.conditions.access {
        // Administrators see everybody, and what is on loopback the operator sees.
        case .administrator, .loopback: return true
        case .anybody, .signedIn, .signedInAndProved, .settled, .proved, .onboarded: break
        }
        let pattern = route.conditions.pattern.description
        return outside.keys.contains { pattern.hasPrefix($0) }
    }

    private struct Question {
        let key: String
        let isForm: Bool
        let route: Route
    }

    private static let questions: [Question] = {
        var questions: [Question] = []
        for route in Route.all where !isOutside(route) {
            let conditions = route.conditions
            let pattern = conditions.pattern.description
            guard !["{handle}", "{slug}", "{seq}"].contains(where: { pattern.contains($0) }) else { continue }
            if conditions.methods.isReading || conditions.methods == .waiting {
                questions.append(Question(key: "GET \(pattern)", isForm: false, route: route))
            }
            if conditions.methods == .sending || conditions.methods == .readingAndSending {
                questions.append(Question(key: "POST \(pattern)", isForm: true, route: route))
            }
        }
        return questions
    }()

    @Test("every address is listed, and none that is not there")
    func complete() {
        let keys = Set(Self.questions.map(\.key))
        #expect(keys.subtracting(Self.expected.keys).sorted() == [])
        #expect(Set(Self.expected.keys).subtracting(keys).sorted() == [])
    }

    /// An agent who says something of their own in the directory.
    private static func agent(_ name: String, saying words: String, on site: Site) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp(name)
        try await browser.get("/onboarding/agent-profile")
        try await browser.post(
            "/onboarding/agent-profile",
            PublicationTests.answers.merging(["headline": words, "publish": "1"]) { $1 })
        return browser
    }

    @Test("neither of two reads of the other where addresses name nobody, and both did before")
    func walk() async throws {
        let site = try Site.forTest(files: FileKeeper.Limits(), capacity: 0)
        let database = try TestDatabase.current
        let names = ["Quirin Xaver", "Zenobia Yarrow"]
        let handles = ["quirin-xaver", "zenobia-yarrow"]
        let headlines = ["Candles by the metre", "Umbrellas by the hour"]
        var browsers: [Browser] = []
        for (name, words) in zip(names, headlines) {
            browsers.append(try await Self.agent(name, saying: words, on: site))
        }
        let square = try await browsers[0].createChannel("Square")
        try await browsers[1].get(square)
        try await browsers[1].post("\(square)/join", [:])
        var links = ["", ""]
        var searches: [String] = []
        var feeds: [String] = []
        var unread: [String] = []
        var folders: [String] = []
        for (turn, browser) in browsers.enumerated() {
            let other = handles[1 - turn]
            // Each has to do with the other in every way there is.
            try await browser.say("hello @\(other)", in: square)
            try await browser.get(square)
            try await browser.post("\(square)/messages", [("message", "a file")], files: [.text])
            try await browser.get("/messages/\(other)")
            try await browser.post("/messages/\(other)", ["message": "between us"])
            try await browser.get("/account/name")
            try await browser.post("/saved/people/\(other)/save", [:])
            let room = try await browser.createChannel("Room \(turn)", visibility: "private")
            try await browser.get("\(room)/invitations")
            try await browser.post("\(room)/invitations", ["handle": other, "role": "member"])
            try await browser.get("\(room)/invitations/link")
            let link = try await browser.post(
                "\(room)/invitations/link",
                ["role": "member", "life": "\(LinkLife.week.rawValue)", "uses": "1"])
            links[1 - turn] = String(try #require(link.text.firstMatch(of: /\/join\/[0-9a-f]{64}/)?.0))
            // What each keeps finds the other.
            let query = "q=\(other.prefix { $0 != "-" })"
            try await browser.get("/saved/searches/new?\(query)")
            try await browser.post("/saved/searches/new", ["name": "Mine", "search": query])
            searches.append(
                try row(
                    "select s.id from agentor.saved_searches s join agentor.accounts a on a.id = s.account_id where a.full_name = $1",
                    names[turn]))
            try await browser.get("/saved/searches/\(searches[turn])/feed")
            feeds.append(try feed(try await browser.post("/saved/searches/\(searches[turn])/feed", [:])))
            try await browser.get("/account/notifications/feed")
            unread.append(try feed(try await browser.post("/account/notifications/feed", [:])))
            try await browser.get("/folders")
            try await browser.post("/folders", ["name": "Mine"])
            folders.append(
                try row(
                    "select f.id from messaging.folders f join messaging.users u on u.id = f.user_id where u.handle = $1",
                    handles[turn]))
        }
        func row(_ sql: String, _ value: String) throws -> String {
            try #require(try database.administer(sql, [value]).first?[0])
        }
        func feed(_ made: Response) throws -> String {
            String(try #require(made.text.firstMatch(of: /\/(saved|notifications)\/feed\?token=[^<"]+/)?.0))
        }
        let invitations = try handles.map {
            try row(
                "select i.id from messaging.channel_invites i join messaging.users u on u.id = i.invitee where u.handle = $1",
                $0)
        }
        let files = try database.administer(
            "select f.id from messaging.files f join messaging.users u on u.id = f.user_id order by u.handle")
        func address(_ question: Question, by turn: Int) -> String {
            let other = handles[1 - turn]
            let pattern = question.route.conditions.pattern.description
            var address = question.route.path
            if pattern.hasPrefix("/invitations/{id}") {
                address = pattern.replacing("{id}", with: invitations[turn])
            } else if pattern.hasPrefix("/files/{id}") {
                address = pattern.replacing("{id}", with: files[1 - turn][0] ?? "")
                    .replacing("{variant}", with: "320.webp")
            } else if pattern.hasPrefix("/saved/searches/{id}") {
                address = pattern.replacing("{id}", with: searches[turn])
            } else if pattern.hasPrefix("/folders/{id}") {
                address = pattern.replacing("{id}", with: folders[turn])
            }
            switch pattern {
            case "/saved/feed": address = feeds[turn]
            case "/notifications/feed": address = unread[turn]
            case "/join/{token}": address = links[turn]
            case "/agents", "/search", "/search/people", "/search/services":
                address += "?q=\(other.prefix { $0 != "-" })"
            default: break
            }
            return address
        }
        func answer(_ question: Question, by turn: Int) async throws -> String {
            try database.administer("delete from agentor.throttles")
            let browser = browsers[turn]
            let place = address(question, by: turn)
            if !question.isForm { return try await browser.get(place).whole }
            try await browser.get("/account/name")
            return try await browser.post(
                place, ["handle": handles[1 - turn], "people": handles[1 - turn], "message": "words"]
            ).whole
        }
        /// What stands around the other's name, handle or headline; nil where none of them is.
        func named(_ text: String, _ turn: Int) -> String? {
            let other = 1 - turn
            // What was asked for stands in the field again.
            let rest = text.replacing("value=\"\(handles[other])\"", with: "")
            let place = [names, handles, headlines].lazy.compactMap { rest.firstRange(of: $0[other]) }.first
            guard let place else { return nil }
            return "\(rest[..<place.lowerBound].suffix(300))…\(rest[place.lowerBound...].prefix(60))"
        }
        let readings = Self.questions.filter { !$0.isForm }
        var before: Set<String> = []
        for question in readings {
            for turn in [0, 1] where named(try await answer(question, by: turn), turn) != nil {
                before.insert(question.key)
            }
        }
        let ids = try handles.map { handle in
            try #require(
                try database.administer("select id from messaging.users where handle = $1", [handle])[0][0])
        }
        try database.administer(
            "insert into messaging.blocks (blocker, blocked, kind) values ('\(ids[0])', '\(ids[1])', 'block')"
        )
        for question in readings + Self.questions.filter(\.isForm) {
            guard case .silent? = Self.expected[question.key] else { continue }
            for turn in [0, 1] {
                let text = try await answer(question, by: turn)
                let found = named(text, turn)
                #expect(found == nil, "\(question.key), by \(handles[turn])")
            }
        }
        // Each of these would fail if a block changed nothing.
        for key in [
            "GET /", "GET /agents", "GET /search/people", "GET /saved", "GET /saved/feed", "GET /invitations",
            "GET /join/{token}", "GET /notifications", "GET /notifications/feed",
        ] {
            #expect(before.contains(key), "\(key) said nothing of the other before, either")
        }
    }
}
