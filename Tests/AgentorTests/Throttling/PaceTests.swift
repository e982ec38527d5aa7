import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("How often things may be done", .database(agentorDatabase))
struct PaceTests {
    /// Reads what is set each time it is asked.
    private func throttle(_ text: String = "") throws -> Throttle {
        Throttle(
            pool: try TestDatabase.current.doorPool(), paces: try Throttle.Paces(parsing: text),
            lifetime: .zero)
    }

    /// How many turns there are at once.
    private func turns(of limit: Throttle.Limit, _ throttle: Throttle, for subject: String) throws -> Int {
        var taken = 0
        while try throttle.take(limit, for: subject) == nil { taken += 1 }
        return taken
    }

    /// All but bytes of messages, which `LimitTests` counts.
    private static let countable = Throttle.Limit.all.filter { $0 != .messageBytes }

    @Test(
        "each limit gives as many turns as the table says, then none, to everybody by themselves",
        arguments: countable)
    func table(limit: Throttle.Limit) throws {
        let most =
            switch limit.pace {
            case .steady(let burst, _): burst
            case .within(_, let most): most
            }
        let throttle = try throttle()
        // What comes back within the moments of a test may be taken, too.
        #expect(try (most...most + 20).contains(turns(of: limit, throttle, for: "one")))
        #expect(try throttle.take(limit, for: "other") == nil)
    }

    @Test("an operator’s pace holds in place of the usual one, for turns given back and taken together, too")
    func chosen() throws {
        let throttle = try throttle(
            """
            # A quiet neighbourhood.
            message: 3 every 3600   # an hour

            report:2 in 86400
            """)
        #expect(try turns(of: .sendMessage, throttle, for: "one") == 3)
        #expect(try turns(of: .report, throttle, for: "one") == 2)
        #expect(try #require(try throttle.take(.report, for: "one")) > 80_000)
        try throttle.giveBack(.report, for: "one")
        try throttle.giveBack(.sendMessage, for: "one")
        #expect(try turns(of: .report, throttle, for: "one") == 1)
        let costs = [
            Throttle.Cost(.sendMessageHere, for: "one"), Throttle.Cost(.sendMessage, for: "one"),
            Throttle.Cost(.messageBytes, for: "one"),
        ]
        #expect(try throttle.take(costs) == nil)
        let wait = try #require(try throttle.take(costs))
        #expect(wait.limit == .sendMessage && (3_000...3_600).contains(wait.seconds))
        #expect(try turns(of: .react, throttle, for: "one") >= 30, "others are as usual")
    }

    @Test(
        "what cannot be a pace is refused with its line or its name",
        arguments: [
            ("message", Throttle.Paces.Failure.malformed(line: 1)),
            ("\n\nmessage: many every 2", .malformed(line: 3)), ("message: 0 every 2", .malformed(line: 1)),
            ("message: 1 every 0", .malformed(line: 1)), ("message: 1 every nan", .malformed(line: 1)),
            ("message: 1 every 1e99", .malformed(line: 1)),
            ("message: 99999999 every 2", .malformed(line: 1)),
            ("message: 1 each 2", .malformed(line: 1)), ("message: 1 every 2 seconds", .malformed(line: 1)),
            ("massage: 1 every 2", .unknown("massage")),
            ("message: 1 every 2\nmessage: 1 every 3", .twice("message")),
            ("message: 5 in 60", .otherKind("message", example: "message: 60 every 0.5")),
            ("report: 5 every 60", .otherKind("report", example: "report: 10 in 3600")),
        ])
    func refused(text: String, failure: Throttle.Paces.Failure) {
        #expect(throws: failure) { try Throttle.Paces(parsing: text) }
    }

    @Test("a pace is written as it is read")
    func written() throws {
        let text = Throttle.Limit.all.map { "\($0.name): \($0.pace.text)" }.joined(separator: "\n")
        let paces = try Throttle.Paces(parsing: text)
        for limit in Throttle.Limit.all { #expect(paces[limit] == limit.pace) }
        #expect(Set(Throttle.Limit.all.map(\.name)).count == Throttle.Limit.all.count)
    }

    @Test("docs/limits.md has the table as it is")
    func documented() throws {
        let docs = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../docs/limits.md")
        #expect(try String(contentsOf: docs.standardized, encoding: .utf8).contains(LimitsCommand.table))
    }

    @Test("whoever meets a limit is told what it is for, in words and in JSON")
    func told() async throws {
        let site = try Site.forTest(paces: Throttle.Paces(parsing: "channel: 1 every 3600"))
        let ada = try await Browser.person("Ada", on: site)
        _ = try await ada.createChannel("One")
        try await ada.get("/channels/new")
        let refused = try await ada.post("/channels", ["name": "Two"])
        #expect(refused.status == .tooManyRequests && refused.text.contains("value=\"Two\""))
        #expect(
            refused.text.contains(
                "That was too often. There may be only so many new channels from one account in a while"))
    }
}
