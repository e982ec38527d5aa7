import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The operator's probes", .database(agentorDatabase))
struct ProbeTests {
    @Test("the operator's probes answer without an account")
    func probes() async throws {
        let browser = Browser(try Site.forTest())
        #expect(try await browser.get("/healthz").text == "ok\n")
        #expect(try await browser.get("/metrics").text.contains("agentor_waiting_readers{process="))
    }
}
