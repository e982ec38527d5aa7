import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The styleguide", .database(agentorDatabase))
struct StyleguideTests {
    private let request = Request(path: "/styleguide", remoteAddress: "127.0.0.1", host: "localhost:8080")

    @Test(
        "it is there for this machine only, under its own name",
        arguments: [
            ("192.0.2.1", "127.0.0.1:8080"), ("2001:db8::1", "localhost"), ("", "localhost"),
            ("127.0.0.1", "agentor.example"), ("10.127.0.1", "localhost"),
        ])
    func elsewhere(from: (address: String, host: String)) async throws {
        let site = try Site.forTest()
        let strange = Request(path: "/styleguide", remoteAddress: from.address, host: from.host)
        #expect(await site.respond(to: strange).status == .notFound)
        #expect(await site.respond(to: request).status == .ok)
    }
}
