import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Portfolios", .database(agentorDatabase))
struct PortfolioTests {
    private let site: Site
    private let agent: Browser
    private let database: TestDatabase

    init() async throws {
        database = try TestDatabase.current
        site = try Site.forTest(files: FileKeeper.Limits())
        agent = Browser(site)
        try await agent.signUp("Hana Sato", email: "hana@example.com")
        try await agent.get("/onboarding/agent-profile")
        try await agent.post("/onboarding/agent-profile", PublicationTests.answers)
    }

    private func publish(_ browser: Browser? = nil) async throws {
        let browser = browser ?? agent
        try await browser.get("/profile")
        try await browser.post("/profile/publish", [:])
    }

    private func add(
        _ title: String = "Labels <for> a shop", _ changes: [(String, String)] = [("show", "1")],
        files: [SentFile] = [.picture]
    ) async throws -> Response {
        try await agent.get("/profile/portfolio/new")
        return try await agent.post(
            "/profile/portfolio/new",
            [
                ("title", title), ("description", "A *family*."), ("year", "2025"),
                ("link", "example.com/labels"),
            ]
                + changes, files: files)
    }

    /// The addresses of pictures that everybody may see on a page.
    private func pictures(_ page: Response) -> [String] {
        page.text.matches(of: /src="(\/shown\/[0-9a-f]{32}\/[0-9a-z.]+)"/).map { String($0.1) }
    }

    @Test("work is shown with the profile, at an address of its own, and gone with it at once")
    func states() async throws {
        let stranger = Browser(site)
        let place = "/agents/hana-sato/work/1"
        #expect(try await add().location == "/profile/portfolio/1?done=saved", "\(agent.last.text)")
        #expect(try await agent.get("/profile/portfolio/1?done=saved").text.contains("Say below what each"))
        #expect(try await stranger.get(place).status == .notFound)
        try await publish()
        let page = try await stranger.get(place)
        #expect(page.status == .ok)
        for words in [
            "Labels &lt;for&gt; a shop", "<em>family</em>", "2025", "https://example.com/labels",
            "schema.org/CreativeWork", "og:image", "rel=\"canonical\"",
        ] { #expect(page.text.contains(words), "\(words)") }
        let picture = try #require(pictures(page).first)
        #expect(try await stranger.get("/agents/hana-sato").text.contains("href=\"\(place)\""))
        #expect(pictures(stranger.last).contains(picture))
        #expect(try await stranger.get("/sitemaps/all").text.contains(place))
        #expect(try await stranger.get(picture).status == .ok)
        #expect(stranger.last.headers["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(stranger.last.headers["Set-Cookie"] == nil)
        // Each way to be seen no more, and back.
        let ways: [(take: () async throws -> Void, giveBack: () async throws -> Void)] = [
            (
                {
                    try await agent.get("/profile/withdraw")
                    try await agent.post("/profile/withdraw", [:])
                }, { try await publish() }
            ),
            (
                {
                    try await agent.get("/profile/portfolio")
                    try await agent.post("/profile/portfolio/1/state", ["state": "draft"])
                },
                {
                    try await agent.get("/profile/portfolio")
                    try await agent.post("/profile/portfolio/1/state", ["state": "shown"])
                }
            ),
            (
                { try database.administer("update agentor.accounts set suspended_at = now()") },
                { try database.administer("update agentor.accounts set suspended_at = null") }
            ),
            (
                {
                    try database.administer(
                        "update agentor.accounts set erase_after = now() + interval '1 day'")
                },
                { try database.administer("update agentor.accounts set erase_after = null") }
            ),
        ]
        for (number, way) in ways.enumerated() {
            try await way.take()
            for address in [place, picture] {
                #expect(try await stranger.get(address).status == .notFound, "\(number): \(address)")
            }
            #expect(try await !stranger.get("/agents/hana-sato").text.contains(place), "\(number)")
            #expect(try await !stranger.get("/sitemaps/all").text.contains(place), "\(number)")
            try await way.giveBack()
            for address in [place, picture] {
                #expect(try await stranger.get(address).status == .ok, "\(number): \(address)")
            }
        }
        try await agent.get("/profile/portfolio/1/delete")
        #expect(
            try await agent.post("/profile/portfolio/1/delete", [:]).location
                == "/profile/portfolio?done=deleted")
        for address in [place, picture] { #expect(try await stranger.get(address).status == .notFound) }
        #expect(try database.count("messaging.files") == 0)
        #expect(
            try database.administer("select count(*) from messaging.contents where unused_since is null")[0][
                0]
                == "0", "its bytes go too")
        // The number is not given again.
        _ = try await add("Another")
        #expect(agent.last.location == "/profile/portfolio/2?done=saved")
    }

    @Test("erasing an account takes its work and pictures")
    func erasure() async throws {
        _ = try await add()
        try database.administer("update agentor.accounts set erase_after = now() - interval '1 day'")
        site.eraseDue()
        #expect(try database.count("agentor.works") == 0)
        #expect(try database.count("messaging.files") == 0)
    }

    @Test("sent twice, a form makes one work, and each picture is kept once")
    func twice() async throws {
        try await agent.get("/profile/portfolio/new")
        let (csrf, nonce) = (agent.hidden("csrf"), try #require(agent.hidden("nonce")))
        for _ in 1...2 {
            try await agent.post(
                "/profile/portfolio/new", [("title", "Labels"), ("show", "1"), ("nonce", nonce)],
                files: [.picture, .picture], csrf: csrf)
            #expect(agent.last.location == "/profile/portfolio/1?done=saved", "\(agent.last.text)")
        }
        #expect(try database.count("agentor.works") == 1)
        #expect(try database.count("messaging.files") == 2)
    }

    @Test("what cannot be taken is said beside its field, and neither words nor pictures are lost")
    func refused() async throws {
        _ = try await add("", [("show", "1")])
        #expect(agent.last.status == .unprocessableContent)
        #expect(agent.last.text.contains("Enter a title.") && agent.last.text.contains("A *family*."))
        let file = try #require(agent.hidden("file"))
        let words = "description-\(file)"
        try await agent.post(
            "/profile/portfolio/new",
            [
                ("title", "Labels"), ("year", "12"), ("link", "javascript:alert(1)"), ("file", file),
                (words, String(repeating: "x", count: 1_001)), ("show", "1"),
            ], files: [])
        #expect(agent.last.status == .unprocessableContent)
        for part in [
            "Enter the year as a whole number", "is no address of a page", "id=\"\(words)-error\"",
            "value=\"javascript:alert(1)\"", "href=\"#\(words)\"", "name=\"file\" value=\"\(file)\"",
        ] { #expect(agent.last.text.contains(part), "\(part)") }
        try await agent.post(
            "/profile/portfolio/new",
            [("title", "Labels"), ("file", file), (words, "A <jar>, labelled."), ("show", "1")], files: [])
        #expect(agent.last.location == "/profile/portfolio?done=shown")
        try await publish()
        #expect(
            try await Browser(site).get("/agents/hana-sato/work/1").text.contains(
                "alt=\"A &lt;jar&gt;, labelled.\""))
        // Without a picture, with too many, with what is none.
        _ = try await add("None", files: [])
        #expect(agent.last.text.contains("Choose at least one picture."))
        _ = try await add("Many", files: Array(repeating: .picture, count: 7))
        #expect(agent.last.text.contains("Show 6 pictures at most: leave out 1 of these 7."))
        #expect(agent.last.text.matches(of: /name="file"/).count == 7)
        let files = agent.last.text.matches(of: /name="file" value="([^"]+)"/).map { String($0.1) }
        try await agent.post(
            "/profile/portfolio/new",
            [("title", "Many"), ("drop", files[0]), ("first", files[6])] + files.map { ("file", $0) },
            files: [])
        #expect(agent.last.location == "/profile/portfolio/2?done=saved")
        #expect(
            try database.administer(
                "select id from messaging.files where album_position = 1 and album_id = "
                    + "(select album_id from agentor.works where number = 2)")[0][0] == files[6])
        _ = try await add("Text", files: [.text, .picture])
        #expect(agent.last.text.contains("plan.txt is no picture, and was left out."))
        #expect(agent.last.text.matches(of: /name="file"/).count == 1)
        _ = try await add("Broken", files: [SentFile(name: "a.png", bytes: [1, 2, 3])])
        #expect(agent.last.status == .unprocessableContent && agent.last.text.contains("id=\"files-error\""))
        // "Add" says nothing is wrong, and saves nothing.
        _ = try await add("", [("add", "1")])
        #expect(agent.last.status == .ok && !agent.last.text.contains("Enter a title."))
        #expect(agent.last.text.contains("name=\"file\""))
        #expect(try database.count("agentor.works") == 2)
    }

    @Test("a work is changed, with the pictures it has left deleted")
    func changing() async throws {
        _ = try await add(files: [.picture, .picture])
        try await publish()
        try await agent.get("/profile/portfolio/1")
        let files = agent.last.text.matches(of: /name="file" value="([^"]+)"/).map { String($0.1) }
        #expect(files.count == 2)
        try await agent.post(
            "/profile/portfolio/1",
            [("title", "Jars"), ("file", files[0]), ("file", files[1]), ("drop", files[0]), ("show", "1")]
                + [("description-\(files[1])", "Jars on a shelf.")], files: [])
        #expect(agent.last.location == "/profile/portfolio?done=shown", "\(agent.last.text)")
        #expect(try await Browser(site).get("/agents/hana-sato/work/1").text.contains("Jars on a shelf."))
        #expect(try database.count("messaging.files") == 1)
        // Saved as a draft it is gone.
        try await agent.get("/profile/portfolio/1")
        try await agent.post(
            "/profile/portfolio/1", [("title", "Jars"), ("file", files[1]), ("save", "1")], files: [])
        #expect(try await Browser(site).get("/agents/hana-sato/work/1").status == .notFound)
    }

    @Test("works are moved up and down, and at the ends stay where they are")
    func moving() async throws {
        for title in ["One", "Two", "Three"] { _ = try await add(title) }
        try await publish()
        func order() async throws -> [String] {
            try await Browser(site).get("/agents/hana-sato").text.matches(
                of: /href="\/agents\/hana-sato\/work\/([0-9])"/
            ).map { String($0.1) }
        }
        #expect(try await order() == ["1", "2", "3"])
        for (number, move, expected) in [
            (3, "up", "132"), (3, "up", "312"), (3, "up", "312"), (2, "down", "312"), (3, "down", "132"),
        ] {
            try await agent.get("/profile/portfolio")
            let answer = try await agent.post("/profile/portfolio/\(number)/move", ["move": move])
            #expect(answer.location == "/profile/portfolio#work-\(number)")
            #expect(try await order().joined() == expected, "\(number) \(move)")
        }
        let page = try await Browser(site).get("/agents/hana-sato/work/3").text
        #expect(page.contains("2 of 3"))
        #expect(page.contains("href=\"/agents/hana-sato/work/1\" rel=\"prev\""))
        #expect(page.contains("href=\"/agents/hana-sato/work/2\" rel=\"next\""))
    }

    @Test("another's work is theirs alone, and another's pictures cannot be taken")
    func refusals() async throws {
        _ = try await add("Mine", [("save", "1")])
        let file = try #require(
            try database.administer("select id from messaging.files where album_id is not null")[0][0])
        try await publish()
        let client = try await Browser.person("Ada", on: site)
        let rival = Browser(site)
        try await rival.signUp("Rival", email: "rival@example.com")
        try await rival.get("/onboarding/agent-profile")
        try await rival.post("/onboarding/agent-profile", PublicationTests.answers)
        for other in [client, rival] {
            for address in [
                "/profile/portfolio/1", "/profile/portfolio/1/delete", "/agents/hana-sato/work/1",
            ] {
                #expect(try await other.get(address).status == .notFound, "\(address)")
            }
            #expect(try await other.get("/files/\(file)").status == .notFound)
            for (address, fields) in [
                ("/profile/portfolio/1", ["title": "Yours", "file": file, "show": "1"]),
                ("/profile/portfolio/1/move", ["move": "up"]),
                ("/profile/portfolio/1/state", ["state": "shown"]),
                ("/profile/portfolio/1/delete", [:]),
            ] {
                try await other.get("/account/name")
                #expect(try await other.post(address, fields).status == .notFound, "\(address)")
            }
        }
        #expect(try await client.get("/profile/portfolio").status == .notFound)
        #expect(try await client.get("/profile/portfolio/new").status == .notFound)
        try await rival.get("/profile/portfolio/new")
        try await rival.post("/profile/portfolio/new", ["title": "Taken", "file": file, "show": "1"])
        #expect(rival.last.status == .unprocessableContent)
        #expect(rival.last.text.contains("A picture is not there any more"))
        #expect(!rival.last.text.contains(file))
        // One's own that is shown elsewhere, neither.
        try await agent.get("/profile/portfolio/new")
        try await agent.post("/profile/portfolio/new", ["title": "Again", "file": file, "show": "1"])
        #expect(agent.last.status == .unprocessableContent)
        let channel = try await agent.createChannel()
        try await agent.get(channel)
        #expect(
            try await agent.post("\(channel)/messages", ["message": "Sent", "file": file]).status
                == .unprocessableContent)
        #expect(
            try await Browser(site).get("/profile/portfolio").location?.hasPrefix("/sign-in") == true)
        let other = try #require(
            try database.administer("select id from agentor.accounts where email = 'rival@example.com'")[0][0]
        )
        #expect(try database.serve("select * from agentor.works", as: other).isEmpty)
        let hana = try #require(
            try database.administer("select id from agentor.accounts where email = 'hana@example.com'")[0][0])
        #expect(try !database.serve("select * from agentor.works", as: hana).isEmpty)
        #expect(throws: PostgresError.self) {
            try database.serve("update agentor.works set title = 'Mine' returning number", as: hana)
        }
    }

    @Test("who is apart from an agent finds none of their work")
    func blocked() async throws {
        _ = try await add()
        try await publish()
        let eve = try await Browser.person("Eve", on: site)
        #expect(try await eve.get("/agents/hana-sato/work/1").status == .ok)
        try await agent.get("/account/blocks/eve/block")
        try await agent.post("/account/blocks/eve/block", [:])
        #expect(try await eve.get("/agents/hana-sato/work/1").status == .notFound)
    }

    @Test("one may have twenty-four, and is told so; where no files are kept there are none")
    func limits() async throws {
        _ = try await add()
        try database.administer(
            """
            insert into agentor.works (account_id, number, place, title, nonce)
            select account_id, n, n, 'T', gen_random_uuid() from agentor.portfolios, generate_series(2, 24) n;
            update agentor.portfolios set last_number = 24
            """)
        #expect(try await !agent.get("/profile/portfolio").text.contains("/profile/portfolio/new"))
        let page = try await add("One more")
        #expect(page.status == .unprocessableContent && page.text.contains("You show 24 works"))
        #expect(page.text.contains("name=\"file\""))
        let bare = Browser(try Site.forTest())
        bare.cookie = agent.cookie
        #expect(try await bare.get("/profile/portfolio").status == .notFound)
        #expect(try await !bare.get("/profile").text.contains("/profile/portfolio"))
    }

    @Test("pictures that are shown count in the quota, are listed among one's files, and outlive a day")
    func files() async throws {
        _ = try await add()
        let keeper = try #require(site.intake.keeper)
        try database.administer("update messaging.files set created_at = created_at - interval '2 days'")
        while try keeper.tidy() {}
        #expect(try database.count("messaging.files") == 1)
        let page = try await agent.get("/files")
        #expect(page.text.contains("Shown with <bdi>Labels &lt;for&gt; a shop</bdi>"))
        #expect(page.text.contains("/profile/portfolio/1"))
        let size = try #require(Int(try database.administer("select size from messaging.files")[0][0] ?? ""))
        #expect(
            try await agent.get("/files", ["Accept": "application/json"]).text.contains("\"bytes\":\(size)"))
        #expect(agent.last.text.contains("\"shown\":\"/profile/portfolio/1\""))
        let file = try #require(try database.administer("select id from messaging.files")[0][0])
        #expect(try await agent.get("/files/\(file)").text.contains("that you show"))
        #expect(try keeper.check { _ in }.missing == 0)
        #expect(try keeper.sweep().count == 0)
        try await agent.get("/files/\(file)/delete")
        try await agent.post("/files/\(file)/delete", [:])
        #expect(try database.count("messaging.files") == 0)
        #expect(try database.count("agentor.works") == 1)
    }

    @Test("a service has pictures, which are seen as long as it is")
    func services() async throws {
        let service = [
            ("title", "A label"), ("description", "Two rounds."), ("category", "design"),
            ("pricing", "fixed"),
        ]
        try await agent.get("/profile/services/new")
        try await agent.post(
            "/profile/services/new", service + [("publish", "1")], files: [.picture, .picture])
        #expect(agent.last.location == "/profile/services/1?done=saved", "\(agent.last.text)")
        try await publish()
        let stranger = Browser(site)
        let shown = pictures(try await stranger.get("/agents/hana-sato/services/1"))
        #expect(shown.count == 2)
        #expect(pictures(try await stranger.get("/agents/hana-sato")) == [shown[0]])
        #expect(try await stranger.get(shown[0]).status == .ok)
        try await agent.get("/profile/services/1")
        let files = agent.last.text.matches(of: /name="file" value="([^"]+)"/).map { String($0.1) }
        try await agent.post(
            "/profile/services/1",
            service + [("file", files[1]), ("description-\(files[1])", "The label.")], files: [.text])
        #expect(agent.last.status == .unprocessableContent && agent.last.text.contains("is no picture"))
        try await agent.post(
            "/profile/services/1", service + [("file", files[1]), ("description-\(files[1])", "The label.")],
            files: [])
        #expect(agent.last.location == "/profile/services?done=saved", "\(agent.last.text)")
        #expect(
            try await stranger.get("/agents/hana-sato/services/1").text.contains("alt=\"The label.\""))
        #expect(try database.count("messaging.files where album_id is not null") == 1)
        try await agent.get("/profile/services")
        try await agent.post("/profile/services/1/state", ["state": "closed"])
        #expect(try await stranger.get(shown[0]).status == .notFound)
        // Others cannot give it any.
        let rival = Browser(site)
        try await rival.signUp("Rival", email: "rival@example.com")
        try await rival.get("/onboarding/agent-profile")
        try await rival.post("/onboarding/agent-profile", PublicationTests.answers)
        try await rival.get("/account/name")
        try await rival.post("/profile/services/1", service, files: [.picture])
        #expect(rival.last.status == .notFound)
    }
}
