import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// A site with moderators, and what they and those who report do in its forms.
struct ModeratedSite {
    let site: Site
    let database: TestDatabase

    init(files: FileKeeper.Limits? = nil) throws {
        site = try files.map { try Site.forTest(files: $0) } ?? Site.forTest()
        database = try TestDatabase.current
    }

    func id(_ name: String) throws -> String {
        try #require(
            try database.administer("select id from agentor.accounts where full_name = $1", [name]).first?[0])
    }

    /// Somebody new, who is a moderator.
    func moderator(_ name: String, factor: Bool = true) async throws -> Browser {
        let browser = try await Browser.person(name, on: site)
        if factor { try await browser.turnOnSecondFactor() }
        try makeModerator(name)
        return browser
    }

    func makeModerator(_ name: String) throws {
        try database.administer("insert into agentor.moderators (account_id) values ('\(try id(name))')")
    }

    /// Reports what has its form at an address.
    /// - Returns: where the case is.
    @discardableResult
    func report(
        _ address: String, _ words: String = "She asks for money.", reason: String = "scam",
        by browser: Browser
    ) async throws -> String {
        try await browser.get(address)
        try await browser.post(address, ["reason": reason, "words": words])
        try #require(browser.last.status == .seeOther, "\(browser.last.text)")
        let cases = try database.administer(
            "select id from agentor.report_cases order by opened_at desc limit 1")
        return "/moderation/\(try #require(cases[0][0]))"
    }

    func take(_ dossier: String, by browser: Browser) async throws {
        try await browser.get(dossier)
        try await browser.post("\(dossier)/take", [:])
        try #require(browser.last.status == .seeOther, "\(browser.last.text)")
    }

    @discardableResult
    func decide(
        _ dossier: String, _ decision: String, span: String = "", by browser: Browser
    ) async throws -> Response {
        try await browser.get(dossier)
        return try await browser.post(
            "\(dossier)/decide", ["decision": decision, "span": span, "message": "", "why": "Rule 4: money."])
    }

    @discardableResult
    func press(_ button: String, on dossier: String, by browser: Browser) async throws -> Response {
        try await browser.get(dossier)
        return try await browser.post(
            "\(dossier)/\(button)", ["mark": browser.hidden("mark") ?? UUID().uuidString])
    }

    /// Says something against the only decision there is, and has it decided.
    @discardableResult
    func appeal(_ dossier: String, _ outcome: String, by browser: Browser) async throws -> Response {
        try database.administer(
            "insert into agentor.appeals (case_id, sealed) select case_id, 'x' from agentor.report_decisions on conflict do nothing"
        )
        try await browser.get(dossier)
        return try await browser.post("\(dossier)/appeal", ["appeal": outcome, "why": "Looked again."])
    }
}
