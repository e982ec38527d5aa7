import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// Whether the time an answer takes tells if there is an account. Takes minutes on a quiet machine, so it runs when it
/// is asked for: `AGENTOR_MEASURE=300 swift test --filter TimingTests` measures 300 requests each and prints the
/// medians.
@Suite(
    "Time", .serialized, .database(agentorDatabase),
    .enabled(if: ProcessInfo.processInfo.environment["AGENTOR_MEASURE"] != nil))
struct TimingTests {
    private static let email = "ada@example.com"
    private let site: Site
    private let database: TestDatabase

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        try await Browser(site).signUp("Ada", email: Self.email)
    }

    @Test(
        "an answer takes as long for an address without an account as for one with, within a tenth or a quarter millisecond",
        arguments: ["/sign-in", "/sign-up", "/sign-in/code", "/forgot-password", "/sign-in/unlock"])
    func medians(path: String) async throws {
        let number = Int(ProcessInfo.processInfo.environment["AGENTOR_MEASURE"] ?? "") ?? 300
        let browser = Browser(site)
        try await browser.get(path)
        var times: [[Double]] = [[], []]
        let clock = ContinuousClock()
        for round in 0..<number + 20 {
            // In turns, so that whatever else the machine does befalls both.
            for index in round.isMultiple(of: 2) ? [0, 1] : [1, 0] {
                let email = [Self.email, "nobody@example.com"][index]
                try database.administer("delete from agentor.throttles")
                let request = try browser.form(
                    path,
                    [
                        "email": email, "name": "Ada", "password": "not this one at all",
                        "nonce": UUID().uuidString,
                    ])
                let time = await clock.measure { _ = await site.respond(to: request) }
                if round >= 20 { times[index].append(time / .milliseconds(1)) }
            }
        }
        let medians = times.map { $0.sorted()[$0.count / 2] }
        print("\(path): with an account \(medians[0]) ms, without \(medians[1]) ms (medians of \(number))")
        #expect(abs(medians[0] - medians[1]) < max(0.25, medians[0] / 10))
    }
}
