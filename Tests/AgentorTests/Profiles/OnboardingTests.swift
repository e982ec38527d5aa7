import FastCGI
import Forms
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Onboarding", .database(agentorDatabase))
struct OnboardingTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    private func newcomer(_ name: String) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp(name)
        return browser
    }

    /// Another device of the same person.
    private func elsewhere(_ browser: Browser) -> Browser {
        let other = Browser(site)
        other.cookie = browser.cookie
        return other
    }

    static let agent: [(step: String, answers: [String: String])] = [
        ("work", ["headline": "Bookkeeper for <bakeries>", "category": "finance"]),
        ("about", ["about": "Twelve **years** & more.", "years": "12"]),
        ("skills", ["skills": "tax, payroll", "languages": "Português (native)"]),
        ("place", ["time-zone": "Europe/Lisbon", "place": "Lisbon", "country": "PT"]),
    ]
    static let client: [(step: String, answers: [String: String])] = [
        ("need", ["need": "Somebody to keep the light."]),
        ("who", ["kind": "company", "company": "North <Pier>"]),
        ("size", ["industry": "public", "company-size": "2-10"]),
        ("budget", ["budget": "5000", "timeline": "month"]),
        ("reach", ["time-zone": "Europe/Lisbon", "contact": "call"]),
    ]

    @discardableResult
    private func answer(
        _ browser: Browser, _ kind: ProfileKind, _ step: String, _ answers: [String: String]
    ) async throws -> Response {
        let address = "/onboarding/\(kind.rawValue)-profile/\(step)"
        try await browser.get(address)
        return try await browser.post(address, answers)
    }

    /// Sends the last page's form as it stands.
    private func save(_ browser: Browser, _ kind: ProfileKind, publishing: Bool = false) async throws
        -> Response
    {
        let page = try await browser.get("/onboarding/\(kind.rawValue)-profile/check").text
        var fields = publishing ? ["publish": "1"] : [:]
        for hidden in page.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/) {
            fields[String(hidden.1)] = String(hidden.2).replacing("&lt;", with: "<").replacing(
                "&gt;", with: ">"
            )
            .replacing("&amp;", with: "&").replacing("&#10;", with: "\n")
        }
        return try await browser.post("/onboarding/\(kind.rawValue)-profile", fields)
    }

    @Test(
        "the steps ask each field of the profile's form once, and nothing else",
        arguments: ProfileKind.allCases)
    func complete(kind: ProfileKind) {
        let fields = kind == .agent ? AgentProfile.form(.shipped).fields : ClientProfile.form(.shipped).fields
        let asked = kind.steps.flatMap(\.fields)
        #expect(asked.sorted() == fields.map(\.name).sorted())
        #expect(Set(kind.steps.map(\.name)).count == kind.steps.count)
        for step in kind.steps where step.isOptional {
            let nothing = { (_: String) in String?.none }
            if kind == .agent {
                #expect(throws: Never.self) {
                    try AgentProfile.form(.shipped).read(Set(step.fields), nothing)
                }
            } else {
                #expect(throws: Never.self) {
                    try ClientProfile.form(.shipped).read(Set(step.fields), nothing)
                }
            }
        }
    }

    @Test(
        "an agent goes from question to question, skips what need not be answered, and gets in with the last")
    func agentSteps() async throws {
        let browser = try await newcomer("Mateus")
        #expect(try await browser.get("/onboarding").text.contains("href=\"/onboarding/agent-profile/work\""))
        let next = ["about", "skills", "place", "rate"]
        for (index, step) in Self.agent.enumerated() {
            #expect(try await browser.get("/dashboard").location == "/onboarding")
            #expect(
                try await answer(browser, .agent, step.step, step.answers).location
                    == "/onboarding/agent-profile/\(next[index])")
        }
        for (step, next) in [("rate", "links"), ("links", "check")] {
            #expect(
                try await answer(browser, .agent, step, ["skip": "1"]).location
                    == "/onboarding/agent-profile/\(next)")
        }
        let page = try await browser.get("/onboarding/agent-profile/check").text
        #expect(page.contains("Bookkeeper for &lt;bakeries&gt;") && page.contains("Finance and accounting"))
        #expect(try await save(browser, .agent).location == "/dashboard")
        #expect(try await browser.get("/dashboard").status == .ok)
        let saved = try await browser.get("/onboarding/agent-profile").text
        #expect(
            saved.contains("value=\"Bookkeeper for &lt;bakeries&gt;\"")
                && saved.contains("Twelve **years** &amp; more."))
        #expect(try TestDatabase.current.count("agentor.profile_drafts") == 0)
        // What is finished is not asked again.
        #expect(
            try await browser.get("/onboarding/agent-profile/work").location == "/onboarding/agent-profile")
        try await browser.get("/onboarding/agent-profile")
        #expect(
            try await browser.post("/onboarding/agent-profile/work", ["headline": "Other"]).location
                == "/onboarding/agent-profile")
    }

    @Test("a client does the same, and may be an agent too")
    func clientSteps() async throws {
        let browser = try await newcomer("Ada")
        for step in Self.client { try await answer(browser, .client, step.step, step.answers) }
        #expect(try await save(browser, .client).location == "/dashboard")
        let page = try await browser.get("/onboarding/client-profile").text
        for choice in ["public", "2-10", "5000", "month"] {
            #expect(page.contains("<option value=\"\(choice)\" selected>"))
        }
        #expect(page.contains("value=\"company\" checked") && page.contains("value=\"call\" checked"))
        for step in Self.agent { try await answer(browser, .agent, step.step, step.answers) }
        #expect(try await browser.get("/dashboard").status == .ok)
        #expect(try await save(browser, .agent, publishing: true).status == .seeOther)
        #expect(try await browser.get("/agents/ada").status == .ok)
        #expect(try await browser.get("/onboarding/client-profile").text.contains("North &lt;Pier&gt;"))
    }

    @Test("whoever comes back from another device goes on where they were, and has lost nothing")
    func resumed() async throws {
        let browser = try await newcomer("Mateus")
        try await answer(browser, .agent, "work", Self.agent[0].answers)
        try await answer(browser, .agent, "about", Self.agent[1].answers)
        let other = elsewhere(browser)
        #expect(try await other.get("/dashboard").location == "/onboarding")
        #expect(try await other.get("/onboarding").location == "/onboarding/agent-profile/skills")
        #expect(try await other.get("/onboarding?choose=1").text.contains("2 of 6 steps are done."))
        #expect(
            try await other.get("/onboarding/agent-profile/work").text.contains(
                "value=\"Bookkeeper for &lt;bakeries&gt;\""))
        // The whole form has it too.
        #expect(
            try await other.get("/onboarding/agent-profile").text.contains("Twelve **years** &amp; more."))
        // And whoever begins the other as well is asked which.
        try await answer(other, .client, "need", Self.client[0].answers)
        #expect(try await other.get("/onboarding").status == .ok)
        #expect(try TestDatabase.current.count("agentor.profile_drafts") == 2)
    }

    @Test("a step back, or leaving, keeps what is typed, though it cannot be taken yet")
    func back() async throws {
        let browser = try await newcomer("Mateus")
        try await answer(browser, .agent, "work", Self.agent[0].answers)
        #expect(
            try await answer(browser, .agent, "about", ["about": "Half a", "years": "many", "back": "1"])
                .location
                == "/onboarding/agent-profile/work")
        #expect(try await browser.get("/onboarding/agent-profile/about").text.contains("value=\"many\""))
        #expect(
            try await browser.get("/onboarding/agent-profile/check").location
                == "/onboarding/agent-profile/about")
        #expect(
            try await answer(browser, .agent, "work", ["headline": "", "category": "", "leave": "1"]).location
                == "/")
        // What is undone is asked again.
        #expect(try await browser.get("/onboarding").location == "/onboarding/agent-profile/work")
        #expect(
            try await answer(browser, .agent, "work", ["back": "1"]).location == "/onboarding?choose=1")
    }

    @Test(
        "what cannot be taken is told beside its field, and keeps every word; nothing can be skipped that is needed"
    )
    func refused() async throws {
        let browser = try await newcomer("Mateus")
        let page = try await answer(
            browser, .agent, "work",
            ["headline": "<script>alert(1)</script>", "category": "made-up", "skip": "1"])
        #expect(page.status == .unprocessableContent)
        #expect(page.text.contains("id=\"category-error\"") && !page.text.contains("id=\"headline-error\""))
        #expect(page.text.contains("value=\"&lt;script&gt;alert(1)&lt;/script&gt;\""))
        #expect(try TestDatabase.current.count("agentor.profile_drafts") == 0)
        let long = try await answer(
            browser, .client, "who", ["company": String(repeating: "x", count: 121), "kind": "robot"])
        #expect(long.text.contains("Use 120 characters or fewer") && long.text.contains("id=\"kind-error\""))
        for (step, fields) in [
            ("size", ["industry": "made-up"]), ("size", ["company-size": "0"]), ("budget", ["budget": "x"]),
            ("budget", ["budget": "open", "timeline": "yesterday"]), ("reach", ["time-zone": "Mars/Olympus"]),
            ("reach", ["time-zone": "UTC", "contact": "pigeon"]),
        ] {
            #expect(
                try await answer(browser, .client, step, fields).status == .unprocessableContent, "\(step)")
        }
        // A draft is bounded, whatever it holds.
        try await answer(
            browser, .client, "need", ["need": String(repeating: "\u{1F600}", count: 9_000), "leave": "1"])
        try await answer(browser, .client, "who", ["company": "a\u{0}b", "leave": "1"])
        #expect(try TestDatabase.current.count("agentor.profile_drafts") == 1)
    }

    @Test("steps that do not exist are not there, and nobody comes in by the last one")
    func stranger() async throws {
        let browser = try await newcomer("Mateus")
        for address in ["/onboarding/agent-profile/need", "/onboarding/client-profile/work"] {
            #expect(try await browser.get(address).status == .notFound)
            #expect(
                try await browser.post(address, [:]).status == .forbidden || browser.last.status == .notFound)
        }
        #expect(
            try await browser.get("/onboarding/client-profile/check").location
                == "/onboarding/client-profile/need")
        #expect(try await browser.get("/dashboard").location == "/onboarding")
        let stranger = Browser(site)
        #expect(
            try await stranger.get("/onboarding/agent-profile/work").location
                == "/sign-in?next=%2Fonboarding%2Fagent-profile%2Fwork")
    }

    @Test("nobody reads or changes what another has begun, by SQL either")
    func policies() async throws {
        let browser = try await newcomer("Mateus")
        try await answer(browser, .agent, "work", Self.agent[0].answers)
        let eve = try await newcomer("Eve")
        #expect(try await !eve.get("/onboarding/agent-profile/work").text.contains("bakeries"))
        let database = try TestDatabase.current
        let id =
            try database.administer("select id from agentor.accounts where full_name = 'Eve'")[0][0] ?? ""
        #expect(try database.serve("select * from agentor.profile_drafts", as: id).isEmpty)
        _ = try database.serve("select agentor.drop_profile_draft('agent'); commit", as: id)
        _ = try database.serve("update agentor.profile_drafts set answers = '{}'; commit", as: id)
        #expect(try database.count("agentor.profile_drafts where answers <> '{}'") == 1)
    }

    @Test("what was begun is in the file of one's data")
    func exported() async throws {
        let browser = try await Browser.person("Ada", on: site)
        try await answer(browser, .agent, "work", Self.agent[0].answers)
        let viewer = try #require(
            try site.accounts.viewer(
                for: SessionToken(cookie: String(browser.cookie?.split(separator: "=").last ?? ""))
                    ?? SessionToken())?.viewer)
        let data = try JSONEncoder().encode(try Profiles(database: site.database).drafts(of: viewer))
        #expect(String(decoding: data, as: UTF8.self).contains("Bookkeeper for <bakeries>"))
    }
}
