import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import Scanning
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Files in messages", .database(agentorDatabase))
struct FileActionTests {
    private let site: Site

    init() throws {
        var limits = FileKeeper.Limits()
        limits.file = 1 << 20
        site = try Site.forTest(files: limits)
    }

    /// The identifiers of files on the page last loaded, in their order.
    private func files(_ page: Response) -> [String] {
        page.text.components(separatedBy: "href=\"/files/").dropFirst().map { String($0.prefix(36)) }
    }

    private func kept() throws -> Int { try TestDatabase.current.count("messaging.files") }

    private func channel() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        let bo = try await Browser.person("Bo", on: site)
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.get(channel)
        return (ada, bo, channel)
    }

    // MARK: Sending

    @Test("a picture and a text go with a message, and whoever reads that is shown them")
    func sending() async throws {
        let (ada, bo, channel) = try await channel()
        #expect(ada.last.text.contains("enctype=\"multipart/form-data\""))
        try await ada.post("\(channel)/messages", [("message", "Look.")], files: [.picture, .text])
        #expect(ada.last.location == "\(channel)?sent=1", "\(ada.last.text)")
        let page = try await bo.get(channel).text
        #expect(page.contains("Look.") && page.contains("plan.txt"))
        let (picture, text) = (files(bo.last)[0], files(bo.last)[1])
        try await bo.get("/files/\(picture)/1.webp")
        #expect(bo.last.status == .ok && bo.last.headers["Content-Type"] == "image/webp")
        #expect(bo.last.headers["Content-Disposition"] == "inline")
        #expect(try Array(bo.last.whole.utf8.prefix(4)) == Array("RIFF".utf8))
        try await bo.get("/files/\(text)/download")
        #expect(try bo.last.whole == "First this, then that.\n")
        #expect(bo.last.headers["Content-Type"] == "text/plain")
        #expect(
            bo.last.headers["Content-Disposition"]?.hasPrefix("attachment; filename=\"plan.txt\"") == true)
        #expect(bo.last.headers["X-Content-Type-Options"] == "nosniff")
        try await bo.get("/files/\(picture)")
        #expect(bo.last.text.contains("Picture from") && !bo.last.text.contains("name=\"description\""))
        try await bo.get("\(channel)/files")
        #expect(files(bo.last).contains(picture) && files(bo.last).contains(text))
    }

    @Test("files go without words; nothing at all does not")
    func withoutWords() async throws {
        let (ada, bo, channel) = try await channel()
        try await ada.post("\(channel)/messages", [("message", "")], files: [SentFile(name: "", bytes: [])])
        #expect(ada.last.status == .unprocessableContent && ada.last.text.contains("Write something first."))
        try await ada.post("\(channel)/messages", [("message", "")], files: [.text])
        #expect(ada.last.status == .seeOther)
        #expect(try await bo.get(channel).text.contains("plan.txt"))
    }

    @Test("a form that is sent twice is sent once, with its files")
    func twice() async throws {
        let (ada, _, channel) = try await channel()
        let fields = [("message", "Once."), ("nonce", UUID().uuidString)]
        let token = ada.hidden("csrf")
        for _ in 0..<2 {
            try await ada.post("\(channel)/messages", fields, files: [.picture, .text], csrf: token)
            #expect(ada.last.location == "\(channel)?sent=1")
        }
        #expect(try kept() == 2)
    }

    @Test("a script sends a file before its message, drops one, and names the other")
    func script() async throws {
        let (ada, bo, channel) = try await channel()
        let token = ada.hidden("csrf")
        var ids: [String] = []
        for file in [SentFile.picture, .text] {
            try await ada.post("/files", [], files: [file], ["Accept": "application/json"], csrf: token)
            #expect(ada.last.status == .created, "\(ada.last.text)")
            let answer = ada.last.text
            let id = try #require(
                answer.firstRange(of: "\"id\":\"").map { String(answer[$0.upperBound...].prefix(36)) })
            ids.append(id)
        }
        try await bo.get("/files/\(ids[0])/1.webp")
        #expect(bo.last.status == .notFound, "it is not sent yet")
        try await bo.get(channel)
        try await bo.post("/files/\(ids[0])/remove", [:], ["Accept": "application/json"])
        #expect(bo.last.status == .notFound)
        try await ada.post("/files/\(ids[0])/remove", ["csrf": token ?? ""], ["Accept": "application/json"])
        #expect(ada.last.status == .noContent)
        try await ada.post(
            "\(channel)/messages", ["message": "", "file": ids[1], "csrf": token ?? ""],
            ["Accept": "application/json"])
        #expect(ada.last.status == .created, "\(ada.last.text)")
        #expect(try await bo.get(channel).text.contains("plan.txt"))
    }

    @Test("a message is found by what its files say, and a file from before once its keeper has read it")
    func found() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/agentor-files-\(UUID().uuidString)"
        let site = try Site.forTest(files: FileKeeper.Limits(), keptIn: folder)
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", [("message", "Look.")], files: [.picture, .text])
        try await ada.get(channel)
        let file = files(ada.last)[1]
        func search() async throws -> String { try await ada.get("/search?q=then").text }
        let page = try await search()
        #expect(page.contains("First this, <mark>then</mark> that."), "\(page)")
        #expect(page.contains("<a href=\"/files/\(file)\"><bdi>plan.txt</bdi></a>"))
        let told = try await ada.get("/search?q=then", ["Accept": "application/json"]).text
        #expect(told.contains("\"address\":\"/files/\(file)\""))
        let database = try TestDatabase.current
        try database.administer("delete from messaging.file_texts")
        #expect(try await search().contains("There is no message like that."))
        let keeper = FileKeeper.forTest(site.messenger, in: folder)
        func read() throws -> [Int] {
            let reading = try keeper.readEarlier { digest, error in Issue.record("\(error)") }
            return [reading.files, reading.texts, reading.left]
        }
        #expect(try read() == [1, 1, 0])
        #expect(try await search().contains("First this, <mark>then</mark> that."))
        #expect(try read() == [0, 0, 0])
        // Bytes that are not there are no reason to stop.
        try database.administer("delete from messaging.file_texts")
        try FileManager.default.removeItem(atPath: folder)
        let elsewhere = FileKeeper.forTest(site.messenger)
        var missing = 0
        let reading = try elsewhere.readEarlier { _, _ in missing += 1 }
        #expect([reading.files, reading.texts, reading.left] == [0, 0, 1] && missing == 1)
    }

    // MARK: Refusals

    @Test("what cannot be taken is said, with the words kept, and the files that came before it")
    func refused() async throws {
        let (ada, _, channel) = try await channel()
        let page = SentFile(
            name: "innocent.png", bytes: Array("<!DOCTYPE html><html><script>alert(1)</script></html>".utf8))
        try await ada.post("\(channel)/messages", [("message", "Keep <this>.")], files: [.text, page])
        #expect(ada.last.status == .unprocessableContent)
        #expect(ada.last.text.contains("Keep &lt;this&gt;."))
        #expect(ada.last.text.contains("Files of this kind cannot be sent."))
        #expect(ada.last.text.contains("name=\"file\"") && ada.last.text.contains("plan.txt"))
        let text = try #require(ada.hidden("file"))
        try await ada.post("\(channel)/messages", [("message", "Now."), ("file", text)], files: [])
        #expect(ada.last.location == "\(channel)?sent=1")
        #expect(try await ada.get(channel).text.contains("plan.txt"))
    }

    @Test("a file that is too large, damaged, empty, or one too many")
    func limits() async throws {
        let (ada, _, channel) = try await channel()
        let damaged = SentFile(name: "cut.png", bytes: Array(SentFile.picture.bytes.prefix(40)))
        let cases: [([SentFile], String)] = [
            ([SentFile(name: "big.txt", bytes: [UInt8](repeating: 0x61, count: (1 << 20) + 1))], "too large"),
            ([damaged], "damaged"), ([SentFile(name: "void.txt", bytes: [])], "nothing in this file"),
            ([SentFile](repeating: .text, count: 11), "no more than 10"),
        ]
        for (files, words) in cases {
            try await ada.get(channel)
            try await ada.post("\(channel)/messages", [("message", "Mine.")], files: files)
            #expect(ada.last.status == .unprocessableContent)
            #expect(ada.last.text.contains(words), "\(words)")
            #expect(ada.last.text.contains("Mine."))
        }
    }

    @Test("a form that is none of ours brings nothing in")
    func forged() async throws {
        let (ada, _, channel) = try await channel()
        try await ada.post("\(channel)/messages", [], files: [.picture], csrf: "x")
        #expect(ada.last.status == .forbidden)
        let stranger = Browser(site)
        try await stranger.get("/sign-in")
        try await stranger.post("/files", [], files: [.picture])
        #expect(
            stranger.last.status != .created && stranger.last.text.contains("Sign in"),
            "\(stranger.last.status)")
        #expect(try kept() == 0)
    }

    @Test("a form with files that breaks off, or is none, is refused, and changes nothing")
    func broken() async throws {
        let (ada, _, channel) = try await channel()
        for (type, body) in [
            (
                "multipart/form-data; boundary=x",
                "--x\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nhi"
            ),
            ("multipart/form-data", "--x--\r\n"), ("multipart/form-data; boundary=x", ""),
        ] {
            try await ada.send(.post, "\(channel)/messages", [:], Body(Array(body.utf8), contentType: type))
            #expect(
                [.badRequest, .unsupportedMediaType, .forbidden].contains(ada.last.status),
                "\(ada.last.status)")
        }
        #expect(try await ada.get(channel).text.contains("Nothing has been said here yet."))
    }

    // MARK: Privacy

    @Test("a file is found by nobody who may not read its message, and by nobody once that is deleted")
    func privacy() async throws {
        let (ada, bo, channel) = try await channel()
        try await ada.post("\(channel)/messages", [("message", "For us.")], files: [.picture, .text])
        let (picture, text) = (files(try await bo.get(channel))[0], files(bo.last)[1])
        let addresses = [
            "/files/\(picture)/1.webp", "/files/\(picture)", "/files/\(text)/download",
            "\(channel)/files", "\(channel)/messages/1/files.zip",
        ]
        let stranger = try await Browser.person("Eve", on: site)
        let nobody = Browser(site)
        for address in addresses {
            #expect(try await bo.get(address).status == .ok, "\(address)")
            #expect(try await stranger.get(address).status == .notFound, "\(address)")
            #expect(try await nobody.get(address).location?.hasPrefix("/sign-in") == true, "\(address)")
        }
        try await bo.get("\(channel)/leave")
        try await bo.post("\(channel)/leave", [:])
        for address in addresses { #expect(try await bo.get(address).status == .notFound, "\(address)") }
        try await ada.get("\(channel)/messages/1/delete")
        try await ada.post("\(channel)/messages/1/delete", [:])
        for address in addresses.dropLast(2) {
            #expect(try await ada.get(address).status == .notFound, "\(address)")
        }
    }

    @Test("nothing of files can be sent or had where the site keeps none")
    func notOffered() async throws {
        let site = try Site.forTest()
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        #expect(!ada.last.text.contains("type=\"file\""))
        try await ada.post("\(channel)/messages", [("message", "With it.")], files: [.text])
        #expect(ada.last.status == .unprocessableContent && ada.last.text.contains("With it."))
    }

    @Test("where files are to be looked at for malware and nobody can, none is taken")
    func unscanned() async throws {
        let site = try Site.forTest(files: .init(), scanner: MalwareScanner(address: "/nonexistent/clamd"))
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", [("message", "With it.")], files: [.text])
        #expect(ada.last.status == .unprocessableContent && ada.last.text.contains("With it."))
        #expect(ada.last.text.contains("cannot be looked at for malware just now"))
        #expect(try kept() == 0)
    }

    @Test("programs are told of files, and one’s own data names them")
    func programs() async throws {
        let (ada, bo, channel) = try await channel()
        try await ada.post("\(channel)/messages", [("message", "")], files: [.picture])
        let answer = try await bo.get("\(channel)/messages/1", ["Accept": "application/json"]).text
        let file = files(try await bo.get(channel))[0]
        #expect(answer.contains("\"address\":\"/files/\(file)/1.webp\"") && answer.contains("\"width\":1"))
        try await ada.get("/account/download/agentor-data.json")
        #expect(try ada.last.whole.contains("/files/\(file)/download"))
    }

    @Test("the web role is told of no contents, used or not, and drops nothing of others'")
    func housekeeping() throws {
        let database = try TestDatabase.current
        for call in [
            "unused_contents(0, 9)", "used_contents('', 9)", "known_contents('{}')", "forget_contents('{}')",
            "drop_unsent_files()",
        ] {
            #expect(throws: PostgresError.self, "\(call)") {
                let connection = try Connection.open(
                    try ConnectionParameters(parsing: database.app), applicationName: "test",
                    timeout: .seconds(5), logger: TestDatabase.logger)
                _ = try connection.run("select messaging.\(call)")
            }
        }
    }

    // MARK: Delivery

    @Test("a part of a file, one that has not changed, and where the web server is to send it")
    func delivery() async throws {
        let (ada, _, channel) = try await channel()
        try await ada.post("\(channel)/messages", [("message", "")], files: [.text])
        let address = "/files/\(files(try await ada.get(channel))[0])/download"
        try await ada.get(address, ["Range": "bytes=6-9"])
        #expect(ada.last.status == .partialContent && ada.last.headers["Content-Range"] == "bytes 6-9/23")
        #expect(try ada.last.whole == "this")
        try await ada.get(address, ["Range": "bytes=99-"])
        #expect(ada.last.status == .rangeNotSatisfiable && ada.last.headers["Content-Range"] == "bytes */23")
        let tag = try #require(try await ada.get(address).headers["ETag"])
        try await ada.get(address, ["If-None-Match": "\"x\", \(tag)"])
        #expect(ada.last.status == .notModified && ada.last.body.isEmpty && ada.last.rest == nil)
        #expect(ada.last.headers["Cache-Control"] == "private, no-cache")
    }

    @Test(
        "of what a range may say one part is served",
        arguments: [
            ("bytes=0-4", ByteRange.part(0..<5)), ("bytes=5-", .part(5..<10)), ("bytes=-3", .part(7..<10)),
            ("bytes=-30", .part(0..<10)), ("bytes=8-99", .part(8..<10)), ("bytes=10-", .beyond),
            ("bytes=-0", .beyond), ("bytes=4-2", .all), ("bytes=0-1,3-4", .all), ("lines=0-1", .all),
            ("bytes=a-b", .all), ("bytes=", .all), ("bytes=-", .all), ("bytes=99999999999999999999-", .all),
        ])
    func range(_ text: String, _ wanted: ByteRange) {
        #expect(ByteRange(text, of: 10) == wanted)
    }

    @Test("all files of a message are saved as one archive")
    func archive() async throws {
        let (ada, _, channel) = try await channel()
        try await ada.post("\(channel)/messages", [("message", "")], files: [.text, .text, .picture])
        try await ada.get("\(channel)/messages/1/files.zip")
        #expect(ada.last.headers["Content-Type"] == "application/zip")
        let whole = try ada.last.wholeBytes
        #expect(whole.starts(with: [0x50, 0x4B, 3, 4]))
        let text = String(decoding: whole, as: UTF8.self)
        #expect(text.contains("plan.txt") && text.contains("plan (2).txt") && text.contains("First this"))
    }

    @Test("all files of a conversation are saved as one archive, for as long as one may read them")
    func wholeArchive() async throws {
        let (ada, bo, channel) = try await channel()
        #expect(try await bo.get("\(channel)/files.zip").status == .notFound, "there are none")
        for _ in 0..<2 {
            try await ada.get(channel)
            try await ada.post("\(channel)/messages", [("message", "")], files: [.text, .picture])
        }
        #expect(try await bo.get("\(channel)/files").text.contains("\(channel)/files.zip"))
        try await bo.get("\(channel)/files.zip")
        let text = String(decoding: try bo.last.wholeBytes, as: UTF8.self)
        #expect(text.contains("plan.txt") && text.contains("plan (2).txt") && text.contains("dot (2)."))
        #expect(bo.last.headers["Content-Type"] == "application/zip")
        // Whoever leaves while it is sent gets no more.
        let begun = try await bo.get("\(channel)/files.zip")
        let rest = try #require(begun.rest)
        var sent = try #require(try rest())
        try await bo.get("\(channel)/leave")
        try await bo.post("\(channel)/leave", [:])
        while let piece = try rest() { sent += piece }
        let cut = String(decoding: sent, as: UTF8.self)
        #expect(
            !cut.contains("(2)") && sent.suffix(22).starts(with: [0x50, 0x4B, 5, 6]), "it ends as it should")
        let stranger = try await Browser.person("Eve", on: site)
        #expect(try await stranger.get("\(channel)/files.zip").status == .notFound)
        #expect(try await Browser(site).get("\(channel)/files.zip").location?.hasPrefix("/sign-in") == true)
    }

    // MARK: One's own

    @Test("one’s own files are listed with what they count, and deleted there, also where one has left")
    func own() async throws {
        let (ada, bo, channel) = try await channel()
        #expect(try await bo.get("/files").text.contains("You have sent no pictures or files yet."))
        try await bo.get(channel)
        try await bo.post("\(channel)/messages", [("message", "Both.")], files: [.text, .picture])
        try await bo.get("/files")
        #expect(bo.last.text.contains("plan.txt") && bo.last.text.contains("\(channel)/messages/1"))
        #expect(bo.last.text.contains("of 2 GB") && !bo.last.text.contains("you have left"))
        let page = bo.last.text
        let deletions = page.components(separatedBy: "href=\"/files/").dropFirst().map {
            String($0.prefix(36))
        }
        #expect(deletions.count == 2)
        try await bo.get("\(channel)/leave")
        try await bo.post("\(channel)/leave", [:])
        #expect(try await bo.get("/files").text.contains("In a conversation you have left"))
        for stranger in [ada, try await Browser.person("Eve", on: site)] {
            try await stranger.get("/account/name")
            try await stranger.post("/files/\(deletions[0])/delete", [:])
            #expect(stranger.last.status == .notFound)
        }
        for file in deletions {
            try await bo.get("/files/\(file)/delete")
            try await bo.post("/files/\(file)/delete", [:])
            #expect(bo.last.location == "/files?done=deleted")
        }
        #expect(try await bo.get("/files?done=deleted").text.contains("The file is deleted."))
        try await ada.get(channel)
        #expect(ada.last.text.contains("Both.") && ada.last.text.contains("2 files were deleted."))
        #expect(!ada.last.text.contains("plan.txt") && !ada.last.text.contains("as a ZIP"))
        let json = try await ada.get("\(channel)/messages/1", ["Accept": "application/json"]).text
        #expect(json.contains("\"isDeleted\":true"))
        #expect(try await ada.get("\(channel)/files").status == .ok && !ada.last.text.contains("plan.txt"))
        #expect(try await Browser(site).get("/files").location?.hasPrefix("/sign-in") == true)
        #expect(try await bo.get("/files", ["Accept": "application/json"]).text.contains("\"bytes\":0"))
    }

    // MARK: Describing

    @Test("who sent a picture says what it shows, and nobody else")
    func describing() async throws {
        let (ada, bo, channel) = try await channel()
        try await ada.post("\(channel)/messages", [("message", "")], files: [.picture])
        let file = files(try await ada.get(channel))[0]
        try await ada.get("/files/\(file)")
        #expect(ada.last.text.contains("name=\"description\""))
        try await ada.post("/files/\(file)/description", ["description": "One grey <dot>."])
        #expect(ada.last.location == "/files/\(file)?done=described")
        #expect(
            try await bo.get(channel).text.contains("alt=\"One grey &lt;dot>.\"")
                || bo.last.text.contains("One grey &lt;dot&gt;."))
        try await bo.post("/files/\(file)/description", ["description": "Mine."])
        #expect(bo.last.status == .notFound)
        try await ada.get("/files/\(file)")
        let long = String(repeating: "x", count: 1_001)
        try await ada.post("/files/\(file)/description", ["description": long])
        #expect(ada.last.status == .unprocessableContent && ada.last.text.contains(long))
    }

    // MARK: What becomes of bytes

    @Test("bytes are deleted when no file is made of them any more, and not before")
    func bytes() async throws {
        let (ada, _, channel) = try await channel()
        for _ in 0..<2 {
            try await ada.get(channel)
            try await ada.post("\(channel)/messages", [("message", "")], files: [.text])
        }
        let keeper = try #require(site.intake.keeper)
        let digest = try #require(
            try TestDatabase.current.administer("select digest from messaging.contents")[0][0])
        let part = try site.messenger.part(
            "original", of: UUID(uuidString: files(try await ada.get(channel))[0])!,
            as: site.accounts.identity(
                of: SessionToken(cookie: String(ada.cookie!.split(separator: "=")[1]))!
            ) { _, _ in true })
        #expect(part.digest == digest)
        for place in 1...2 {
            try await ada.get("\(channel)/messages/\(place)/delete")
            try await ada.post("\(channel)/messages/\(place)/delete", [:])
            #expect(try !keeper.tidy())
            #expect(try keeper.open(part).size == 23, "not for ten minutes")
        }
        _ = try TestDatabase.current.administer(
            "update messaging.contents set unused_since = unused_since - interval '11 minutes'")
        #expect(try !keeper.tidy())
        #expect(try keeper.open(part).size == 23, "it was kept lately: somebody may be about to say so")
    }
}
