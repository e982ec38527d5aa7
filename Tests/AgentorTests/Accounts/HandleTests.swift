import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Names and handles of accounts", .database(agentorDatabase))
struct AccountHandleTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    private func change(_ browser: Browser, to handle: String) async throws -> Response {
        try await browser.get("/account/handle")
        return try await browser.post("/account/handle", ["handle": handle])
    }

    @Test("a handle comes with the profile, is shown, and is changed")
    func changed() async throws {
        let ada = try await Browser.person("Ada Okafor", on: site)
        #expect(try await ada.get("/account").text.contains("@ada-okafor"))
        #expect(try await ada.get("/account/handle").text.contains("value=\"ada-okafor\""))
        #expect(try await change(ada, to: "@Countess").location == "/account?done=handle")
        #expect(try await ada.get("/account").text.contains("@countess"))
        let channel = try await ada.createChannel()
        try await ada.say("hello", in: channel)
        #expect(try await ada.get(channel).text.contains("<span class=\"handle\">@countess</span>"))
    }

    @Test("what cannot be had is refused beside the field, with what was typed")
    func refused() async throws {
        _ = try await Browser.person("Paul Mills", on: site)
        let mallory = try await Browser.person("Mallory", on: site)
        for (typed, words) in [
            ("pauI-mi1ls", "has one that looks like it"), ("paul-mills", "Somebody has this handle"),
            ("supp0rt", "kept for the people who run"), ("a b", "single hyphens"), ("", "Enter a handle"),
        ] {
            let page = try await change(mallory, to: typed)
            #expect(page.status == .unprocessableContent, "\(typed)")
            #expect(page.text.contains(words) && page.text.contains("value=\"\(typed)\""), "\(typed)")
        }
        #expect(try await mallory.get("/account").text.contains("@mallory"))
    }

    @Test("whoever has no profile yet has no handle to change")
    func unsettled() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada")
        #expect(try await change(ada, to: "countess").text.contains("Finish your profile first"))
        #expect(try await ada.get("/account").text.contains("Comes with your profile"))
        #expect(try await Browser(site).get("/account/handle").location?.hasPrefix("/sign-in") == true)
    }

    @Test(
        "nobody is called like those who run the site, or by marks",
        arguments: ["Administrator", "Аgentor support", "Ada \u{2714}", "🅰🅳🅼🅸🅽", "Ada ⭐"])
    func names(name: String) async throws {
        let browser = Browser(site)
        try await browser.get("/sign-up")
        let page = try await browser.post(
            "/sign-up", ["name": name, "email": "ada@example.com", "password": Browser.password])
        #expect(page.status == .unprocessableContent && page.text.contains("id=\"name-error\""))
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/account/name")
        #expect(try await ada.post("/account/name", ["name": name]).status == .unprocessableContent)
    }

    @Test("a channel's address is none of the site's own")
    func slugs() async throws {
        let ada = try await Browser.person("Ada", on: site)
        for name in ["Search", "Pricing", "Rules", "Pr1cing"] {
            let address = try await ada.createChannel(name)
            #expect(address.wholeMatch(of: /\/channels\/[a-z0-9-]+-[a-z0-9]{6}/) != nil, "\(address)")
        }
        #expect(try await ada.createChannel("Налоги") == "/channels/nalogi")
    }

    @Test("a page of a message says whom its author is not to be confused with")
    func lookAlikes() async throws {
        let ada = try await Browser.person("Ada Okafor", on: site)
        let channel = try await ada.createChannel()
        try await ada.say("I am Ada", in: channel)
        #expect(!(try await ada.get("\(channel)/messages/1").text.contains("Not to be confused")))
        let impostor = try await Browser.person("Аda 0kafor", on: site)
        try await impostor.get(channel)
        try await impostor.post("\(channel)/join", [:])
        try await impostor.say("No, I am", in: channel)
        let page = try await ada.get("\(channel)/messages/2").text
        #expect(
            page.contains("Not to be confused") && page.contains("@ada-okafor<")
                && page.contains("Similar name here"))
        let conversation = try await ada.get(channel).text
        #expect(
            conversation.components(separatedBy: "Similar name here").count == 5,
            "two messages and two members")
        #expect(conversation.contains("<span class=\"badge\">Administrator</span>"))
    }
}
