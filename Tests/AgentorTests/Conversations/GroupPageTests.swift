import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Groups on the site", .database(agentorDatabase))
struct GroupPageTests {
    private let site: Site
    private let ada: Browser
    private let bo: Browser
    private let cy: Browser
    private let eve: Browser

    /// Ada, Bo and Cy are in a channel; Eve is a stranger.
    init() async throws {
        site = try Site.forTest()
        ada = try await Browser.person("Ada", on: site)
        bo = try await Browser.person("Bo", on: site)
        cy = try await Browser.person("Cy", on: site)
        eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Meeting")
        for person in [bo, cy] {
            try await person.get(channel)
            try await person.post("\(channel)/join", [:])
        }
    }

    private static let begin = "/messages/group/new"

    /// Returns where it is.
    private func group(_ text: String = "hello", with handles: String = "bo,cy", by author: Browser)
        async throws
        -> String
    {
        try await author.get("\(Self.begin)?with=\(handles)")
        let sent = try await author.post(Self.begin, ["message": text, "with": handles])
        let location = try #require(sent.location, "\(sent.status) \(sent.text)")
        return String(location.prefix { $0 != "?" })
    }

    @Test("several handles lead to where a group begins, and from then on to the group")
    func begin() async throws {
        #expect(try await ada.get("/messages?to=%40bo%2C%20Cy").location == "\(Self.begin)?with=bo,cy")
        let page = try await ada.get("\(Self.begin)?with=bo,cy").text
        #expect(page.contains("3 people") && page.contains("<textarea") && !page.contains("/static/live."))
        let address = try await group(by: ada)
        #expect(address.wholeMatch(of: /\/messages\/group-[0-9a-f]{32}/) != nil, "\(address)")
        for (person, others) in [(ada, "cy,bo"), (bo, "ada,cy"), (cy, "bo,ada")] {
            #expect(try await person.get("\(Self.begin)?with=\(others)").location == address)
            let page = try await person.get(address).text
            #expect(page.contains("hello") && page.contains("type=\"module\"") && page.contains("3 people"))
            #expect(page.contains("Only these people can read") && page.contains("action=\"\(address)\""))
            let slug = address.dropFirst("/messages/".count)
            #expect(try await person.get("/channels/\(slug)").location == address)
            #expect(try await person.get("/messages").text.contains("href=\"\(address)\""))
        }
        try await bo.get(address)
        #expect(try await bo.post(address, ["message": "hello both"]).location == "\(address)?sent=2")
        #expect(try await cy.get("/messages").text.contains("<bdi>Bo</bdi>: "))
        #expect(try await cy.get("/inbox/live").text.contains("href=\"\(address)\""))
        try await bo.get(address)
        let refused = try await bo.post(address, ["message": " "])
        #expect(refused.status == .unprocessableContent && refused.text.contains("action=\"\(address)\""))
    }

    @Test("typed handles that cannot be a group are kept, with what is wrong with them")
    func typed() async throws {
        let many = (1...8).map { "person-\($0)" }.joined(separator: "%20")
        for (typed, words) in [
            ("bo%20nobody", "Nobody has the handle @nobody."), (many, "A group has at most 8 people"),
            ("bo%20%3Cb%3E", "Nobody has the handle @&lt;b&gt;."), ("%2C", "Nobody has this handle."),
        ] {
            let page = try await ada.get("/messages?to=\(typed)")
            #expect(page.status == .unprocessableContent && page.text.contains(words), "\(typed)")
        }
        #expect(try await ada.get("/messages?to=ada%20bo").location == "\(Self.begin)?with=ada,bo")
        #expect(try await ada.get("\(Self.begin)?with=ada,bo").location == "/messages/bo", "not with oneself")
        #expect(try await ada.get(Self.begin).location == "/messages")
        #expect(
            try await ada.get("\(Self.begin)?with=bo,nobody").location == "/messages?to=%40bo%20%40nobody")
        #expect(
            try await ada.get("\(Self.begin)?with=bo,b%40d!").location?.hasPrefix("/messages?to=") == true)
        #expect(
            try await ada.get("\(Self.begin)?with=%40Bo,%20cy").status == .ok, "as they are typed elsewhere")
        #expect(
            try await ada.get("\(Self.begin)?with=\(many.replacing("%20", with: ","))").location?
                .hasPrefix("/messages?to=%40person-1%20") == true)
        let prefilled = try await ada.get("/messages?with=bo,cy").text
        #expect(prefilled.contains("value=\"@bo @cy \""))
    }

    @Test("what cannot be sent is kept, and whom it cannot be sent to is said")
    func refused() async throws {
        try await ada.get("\(Self.begin)?with=bo,cy")
        let empty = try await ada.post(Self.begin, ["message": " ", "with": "bo,cy"])
        #expect(empty.status == .unprocessableContent && empty.text.contains("name=\"with\" value=\"bo,cy\""))
        try await cy.get("/account/messages")
        try await cy.post("/account/messages", ["reach": "nobody"])
        let refused = try await ada.post(Self.begin, ["message": "my words", "with": "bo,cy"])
        #expect(refused.status == .unprocessableContent && refused.text.contains("my words</textarea>"))
        #expect(refused.text.contains("You cannot write first to Cy:"))
        let closed = try await ada.get("\(Self.begin)?with=bo,cy").text
        #expect(closed.contains("You cannot write first to") && !closed.contains("<textarea"))
        #expect(try await bo.get("/messages").text.contains("No conversations yet."))
        for people in ["bo", ""] {
            #expect(try await ada.post(Self.begin, ["message": "x", "with": people]).status == .notFound)
        }
        let gone = try await ada.post(Self.begin, ["message": "my words", "with": "bo,nobody"])
        #expect(gone.status == .unprocessableContent && gone.text.contains("my words</textarea>"))
        #expect(gone.text.contains("Not everybody you chose has an account any more."))
    }

    @Test("a stranger finds a group among their requests, and accepts or declines")
    func requests() async throws {
        let page = try await ada.get("\(Self.begin)?with=bo,eve").text
        #expect(page.contains("You are in no channel with") && page.contains("until they accept it"))
        let address = try await group(with: "bo,eve", by: ada)
        #expect(try await eve.get("/messages").text.contains("Requests (1)"))
        let asked = try await eve.get(address).text
        #expect(asked.contains(">Accept</button>") && asked.contains("Whoever began this group"))
        #expect(!(try await bo.get(address).text.contains(">Accept</button>")))
        #expect(try await eve.post("\(address)/shelf", ["shelf": "inbox"]).location == address)
        #expect(try await eve.get("/messages").text.contains("href=\"\(address)\""))
    }

    @Test("whoever leaves is asked first, and then sees nothing of it any more")
    func leaving() async throws {
        let address = try await group(by: ada)
        #expect(try await cy.get(address).text.contains("href=\"\(address)/leave\""))
        #expect(try await cy.get("\(address)/leave").text.contains("Leave the group?"))
        let slug = address.dropFirst("/messages/".count)
        #expect(try await cy.post("/channels/\(slug)/leave", ["sure": "yes"]).status == .notFound)
        try await cy.get("\(address)/leave")
        let form = ["csrf": try #require(cy.hidden("csrf"))]
        for _ in 0..<2 {
            #expect(try await cy.post("\(address)/leave", form).location == "/messages?done=left")
        }
        #expect(try await cy.get("/messages?done=left").text.contains("You are in the group no more."))
        for deed in ["", "/leave"] { #expect(try await cy.get(address + deed).status == .notFound) }
        try await cy.get("/messages")
        for deed in ["/shelf", ""] {
            let fields = ["message": "x", "shelf": "archive"]
            #expect(try await cy.post(address + deed, fields).status == .notFound, "\(deed)")
        }
        // One other is left, with whom there is a conversation besides.
        for page in [address, "/messages"] {
            #expect(
                try await ada.get(page).text.contains("<bdi>Group with \u{2068}Bo\u{2069}</bdi>"), "\(page)")
        }
        let title = try await ada.get(address).text.firstMatch(of: /<title>[^<]*Group with [^<]*Bo/)
        #expect(title != nil)
        try await bo.get("\(address)/leave")
        try await bo.post("\(address)/leave", [:])
        let alone = try await ada.get(address).text
        #expect(alone.contains("Everybody else has left.") && !alone.contains("<textarea"))
    }

    @Test(
        "strangers and the signed out are refused each of a group's deeds, and a conversation of two is not left"
    )
    func refusals() async throws {
        let address = try await group(by: ada)
        try await eve.get("/messages")
        for deed in ["", "/leave"] {
            #expect(try await eve.get(address + deed).status == .notFound, "\(deed)")
        }
        #expect(try await eve.post("\(address)/leave", [:]).location == "/messages?done=left")
        #expect(try await ada.get(address).text.contains("3 people"))
        try await eve.get("/messages")
        for deed in ["", "/shelf"] {
            let fields = ["message": "x", "shelf": "archive"]
            #expect(try await eve.post(address + deed, fields).status == .notFound, "\(deed)")
        }
        let nobody = Browser(site)
        for deed in [address, "\(address)/leave", Self.begin] {
            #expect(try await nobody.get(deed).status == .seeOther, "\(deed)")
            try await nobody.get("/sign-in")
            #expect(
                try await nobody.post(deed, ["with": "bo,cy", "message": "x"]).status == .unauthorized,
                "\(deed)")
        }
        try await ada.get("/messages/bo")
        try await ada.post("/messages/bo", ["message": "the two of us"])
        #expect(try await ada.get("/messages/bo/leave").status == .notFound)
        #expect(try await ada.post("/messages/bo/leave", [:]).status == .notFound)
        #expect(
            try await ada.post(Self.begin, ["with": "bo,cy", "message": "x", "csrf": "0"]).status
                == .forbidden)
    }

    @Test("programs begin a group, list it and write to it")
    func json() async throws {
        let headers: Headers = ["Accept": "application/json"]
        try await ada.get("\(Self.begin)?with=bo,cy")
        let sent = try await ada.post(Self.begin, ["message": "hello", "with": "bo,cy"], headers)
        #expect(sent.status == .created && sent.text.contains("\"channel\":\"group-"), "\(sent.text)")
        let list = try await bo.get("/messages", headers).text
        for part in ["\"isGroup\":true", "\"lastAuthor\":\"Ada\"", "\"unread\":1"] {
            #expect(list.contains(part), "\(part): \(list)")
        }
        let address = String(try #require(list.firstMatch(of: /"address":"([^"]+)"/)?.1)).replacing(
            "\\/", with: "/")
        #expect(try await bo.get(address, headers).text.contains("\"text\":\"hello\""))
    }
}
