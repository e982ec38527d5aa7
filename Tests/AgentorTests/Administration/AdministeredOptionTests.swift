import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// What can be chosen in forms, as administrators change it in forms.
@Suite("Options in the administration", .database(agentorDatabase))
struct AdministeredOptionTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func administrator() async throws -> Browser {
        let browser = try await Browser.person("Hana", on: site)
        try await browser.turnOnSecondFactor()
        try database.administer("update agentor.accounts set role = 'admin' where full_name = 'Hana'")
        return browser
    }

    private func acts() throws -> [String] {
        try database.administer(
            "select action || ' ' || label || ' ' || reason from agentor.audit_log where action like 'option.%' order by number"
        ).compactMap { $0[0] }
    }

    private func categories() throws -> [String] {
        try database.administer(
            "select key from agentor.options where kind = 'category' and not is_retired order by place, key"
        ).compactMap { $0[0] }
    }

    @Test("one more is offered, renamed, moved, retired and offered again, each with a reason in the log")
    func changes() async throws {
        let hana = try await administrator()
        func send(_ address: String, _ fields: [String: String]) async throws -> Response {
            try await hana.get(address)
            return try await hana.post(address, fields.merging(["reason": "Asked"]) { one, _ in one })
        }
        let added = try await send(
            "/admin/options/category", ["key": "bees", "label": "Bees & <hives>", "before": "legal"])
        #expect(added.location == "/admin/options?kind=category&done=option-added")
        let all = try categories()
        #expect(all.firstIndex(of: "bees")! + 1 == all.firstIndex(of: "legal")!)
        let page = try await hana.get("/admin/options").text
        #expect(page.contains("Bees &amp; &lt;hives&gt;") && page.contains("<code>bees</code>"))

        let bees = "/admin/options/category/bees"
        let form = try await hana.get("\(bees)/rename").text
        #expect(form.contains("value=\"Bees &amp; &lt;hives&gt;\""))
        _ = try await send("\(bees)/rename", ["label": "Beekeeping", "shown": "Keeps bees"])
        _ = try await send("\(bees)/rename", ["label": "Bees", "shown": ""])
        #expect(
            try database.administer("select label, shown from agentor.options where key = 'bees'")
                == [["Bees", nil]])
        _ = try await send("\(bees)/move", ["before": ""])
        #expect(try categories().last == "bees")
        _ = try await send("\(bees)/retire", [:])
        #expect(try !categories().contains("bees"))
        #expect(try await send("\(bees)/retire", [:]).text.contains("It is so already."))
        _ = try await send("\(bees)/restore", [:])
        #expect(try categories().last == "bees")
        #expect(
            try acts()
                == ["added", "renamed", "renamed", "moved", "retired", "restored"].map {
                    "option.\($0) category/bees Asked"
                })
        let currency = try await send("/admin/options/currency/EUR/rename", ["label": "Euro", "shown": ""])
        #expect(currency.location == "/admin/options?kind=currency&done=option")
    }

    @Test("what cannot be is refused beside its field, and keeps what was typed")
    func refusals() async throws {
        let hana = try await administrator()
        try await hana.get("/admin/options/category")
        for (fields, words) in [
            (["key": "B ees", "label": "x"], "A key is up to 40 of a to z"),
            (["key": "legal", "label": "x"], "There is one with this key already."),
            (["key": "bees", "label": " \u{200B}"], "Enter what it is called."),
            (["key": "bees", "label": String(repeating: "x", count: 61)], "Use 60 characters or fewer"),
            (["key": "bees", "label": "x", "before": "nothing"], "Choose one of the list"),
        ] {
            let refused = try await hana.post(
                "/admin/options/category", fields.merging(["reason": "r"]) { $1 })
            #expect(refused.status == .unprocessableContent && refused.text.contains(words), "\(words)")
            #expect(refused.text.contains("value=\"\(fields["key"]!)\""))
        }
        #expect(
            try await hana.post("/admin/options/category", ["key": "bees", "label": "x", "reason": " "]).text
                .contains("Give a reason."))
        for address in [
            "/admin/options/nothing", "/admin/options/category/nothing/rename",
            "/admin/options/category/legal/nothing",
        ] {
            #expect(try await hana.get(address).status == .notFound, "\(address)")
        }
        try await hana.get("/admin/options/availability/now/retire")
        #expect(
            try await hana.post("/admin/options/availability/now/retire", ["reason": "r"]).text.contains(
                "only the words and the order can be changed"))
        try await hana.get("/admin/options/availability")
        #expect(
            try await hana.post(
                "/admin/options/availability", ["key": "never", "label": "Never", "reason": "r"]
            ).text.contains("only the words and the order can be changed"))
        #expect(try acts().isEmpty)
    }

    @Test("the serving role changes nothing but as an administrator")
    func servingRole() async throws {
        _ = try await Browser.person("Ada", on: site)
        let who = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Ada'").first?[0])
        let change = "agentor.administer_option('option.retired', 'category', 'legal', '', null, null, 'x')"
        #expect(try database.serve("select \(change)", as: who) == [[nil]])
        #expect(throws: PostgresError.self) {
            try database.serve(
                "select agentor.change_option('option.retired', 'category', 'legal', '', null, null)", as: who
            )
        }
        #expect(try categories().contains("legal"))
    }
}
