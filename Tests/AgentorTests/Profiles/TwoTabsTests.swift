import FastCGI
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// One profile, or one service, in two tabs.
@Suite("Two tabs", .database(agentorDatabase))
struct TwoTabsTests {
    private let site: Site
    private let person: Browser

    init() async throws {
        site = try Site.forTest()
        person = Browser(site)
        try await person.signUp("Mateus")
    }

    /// What is edited, and a field of it.
    struct Place: Sendable, CustomTestStringConvertible {
        let address: String
        let answers: [String: String]
        let field: String
        let label: String
        var testDescription: String { address }
    }

    static let places = [
        Place(
            address: "/onboarding/agent-profile",
            answers: [
                "headline": "Bookkeeper", "about": "Twelve years.", "category": "finance", "skills": "tax",
                "time-zone": "Europe/Lisbon",
            ], field: "headline", label: "Headline"),
        Place(
            address: "/onboarding/client-profile",
            answers: [
                "company": "North Pier", "need": "Light.", "budget": "open", "time-zone": "Europe/Lisbon",
            ],
            field: "company", label: "Company or project"),
        Place(
            address: "/profile/services/1",
            answers: [
                "title": "Books", "description": "All of them.", "category": "finance", "pricing": "fixed",
            ],
            field: "title", label: "Title"),
    ]

    private func begin(_ place: Place) async throws {
        if place.address.contains("services") {
            try await begin(Self.places[0])
            try await person.get("/profile/services/new")
            try await person.post("/profile/services/new", place.answers)
        } else {
            try await person.get(place.address)
            try await person.post(place.address, place.answers)
        }
        try #require(person.last.status == .seeOther)
    }

    /// The same person's tab, with the form it has been shown.
    private func tab(_ place: Place) async throws -> (browser: Browser, revision: String) {
        let tab = Browser(site)
        tab.cookie = person.cookie
        try await tab.get(place.address)
        return (tab, try #require(tab.hidden("revision")))
    }

    private func send(
        _ tab: Browser, _ place: Place, _ words: String, over revision: String, _ more: [String: String] = [:]
    ) async throws -> Response {
        var fields = place.answers.merging(more) { $1 }
        fields[place.field] = words
        fields["revision"] = revision
        return try await tab.post(place.address, fields)
    }

    @Test(
        "the second to save is told, keeps its words, sees what differs, and can put them in place of it",
        arguments: places)
    func second(place: Place) async throws {
        try await begin(place)
        let first = try await tab(place)
        let second = try await tab(place)
        #expect(
            try await send(first.browser, place, "Of the <first> tab", over: first.revision).status
                == .seeOther)
        let told = try await send(
            second.browser, place, "Of the second tab", over: second.revision, ["time-zone": "Asia/Tokyo"])
        #expect(told.status == .unprocessableContent)
        #expect(told.text.contains("This was changed elsewhere since you opened it"))
        #expect(told.text.contains("What was saved meanwhile"))
        #expect(told.text.contains("Of the &lt;first&gt; tab"))
        #expect(told.text.contains("value=\"Of the second tab\""))
        #expect(try await tab(place).browser.last.text.contains("value=\"Of the &lt;first&gt; tab\""))
        // Nothing else was done either.
        #expect(
            try TestDatabase.current.administer("select time_zone from agentor.accounts")[0][0]
                == "Europe/Lisbon")
        let seen = try #require(second.browser.hidden("revision"))
        #expect(seen != second.revision)
        #expect(try await send(second.browser, place, "Of the second tab", over: seen).status == .seeOther)
        #expect(try await tab(place).browser.last.text.contains("value=\"Of the second tab\""))
    }

    @Test("what is wrong in the words of the second is told with it", arguments: places)
    func wrong(place: Place) async throws {
        try await begin(place)
        let first = try await tab(place)
        let second = try await tab(place)
        _ = try await send(first.browser, place, "Of the first tab", over: first.revision)
        let told = try await send(second.browser, place, "", over: second.revision)
        #expect(told.status == .unprocessableContent)
        #expect(told.text.contains("id=\"\(place.field)-error\""))
        #expect(told.text.contains("This was changed elsewhere") && told.text.contains("Of the first tab"))
    }

    @Test("a form that was saved again without a change, or by one tab alone, is taken", arguments: places)
    func same(place: Place) async throws {
        try await begin(place)
        let first = try await tab(place)
        let second = try await tab(place)
        _ = try await send(first.browser, place, place.answers[place.field] ?? "", over: first.revision)
        #expect(
            try await send(second.browser, place, "Something else", over: second.revision).status == .seeOther
        )
        let again = try await tab(place)
        #expect(again.revision != second.revision)
        #expect(try await send(again.browser, place, "Once more", over: again.revision).status == .seeOther)
    }

    @Test("a revision that was made up is none, and one of somebody else's opens nothing", arguments: places)
    func madeUp(place: Place) async throws {
        try await begin(place)
        let tab = try await tab(place)
        for revision in ["", "0", "' or true --", String(repeating: "x", count: 200)] {
            #expect(
                try await send(tab.browser, place, "Words", over: revision).status == .unprocessableContent,
                "\(revision.prefix(20))")
        }
        let eve = try await Browser.person("Eve", on: site)
        if place.address.contains("services") {
            try await eve.get("/account")
            #expect(try await send(eve, place, "Eve's", over: tab.revision).status == .notFound)
        }
        #expect(
            try await self.tab(place).browser.last.text.contains(
                "value=\"\(place.answers[place.field] ?? "")\""))
    }

    @Test("the second tab publishes nothing either, and programs are told so in JSON")
    func publishing() async throws {
        let place = Self.places[0]
        try await begin(place)
        let first = try await tab(place)
        let second = try await tab(place)
        _ = try await send(first.browser, place, "Of the first tab", over: first.revision)
        let told = try await send(second.browser, place, "Unseen", over: second.revision, ["publish": "1"])
        #expect(told.status == .unprocessableContent)
        #expect(try await Browser(site).get("/agents/mateus").status == .notFound)
        var fields = place.answers
        fields["revision"] = second.revision
        let json = try await second.browser.post(place.address, fields, ["Accept": "application/json"])
        #expect(json.status == .unprocessableContent && json.text.contains("outdated"))
    }

    @Test("two forms of a profile that is not there yet make one, and the second is told")
    func first() async throws {
        let place = Self.places[0]
        let first = try await tab(place)
        let second = try await tab(place)
        #expect(
            try await send(first.browser, place, "Of the first tab", over: first.revision).location
                == "/dashboard")
        let told = try await send(second.browser, place, "Of the second tab", over: second.revision)
        #expect(told.status == .unprocessableContent && told.text.contains("Of the first tab"))
    }
}
