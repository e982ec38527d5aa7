import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Direct conversations on the site", .database(agentorDatabase))
struct ConversationPageTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    /// Two people in a channel.
    private func acquaintances() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Meeting")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        return (ada, bo, channel)
    }

    @discardableResult
    private func write(_ text: String, to handle: String, _ author: Browser) async throws -> Response {
        try await author.get("/messages/\(handle)")
        return try await author.post("/messages/\(handle)", ["message": text])
    }

    @Test(
        "a member's list and a message's page lead to the conversation with somebody, where they can be written to"
    )
    func begin() async throws {
        let (ada, bo, channel) = try await acquaintances()
        try await ada.say("hello everybody", in: channel)
        let list = try await bo.get(channel).text
        #expect(list.contains("href=\"/messages/ada\""))
        let page = try await bo.get("\(channel)/messages/1").text
        #expect(page.contains("href=\"/messages/ada\"") && page.contains("Send a message"))
        #expect(!(try await ada.get("\(channel)/messages/1").text.contains("Send a message")))
        let empty = try await bo.get("/messages/ada")
        #expect(empty.status == .ok && empty.text.contains("Nothing has been said between you and"))
        #expect(!empty.text.contains("/static/live."), "there is nothing to follow yet")
        #expect(try await bo.get("/messages").text.contains("No conversations yet."), "nothing has begun")
        #expect(try await write("hello Ada", to: "ada", bo).location == "/messages/ada?sent=1")
        for (person, other) in [(ada, "bo"), (bo, "ada")] {
            let page = try await person.get("/messages/\(other)").text
            #expect(page.contains("hello Ada") && page.contains("type=\"module\""))
            #expect(page.contains("action=\"/messages/\(other)\""))
            #expect(page.contains("aria-current=\"page\""))
            #expect(try await person.get("/messages").text.contains("href=\"/messages/\(other)\""))
        }
    }

    @Test("its channel's address leads to it, and its messages have their own pages")
    func addresses() async throws {
        let (ada, bo, _) = try await acquaintances()
        try await write("hello", to: "bo", ada)
        let page = try await bo.get("/messages/ada").text
        let slug = try #require(page.firstMatch(of: /data-channel="(direct-[0-9a-f]+)"/)?.1)
        #expect(try await bo.get("/channels/\(slug)").location == "/messages/ada")
        #expect(try await bo.get("/channels/\(slug)?around=1").location == "/messages/ada?around=1")
        #expect(try await bo.get("/messages/ada?around=1").text.contains("id=\"m-1\""))
        #expect(try await bo.get("/channels/\(slug)/messages/1").text.contains("Message from <bdi>Ada</bdi>"))
        for address in ["", "/edit", "/delete", "/history"] {
            let page = try await ada.get("/channels/\(slug)/messages/1\(address)")
            #expect(page.text.contains("href=\"/messages\" aria-current=\"true\""), "\(address)")
        }
        #expect(try await bo.get("/channels/\(slug)/leave").status == .notFound)
        #expect(
            try await bo.post("/channels/\(slug)/messages/1/unread", [:]).location == "/messages?done=unread")
        for address in ["/channels/\(slug)/live", "/channels/\(slug)/log"] {
            #expect(try await bo.get(address).text.contains("hello"), "\(address)")
        }
        let eve = try await Browser.person("Eve", on: site)
        for address in ["", "/messages/1", "/leave", "/log", "/live", "/changes?after=0"] {
            #expect(try await eve.get("/channels/\(slug)\(address)").status == .notFound, "\(address)")
        }
    }

    @Test("oneself, earlier handles and typed ones lead where they should")
    func handles() async throws {
        let (ada, bo, _) = try await acquaintances()
        #expect(try await ada.get("/messages/ada").location == "/messages")
        #expect(try await ada.get("/messages?to=%20%40Bo").location == "/messages/bo")
        try await bo.get("/account/handle")
        try await bo.post("/account/handle", ["handle": "bo-the-builder"])
        #expect(try await ada.get("/messages/bo").location == "/messages/bo-the-builder")
        for (typed, words) in [
            ("nobody", "Nobody has this handle."), ("", "Enter a handle."),
            ("%3Cb%3E", "Nobody has this handle."),
        ] {
            let page = try await ada.get("/messages?to=\(typed)")
            #expect(page.status == .unprocessableContent && page.text.contains(words), "\(typed)")
            // The field stands below the list: what is wrong is said above it too, and leads there.
            let summary = try #require(
                page.text.firstMatch(of: /<div class="error-summary"[\s\S]*?<\/div>/)?.0)
            #expect(summary.contains("href=\"#to\"") && summary.contains(words), "\(typed)")
        }
        #expect(try await ada.get("/messages/nobody").status == .notFound)
    }

    @Test("a stranger's words wait to be accepted or declined")
    func requests() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        #expect(try await ada.get("/messages/bo").text.contains("waits until they accept it"))
        try await write("may I?", to: "bo", ada)
        #expect(try await ada.get("/messages/bo").text.contains("This waits among the requests of"))
        let inbox = try await bo.get("/messages").text
        #expect(inbox.contains("Requests (1)") && !inbox.contains("may I?"))
        #expect(try await bo.get("/messages?on=requests").text.contains("may I?"))
        let page = try await bo.get("/messages/ada").text
        #expect(page.contains(">Accept</button>") && page.contains(">Decline</button>"))
        #expect(!page.contains(">Archive</button>"))
        #expect(
            try await bo.post("/messages/ada/shelf", ["shelf": "declined"]).location
                == "/messages?done=declined")
        let rest = try await bo.get("/messages?on=requests").text
        #expect(!rest.contains("may I?") && rest.contains("href=\"/messages?on=declined\""))
        #expect(try await bo.get("/messages?on=declined").text.contains("may I?"))
        try await bo.get("/messages/ada")
        #expect(try await bo.post("/messages/ada/shelf", ["shelf": "inbox"]).location == "/messages/ada")
        #expect(try await bo.get("/messages").text.contains("may I?"))
        for text in ["2", "3", "4"] { try await write(text, to: "bo", ada) }
        #expect(ada.last.status == .seeOther, "they are accepted")
    }

    @Test("what was accepted in one tab is not declined in another, nor said to be")
    func acceptedElsewhere() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await write("may I?", to: "bo", ada)
        try await bo.get("/messages/ada")
        let open = ["csrf": try #require(bo.hidden("csrf"))]
        try await bo.post("/messages/ada/shelf", ["shelf": "inbox"])
        let late = try await bo.post("/messages/ada/shelf", open.merging(["shelf": "declined"]) { $1 })
        #expect(late.location == "/messages/ada")
        #expect(try await bo.get("/messages").text.contains("may I?"))
        #expect(try await !bo.get("/messages?on=declined").text.contains("may I?"))
    }

    @Test(
        "a conversation leads to the other one's profile while it is published, and while neither is blocked")
    func profile() async throws {
        let agent = Browser(site)
        try await agent.signUp("Mateus Ribeiro", email: "mateus@example.com")
        try await agent.get("/onboarding/agent-profile")
        try await agent.post("/onboarding/agent-profile", PublicationTests.answers)
        let ada = try await Browser.person("Ada", on: site)
        let link = "href=\"/agents/mateus-ribeiro\""
        let before = try await ada.get("/messages/mateus-ribeiro")
        #expect(before.status == .ok && !before.text.contains(link))
        try await agent.get("/profile")
        try await agent.post("/profile/publish", [:])
        #expect(try await ada.get("/messages/mateus-ribeiro").text.contains(link), "before anything is said")
        try await write("hello", to: "mateus-ribeiro", ada)
        #expect(try await ada.get("/messages/mateus-ribeiro").text.contains(link))
        #expect(try await !agent.get("/messages/ada").text.contains("href=\"/agents/"), "Ada is none")
        try await agent.get("/account/blocks/ada/block")
        try await agent.post("/account/blocks/ada/block", [:])
        #expect(try await !ada.get("/messages/mateus-ribeiro").text.contains(link))
    }

    @Test("what a stranger may not say any more is kept in the form")
    func threeThings() async throws {
        let ada = try await Browser.person("Ada", on: site)
        _ = try await Browser.person("Bo", on: site)
        for text in ["1", "2", "3"] { try await write(text, to: "bo", ada) }
        let refused = try await write("the fourth", to: "bo", ada)
        #expect(refused.status == .unprocessableContent)
        #expect(
            refused.text.contains("the fourth</textarea>")
                && refused.text.contains("You have written three messages."))
    }

    @Test(
        "bad input begins nothing, and is kept",
        arguments: ["", " \n ", "\u{200B}", String(repeating: "x", count: 16_385)])
    func badInput(text: String) async throws {
        let (ada, bo, _) = try await acquaintances()
        let refused = try await write(text, to: "bo", ada)
        #expect(refused.status == .unprocessableContent)
        if text.count > 100 { #expect(refused.text.contains("\(text)</textarea>")) }
        #expect(try await bo.get("/messages").text.contains("No conversations yet."))
    }

    @Test("whoever wants not to be written to is not, and says so")
    func reach() async throws {
        let (ada, bo, _) = try await acquaintances()
        #expect(try await bo.get("/account").text.contains("Who may write to you first"))
        try await bo.get("/account/messages")
        #expect(try await bo.post("/account/messages", ["reach": "anything"]).status == .unprocessableContent)
        #expect(try await bo.post("/account/messages", ["reach": "nobody"]).location == "/account?done=reach")
        let page = try await ada.get("/messages/bo")
        #expect(
            page.text.contains("has chosen not to be written to first") && !page.text.contains("<textarea"))
        let refused = try await ada.post("/messages/bo", ["message": "hello"])
        #expect(refused.status == .unprocessableContent && refused.text.contains("hello</textarea>"))
        #expect(try await bo.get("/messages").text.contains("No conversations yet."))
        try await ada.get("/messages/bo")
        #expect(
            try await ada.post("/messages/ada", ["message": "hello"]).status == .notFound, "not to oneself")
        try await write("but I may write", to: "ada", bo)
        #expect(try await write("thank you", to: "bo", ada).location == "/messages/bo?sent=2")
    }

    @Test("archiving, what counts and what stands on which shelf")
    func shelves() async throws {
        let (ada, bo, _) = try await acquaintances()
        try await write("hello", to: "bo", ada)
        try await bo.get("/messages/ada")
        let level = try #require(
            try await bo.get("/messages/ada").text.firstMatch(
                of: /href="(\/channels\/direct-[0-9a-f]+\/level)"/)?.1)
        try await bo.get(String(level))
        #expect(try await bo.post(String(level), ["level": "nothing"]).location == "/messages/ada")
        #expect(try await bo.get("/messages/ada").text.contains("Counts for you: nothing"))
        #expect(
            try await bo.post("/messages/ada/shelf", ["shelf": "archive"]).location
                == "/messages?done=archived")
        #expect(try await bo.get("/messages").text.contains("No conversations yet."))
        #expect(try await bo.get("/messages?on=archive").text.contains("href=\"/messages/ada\""))
        for fields in [["shelf": "requests"], ["shelf": "x"], [:]] {
            try await bo.get("/messages/ada")
            #expect(try await bo.post("/messages/ada/shelf", fields).status == .notFound)
        }
    }

    @Test("strangers to a conversation and the signed out are refused each of its deeds")
    func refusals() async throws {
        let (ada, _, _) = try await acquaintances()
        try await write("hello", to: "bo", ada)
        let eve = try await Browser.person("Eve", on: site)
        for (deed, fields) in [("shelf", ["shelf": "archive"])] {
            for handle in ["bo", "nobody"] {
                try await eve.get("/messages/bo")
                #expect(try await eve.post("/messages/\(handle)/\(deed)", fields).status == .notFound)
            }
            try await ada.get("/messages/bo")
            #expect(
                try await ada.post("/messages/bo/\(deed)", fields.merging(["csrf": "0"]) { $1 }).status
                    == .forbidden)
        }
        let nobody = Browser(site)
        for deed in ["", "/shelf"] {
            try await nobody.get("/sign-in")
            #expect(try await nobody.post("/messages/bo\(deed)", [:]).status == .unauthorized)
        }
        #expect(try await nobody.get("/messages").location == "/sign-in?next=%2Fmessages")
        #expect(try await nobody.get("/messages/bo").location == "/sign-in?next=%2Fmessages%2Fbo")
    }

    @Test("what was said with somebody who is gone can be read and put away, and nothing is said to nobody")
    func gone() async throws {
        let (ada, bo, _) = try await acquaintances()
        try await write("remember me", to: "ada", bo)
        try await write("I do", to: "bo", ada)
        let database = try TestDatabase.current
        let erase =
            "select messaging.erase_some(id) from messaging.users where full_name in ('Bo', 'Somebody who left')"
        while try database.administer(erase)[0][0] == "t" {}
        let list = try await ada.get("/messages").text
        let address = try #require(list.firstMatch(of: /href="(\/messages\/direct-[0-9a-f]+)"/)?.1)
        let slug = address.dropFirst("/messages/".count)
        let page = try await ada.get(String(address)).text
        #expect(page.contains("I do") && page.contains("is deleted") && !page.contains("<textarea"))
        #expect(try await ada.get("/channels/\(slug)").location == String(address))
        try await ada.get(String(address))
        #expect(
            try await ada.post("/messages/\(slug)/shelf", ["shelf": "archive"]).location
                == "/messages?done=archived")
        #expect(try await ada.get("/messages").text.contains("No conversations yet."))
        let eve = try await Browser.person("Eve", on: site)
        try await eve.get("/messages")
        #expect(try await eve.post("/messages/\(slug)/shelf", ["shelf": "archive"]).status == .notFound)
    }

    @Test("programs list conversations, read one and write to somebody")
    func json() async throws {
        let (ada, bo, _) = try await acquaintances()
        let headers: Headers = ["Accept": "application/json"]
        #expect(try await ada.get("/messages/bo", headers).status == .notFound, "none has begun")
        try await ada.get("/messages/bo")
        let sent = try await ada.post("/messages/bo", ["message": "hello"], headers)
        #expect(sent.status == .created && sent.text.contains("\"sequence\":1"))
        let list = try await bo.get("/messages", headers).text
        for part in ["\"handle\":\"ada\"", "\"unread\":1", "\"lastWords\":\"hello\"", "\"shelf\":\"inbox\""] {
            #expect(list.contains(part), "\(list)")
        }
        let read = try await bo.get("/messages/ada", headers).text
        #expect(read.contains("\"text\":\"hello\"") && read.contains("\"name\":\"Ada\""))
    }

    @Test("one's data names the conversations one is in, where they are kept, and who may write first")
    func download() async throws {
        let (ada, bo, _) = try await acquaintances()
        try await write("hello", to: "bo", ada)
        try await bo.get("/messages/ada")
        try await bo.post("/messages/ada/shelf", ["shelf": "archive"])
        let text = try await bo.get("/account/download/agentor-data.json").whole
        for part in ["\"shelf\":\"archive\"", "\"name\":\"Ada\"", "\"written_to_first_by\" : \"everybody\""] {
            #expect(text.contains(part), "\(text)")
        }
    }

    @Test("Today begins with the latest conversations, and counts what is unread in them")
    func dashboard() async throws {
        let (ada, bo, _) = try await acquaintances()
        try await write("hello", to: "bo", ada)
        let page = try await bo.get("/dashboard").text
        #expect(page.contains("Your messages") && page.contains("href=\"/messages/ada\""))
        #expect(page.contains("You have 1 unread message."))
        #expect(try await bo.get("/inbox/live").text.contains("href=\"/messages/ada\""))
    }
}
