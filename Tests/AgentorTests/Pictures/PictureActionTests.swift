import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Pictures of people", .database(agentorDatabase))
struct PictureActionTests {
    private let site: Site

    init() throws {
        var limits = FileKeeper.Limits()
        limits.file = 1 << 20
        site = try Site.forTest(files: limits)
    }

    private func ada() async throws -> Browser {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/account/picture")
        return ada
    }

    /// The address of the picture a page shows, without its size.
    private func address(_ page: Response) -> String? {
        page.text.firstRange(of: "src=\"/pictures/").map {
            "/pictures/" + page.text[$0.upperBound...].prefix(32)
        }
    }

    private func setPicture(_ browser: Browser) async throws -> String {
        try await browser.get("/account/picture")
        try await browser.post("/account/picture", [], files: [.picture])
        #expect(browser.last.location == "/account?done=picture", "\(browser.last.text)")
        #expect(try await browser.get("/account?done=picture").text.contains("Your picture is changed."))
        return try #require(address(browser.last))
    }

    @Test("a picture is set, shown wherever its owner is, and taken away again")
    func setting() async throws {
        let ada = try await ada()
        #expect(
            ada.last.text.contains("Others see your initials.") && !ada.last.text.contains("Remove picture"))
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "Hello."])
        let bo = try await Browser.person("Bo", on: site)
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        #expect(address(try await bo.get(channel)) == nil)
        let picture = try await setPicture(ada)
        #expect(address(try await bo.get(channel)) == picture, "beside what was said before, too")
        #expect(
            bo.last.text.contains(
                "src=\"\(picture)/96\" alt=\"\" width=\"40\" height=\"40\" loading=\"lazy\""))
        let json = try await bo.get("\(channel)/messages/1", ["Accept": "application/json"]).text
        #expect(json.contains("\"picture\":\"\(picture)/384\""))
        try await ada.get("/account/download/agentor-data.json")
        #expect(try ada.last.whole.contains("\(picture)/384"))
        try await ada.get("/account/picture")
        #expect(ada.last.text.contains("Remove picture"))
        try await ada.post("/account/picture/remove", [:])
        #expect(ada.last.location == "/account?done=no-picture")
        #expect(address(try await bo.get(channel)) == nil)
        #expect(try await bo.get("\(picture)/96").status == .notFound)
    }

    @Test("whoever knows the address has it, for ever, as WebP where that is taken")
    func delivery() async throws {
        let picture = try await setPicture(try await ada())
        let nobody = Browser(site)
        for side in [96, 192, 384] {
            try await nobody.get("\(picture)/\(side)", ["Accept": "image/avif,image/webp,*/*"])
            #expect(nobody.last.status == .ok && nobody.last.headers["Content-Type"] == "image/webp")
            #expect(try nobody.last.wholeBytes.starts(with: Array("RIFF".utf8)))
            try await nobody.get("\(picture)/\(side)", ["Accept": "*/*"])
            #expect(nobody.last.headers["Content-Type"] == "image/jpeg")
            #expect(try nobody.last.wholeBytes.starts(with: [0xFF, 0xD8]))
        }
        #expect(nobody.last.headers["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(nobody.last.headers["Vary"]?.contains("Accept") == true)
        #expect(nobody.last.headers["Set-Cookie"] == nil)
        for address in [
            "\(picture)/95", "\(picture)/0096", "/pictures/\(String(repeating: "a", count: 32))/96", picture,
        ] {
            #expect(try await nobody.get(address).status == .notFound, "\(address)")
        }
    }

    @Test("no file of a message is to be had as a picture")
    func narrow() async throws {
        let ada = try await ada()
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", [("message", "")], files: [.picture])
        let digests = try TestDatabase.current.administer("select digest from messaging.contents")
        #expect(!digests.isEmpty)
        for digest in digests.compactMap({ $0[0] }) {
            #expect(try await ada.get("/pictures/\(digest)/96").status == .notFound)
            #expect(try await ada.get("/pictures/\(digest.prefix(32))/96").status == .notFound)
        }
    }

    @Test("what is no picture, or none at all, is said beside the field")
    func refused() async throws {
        let ada = try await ada()
        let damaged = SentFile(name: "cut.png", bytes: Array(SentFile.picture.bytes.prefix(40)))
        let page = SentFile(name: "me.jpg", bytes: Array("<!DOCTYPE html><script>alert(1)</script>".utf8))
        let cases: [([SentFile], String)] = [
            ([], "Choose a picture."), ([SentFile(name: "", bytes: [])], "Choose a picture."),
            ([.picture, .picture], "Choose one picture."), ([.text], "This is not a picture."),
            ([page], "This is not a picture."), ([damaged], "damaged"),
            ([SentFile(name: "big.png", bytes: [UInt8](repeating: 0x61, count: (1 << 20) + 1))], "too large"),
            ([SentFile(name: "void.png", bytes: [])], "nothing in this file"),
        ]
        for (files, words) in cases {
            try await ada.get("/account/picture")
            try await ada.post("/account/picture", [], files: files)
            #expect(ada.last.status == .unprocessableContent, "\(words): \(ada.last.status)")
            #expect(ada.last.text.contains(words) && ada.last.text.contains("id=\"files-error\""), "\(words)")
        }
        #expect(try TestDatabase.current.count("messaging.picture_parts") == 0)
        #expect(try TestDatabase.current.count("messaging.files") == 0, "nothing is left to be sent")
        try await ada.get("/account/picture")
        try await ada.post("/account/picture", ["picture": "x"])
        #expect(ada.last.status == .unprocessableContent && ada.last.text.contains("Choose a picture."))
    }

    @Test("strangers set none, forms of others neither, and where no files are kept there is none to set")
    func strangers() async throws {
        let ada = try await ada()
        try await ada.post("/account/picture", [], files: [.picture], csrf: "x")
        #expect(ada.last.status == .forbidden)
        let nobody = Browser(site)
        #expect(try await nobody.get("/account/picture").location?.hasPrefix("/sign-in") == true)
        try await nobody.get("/sign-in")
        try await nobody.post("/account/picture", [], files: [.picture])
        #expect(nobody.last.status != .ok && nobody.last.location != "/account?done=picture")
        #expect(try TestDatabase.current.count("messaging.picture_parts") == 0)
        let site = try Site.forTest()
        let bo = try await Browser.person("Bo", on: site)
        #expect(try await bo.get("/account/picture").status == .notFound)
        #expect(try await !bo.get("/account").text.contains("/account/picture"))
    }

    @Test("programs set and read it too")
    func programs() async throws {
        let ada = try await ada()
        let token = ada.hidden("csrf")
        try await ada.post(
            "/account/picture", [], files: [.picture], ["Accept": "application/json"], csrf: token)
        #expect(
            ada.last.status == .ok && ada.last.text.contains("\"picture\":\"/pictures/"), "\(ada.last.text)")
        try await ada.get("/account/picture", ["Accept": "application/json"])
        #expect(ada.last.text.contains("/384"))
        try await ada.post(
            "/account/picture", [], files: [.text], ["Accept": "application/json"], csrf: token)
        #expect(
            ada.last.status == .unprocessableContent && ada.last.text.contains("not-allowed"),
            "\(ada.last.text)")
    }

    @Test("the bytes of a picture that is nobody’s any more are deleted, and no sooner")
    func bytes() async throws {
        let ada = try await ada()
        let picture = try await setPicture(ada)
        let keeper = try #require(site.intake.keeper)
        #expect(try !keeper.tidy())
        #expect(try await ada.get("\(picture)/96").status == .ok)
        try await ada.get("/account/picture")
        try await ada.post("/account/picture/remove", [:])
        let unused = "select count(*) from messaging.contents where unused_since is null"
        #expect(try TestDatabase.current.administer(unused)[0][0] == "0")
    }

    @Test("those in charge of a channel give it a picture, which is public only where the channel is")
    func channels() async throws {
        let ada = try await ada()
        let (eve, nobody) = (try await Browser.person("Eve", on: site), Browser(site))
        for visibility in ["public", "private"] {
            try await ada.get("/channels/new")
            try await ada.post("/channels", ["name": "A \(visibility) one", "visibility": visibility])
            let channel = try #require(ada.last.location)
            try await ada.get("\(channel)/picture")
            #expect(!ada.last.text.contains("Remove picture"))
            try await ada.post("\(channel)/picture", [], files: [.picture])
            #expect(ada.last.location == "\(channel)/picture", "\(ada.last.text)")
            #expect(try await ada.get("\(channel)/picture").text.contains("Remove picture"))
            let own = "\(channel)/picture/96"
            let isPrivate = visibility == "private"
            let json = try await ada.get(channel, ["Accept": "application/json"]).text
            let shown = json.firstRange(of: "\"picture\":\"/pictures/").map {
                "/pictures/" + json[$0.upperBound...].prefix(32) + "/96"
            }
            #expect((shown == nil) == isPrivate, "\(json)")
            #expect(try await ada.get(channel).text.contains("src=\"\(isPrivate ? own : shown ?? "")\""))
            #expect(try await ada.get("/channels").text.contains("src=\"\(isPrivate ? own : shown ?? "")\""))
            #expect(try await ada.get(own).status == .ok)
            #expect(ada.last.headers["Cache-Control"] == "private, no-cache")
            #expect(try await eve.get(own).status == (isPrivate ? .notFound : .ok))
            #expect(try await nobody.get(own).location?.hasPrefix("/sign-in") == true)
            if let shown { #expect(try await nobody.get(shown).status == .ok) }
            if !isPrivate {
                try await eve.get(channel)
                try await eve.post("\(channel)/join", [:])
            }
            #expect(try await eve.get("\(channel)/picture").status == .notFound)
            try await eve.get("/account/picture")
            try await eve.post("\(channel)/picture", [], files: [.picture])
            #expect(eve.last.status == .notFound)
            try await eve.get("/account/picture")
            try await eve.post("\(channel)/picture/remove", [:])
            #expect(eve.last.status == .notFound)
            try await ada.get("\(channel)/picture")
            try await ada.post("\(channel)/picture", [], files: [.text])
            #expect(
                ada.last.status == .unprocessableContent && ada.last.text.contains("This is not a picture."))
            try await ada.post("\(channel)/picture/remove", [:])
            #expect(ada.last.location == "\(channel)/picture")
            #expect(try await ada.get(own).status == .notFound)
            if let shown { #expect(try await nobody.get(shown).status == .notFound) }
        }
    }
}
