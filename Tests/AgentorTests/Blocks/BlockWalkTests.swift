import AgentorViews
import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

/// Every address that names somebody, a message or a conversation, asked by both of two of whom one has blocked the other, and by two
/// who have not. An address that is not listed here fails.
@Suite("Blocked people at every address", .database(agentorDatabase))
struct BlockWalkTests {
    private enum Answer {
        /// As without a block.
        case same
        /// The page, with nothing to write in.
        case shut
        /// Not done: the form again with a reason, nothing there, or said to be closed.
        case refused
    }

    /// In the conversation of the two; in a channel that both are in everything is `.same`.
    private static let expected: [String: Answer] = [
        "GET /messages/{handle}": .shut, "POST /messages/{handle}": .refused,
        "POST /messages/{handle}/shelf": .same,
        "GET /messages/{handle}/leave": .same, "POST /messages/{handle}/leave": .same,
        "GET /account/blocks/{handle}/block": .same, "POST /account/blocks/{handle}/block": .same,
        "GET /account/blocks/{handle}/mute": .same, "POST /account/blocks/{handle}/mute": .same,
        "GET /account/blocks/{handle}/undo": .same, "POST /account/blocks/{handle}/undo": .same,
        // Whoever is blocked does not escape by it.
        "GET /reports/people/{handle}": .same, "POST /reports/people/{handle}": .same,
        "GET /channels/{slug}/report": .same, "POST /channels/{slug}/report": .same,
        "GET /channels/{slug}/messages/{seq}/report": .same,
        "POST /channels/{slug}/messages/{seq}/report": .same,
        "GET /agents/{handle}/services/{number}/report": .same,
        "POST /agents/{handle}/services/{number}/report": .same,
        // Neither of the two is an agent; of those who are, `PublicationTests` and `SavedPeopleTests` say the same.
        "GET /saved/people/{handle}": .same, "POST /saved/people/{handle}": .same,
        "POST /saved/people/{handle}/save": .same,
        "GET /saved/people/{handle}/remove": .same, "POST /saved/people/{handle}/remove": .same,
        "GET /agents/{handle}": .same, "GET /agents/{handle}/services/{number}": .same,
        "GET /agents/{handle}/work/{number}": .same,
        "GET /agents/{handle}/work/{number}/report": .same,
        "POST /agents/{handle}/work/{number}/report": .same,
        "GET /channels/{slug}/picture": .same, "POST /channels/{slug}/picture": .same,
        "POST /channels/{slug}/picture/remove": .same,
        "GET /channels/{slug}/picture/{side}": .same, "GET /channels/{slug}/files.zip": .same,
        "GET /channels/{slug}/transcript": .same, "GET /channels/{slug}/transcript.zip": .same,
        "GET /channels/{slug}": .same, "GET /channels/{slug}/feed.atom": .same,
        "POST /channels/{slug}/join": .same,
        "GET /channels/{slug}/leave": .same, "POST /channels/{slug}/leave": .same,
        "POST /channels/{slug}/messages": .refused, "POST /channels/{slug}/typing": .same,
        "GET /channels/{slug}/seen": .same, "GET /channels/{slug}/log": .same,
        "GET /channels/{slug}/level": .same, "POST /channels/{slug}/level": .same,
        "POST /channels/{slug}/favourite": .same, "POST /channels/{slug}/favourite/remove": .same,
        "GET /channels/{slug}/folder": .same, "POST /channels/{slug}/folder": .same,
        "GET /channels/{slug}/pace": .same, "POST /channels/{slug}/pace": .same,
        "GET /channels/{slug}/retention": .same, "POST /channels/{slug}/retention": .same,
        "GET /channels/{slug}/settings": .same, "POST /channels/{slug}/settings": .same,
        "GET /channels/{slug}/settings/permissions": .same,
        "POST /channels/{slug}/settings/permissions": .same,
        "GET /channels/{slug}/settings/visibility": .same, "POST /channels/{slug}/settings/visibility": .same,
        "GET /channels/{slug}/settings/address": .same, "POST /channels/{slug}/settings/address": .same,
        "GET /channels/{slug}/settings/archive": .same, "POST /channels/{slug}/settings/archive": .same,
        "GET /channels/{slug}/settings/newcomers": .same, "POST /channels/{slug}/settings/newcomers": .same,
        "GET /channels/{slug}/waiting": .same, "POST /channels/{slug}/waiting": .same,
        "GET /channels/{slug}/members/{handle}/messages": .same,
        "POST /channels/{slug}/members/{handle}/messages": .same,
        "GET /channels/{slug}/messages/{seq}/remove": .same,
        "POST /channels/{slug}/messages/{seq}/remove": .same,
        "POST /channels/{slug}/messages/{seq}/thread/lock": .same,
        "POST /channels/{slug}/messages/{seq}/thread/unlock": .same,
        "GET /channels/{slug}/record": .same, "GET /channels/{slug}/members": .same,
        "GET /channels/{slug}/bans": .same,
        "GET /channels/{slug}/members/{handle}": .same,
        "POST /channels/{slug}/members/{handle}/role": .same,
        "POST /channels/{slug}/members/{handle}/silence": .same,
        "GET /channels/{slug}/members/{handle}/remove": .same,
        "POST /channels/{slug}/members/{handle}/remove": .same,
        "GET /channels/{slug}/members/{handle}/ban": .same,
        "POST /channels/{slug}/members/{handle}/ban": .same,
        "POST /channels/{slug}/members/{handle}/unban": .same,
        "GET /channels/{slug}/invitations": .same, "POST /channels/{slug}/invitations": .same,
        "GET /channels/{slug}/invitations/link": .same, "POST /channels/{slug}/invitations/link": .same,
        "POST /channels/{slug}/invitations/{id}/revoke": .same,
        "POST /channels/{slug}/invitations/{id}/resend": .same,
        "POST /channels/{slug}/requests": .same, "POST /channels/{slug}/requests/withdraw": .same,
        "GET /channels/{slug}/settings/requests": .same, "POST /channels/{slug}/settings/requests": .same,
        "POST /channels/{slug}/requests/{id}/accept": .same,
        "POST /channels/{slug}/requests/{id}/decline": .same,
        "GET /channels/{slug}/people": .same, "GET /channels/{slug}/threads": .same,
        "GET /channels/{slug}/files": .same, "GET /channels/{slug}/pins": .same,
        "POST /channels/{slug}/draft": .same, "GET /channels/{slug}/later": .same,
        "POST /channels/{slug}/later": .refused,
        "GET /channels/{slug}/live": .same, "GET /channels/{slug}/changes": .same,
        "GET /channels/{slug}/messages/{seq}": .same, "POST /channels/{slug}/messages/{seq}/unread": .same,
        "GET /channels/{slug}/messages/{seq}/edit": .same,
        "POST /channels/{slug}/messages/{seq}/edit": .refused,
        "GET /channels/{slug}/messages/{seq}/delete": .same,
        "POST /channels/{slug}/messages/{seq}/delete": .same,
        "GET /channels/{slug}/messages/{seq}/history": .same,
        "GET /channels/{slug}/messages/{seq}/files.zip": .same,
        "POST /channels/{slug}/messages/{seq}/reactions": .same,
        "POST /channels/{slug}/messages/{seq}/reactions/remove": .same,
        "POST /channels/{slug}/messages/{seq}/pin": .same,
        "POST /channels/{slug}/messages/{seq}/pin/remove": .same,
        "POST /channels/{slug}/messages/{seq}/bookmark": .same,
        "POST /channels/{slug}/messages/{seq}/bookmark/remove": .same,
        "GET /channels/{slug}/messages/{seq}/forward": .same,
        "POST /channels/{slug}/messages/{seq}/forward": .refused,
        "GET /channels/{slug}/messages/{seq}/thread": .shut,
        "POST /channels/{slug}/messages/{seq}/thread": .refused,
        "GET /channels/{slug}/messages/{seq}/thread/log": .same,
        "GET /channels/{slug}/messages/{seq}/thread/live": .same,
        "GET /channels/{slug}/messages/{seq}/thread/changes": .same,
    ]

    private struct Question {
        let key: String
        let isForm: Bool
        let route: Route
    }

    /// All of them, what takes something away at the end.
    private static let questions: [Question] = {
        var questions: [Question] = []
        for route in Route.all {
            let conditions = route.conditions
            let pattern = conditions.pattern.description
            guard ["{handle}", "{slug}", "{seq}"].contains(where: { pattern.contains($0) }) else { continue }
            if conditions.methods != .sending {
                questions.append(Question(key: "GET \(pattern)", isForm: false, route: route))
            }
            if conditions.methods == .sending || conditions.methods == .readingAndSending {
                questions.append(Question(key: "POST \(pattern)", isForm: true, route: route))
            }
        }
        let ends = ["delete", "leave", "{handle}/remove", "{handle}/ban"]
        return questions.filter { question in !ends.contains { question.key.hasSuffix($0) && question.isForm }
        }
            + questions.filter { question in ends.contains { question.key.hasSuffix($0) && question.isForm } }
    }()

    /// Two people with a channel and a conversation.
    private struct Two {
        let site: Site
        let browsers: [Browser]
        let handles: [String]
        let channel: String
        let direct: String

        init(_ first: String, _ second: String, on site: Site) async throws {
            self.site = site
            let one = try await Browser.person(first, on: site)
            let other = try await Browser.person(second, on: site)
            browsers = [one, other]
            handles = [first.lowercased(), second.lowercased()]
            channel = String(try await one.createChannel("Square of \(first)").dropFirst("/channels/".count))
            try await other.get("/channels/\(channel)")
            try await other.post("/channels/\(channel)/join", [:])
            for (browser, handle) in zip(browsers, handles.reversed()) {
                try await browser.say("in the square", in: "/channels/\(channel)")
                try await browser.get("/messages/\(handle)")
                try await browser.post("/messages/\(handle)", ["message": "between us"])
            }
            let page = try await one.get("/messages/\(handles[1])").text
            direct = String(try #require(page.firstMatch(of: /data-channel="(direct-[0-9a-f]+)"/)?.1))
        }

        /// The answer to one of them.
        func ask(_ question: Question, by turn: Int, in slug: String) async throws -> Response {
            let browser = browsers[turn]
            let place = turn + 1
            let other = handles[1 - turn]
            let isThread = question.key.contains("/thread")
            var address = question.key.split(separator: " ")[1].replacing("{handle}", with: other)
                .replacing("{slug}", with: slug).replacing("{seq}", with: "\(place)")
            if address.hasSuffix("/changes") { address += "?after=0&wait=0" }
            if address.hasSuffix("/people") { address += "?called=\(other)" }
            if address.hasSuffix("/seen") { address += "?upto=1" }
            if !question.isForm { return try await browser.get(String(address)) }
            // A page of theirs with a form, whatever may be written.
            try await browser.get("/channels/\(channel)")
            return try await browser.post(
                String(address),
                [
                    "message": isThread ? "a reply" : "words \(question.key)", "version": "1",
                    "level": "everything",
                    "shelf": "inbox",
                    "emoji": "👍", "to": slug,
                    "date": String((Date.now + 30 * 86_400).ISO8601Format().prefix(10)), "time": "12:00",
                    "sure": "yes",
                    "handle": other, "reason": "spam",
                ])
        }
    }

    @Test("neither does what a block refuses, and both do everything else, at all that there are")
    func walk() async throws {
        // Whatever would be held is answered at once.
        let site = try Site.forTest(capacity: 0)
        let database = try TestDatabase.current
        let free = try await Two("Cy", "Dee", on: site)
        let apart = try await Two("Ada", "Bo", on: site)
        let ids = try apart.handles.map { handle in
            try #require(
                try database.administer("select id from messaging.users where handle = '\(handle)'")[0][0])
        }
        func block() throws {
            try database.administer(
                """
                delete from messaging.blocks;
                insert into messaging.blocks (blocker, blocked, kind) values ('\(ids[0])', '\(ids[1])', 'block')
                """)
        }
        var unknown = Set(Self.questions.map(\.key))
        for question in Self.questions {
            guard let answer = Self.expected[question.key] else {
                Issue.record("\(question.key) is not listed")
                continue
            }
            unknown.remove(question.key)
            for isDirect in [true, false] {
                for turn in [0, 1] {
                    try database.administer("delete from agentor.throttles")
                    let wanted = try await free.ask(
                        question, by: turn, in: isDirect ? free.direct : free.channel)
                    try block()
                    let given = try await apart.ask(
                        question, by: turn, in: isDirect ? apart.direct : apart.channel)
                    try database.administer("delete from messaging.blocks")
                    let words: Testing.Comment =
                        "\(question.key) by \(apart.handles[turn]), direct: \(isDirect): \(wanted.status) \(wanted.location ?? "") became \(given.status) \(given.location ?? "")"
                    let isOfTwo = isDirect || question.key.contains("{handle}")
                    switch isOfTwo ? answer : .same {
                    case .same: #expect(given.status == wanted.status, words)
                    case .shut:
                        #expect(given.status == .ok && wanted.status == .ok, words)
                        #expect(wanted.text.contains("<textarea") && !given.text.contains("<textarea"), words)
                    case .refused:
                        #expect(wanted.status.code < 400, words)
                        let isClosed = given.location?.contains("done=closed") == true
                        #expect([.unprocessableContent, .notFound].contains(given.status) || isClosed, words)
                    }
                }
            }
        }
        #expect(unknown.isEmpty)
        #expect(
            Set(Self.expected.keys).subtracting(Self.questions.map(\.key)).isEmpty,
            "none that is not there any more")
    }
}
