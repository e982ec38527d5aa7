import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Favourites and folders", .database(agentorDatabase))
struct FolderPageTests {
    private let site: Site

    init() throws {
        site = try Site.forTest()
    }

    /// Makes a folder, and returns its address.
    private func make(_ name: String, by browser: Browser) async throws -> String {
        try await browser.get("/folders")
        try #require(try await browser.post("/folders", ["name": name]).location == "/folders")
        let page = try await browser.get("/folders").text
        return try #require(
            page.matches(of: /href="(\/folders\/[0-9a-f-]{36})">Change ([^<]*)</).first {
                $0.2.contains(name)
            }.map {
                String($0.1)
            })
    }

    private func identifier(_ folder: String) -> String { String(folder.split(separator: "/").last!) }

    @Test("favourites come first, then folders, then the rest; nothing is told to others")
    func order() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        var channels: [String] = []
        for name in ["Alpha", "Beta", "Gamma"] { channels.append(try await ada.createChannel(name)) }
        for channel in channels {
            try await bo.get(channel)
            try await bo.post("\(channel)/join", [:])
        }
        let folder = try await make("Clients", by: bo)
        try await bo.get("/channels")
        #expect(try await bo.post("\(channels[2])/favourite", [:]).location == "/channels")
        try await bo.get("/channels")
        #expect(try await bo.post("\(channels[2])/favourite", [:]).location == "/channels")
        try await bo.get("\(channels[1])/folder")
        let moved = try await bo.post("\(channels[1])/folder", ["folder": identifier(folder)])
        #expect(moved.location == "/channels")
        func own(_ browser: Browser) async throws -> [String] {
            let text = try await browser.get("/channels").text
            return text.matches(of: /data-channel="([^"]+)"/).map { "/channels/\($0.1)" }
        }
        #expect(try await own(bo) == [channels[2], channels[1], channels[0]])
        let page = bo.last.text
        #expect(page.contains("<h3>Favourites</h3>") && page.contains("<bdi>Clients</bdi>"))
        #expect(page.contains("data-folder open"))
        // Ada's own list knows nothing of it, nor do the others' addresses.
        #expect(try await !ada.get("/channels").text.contains("Favourites"))
        #expect(try await ada.get(folder).status == .notFound)
        #expect(try await ada.post(folder, ["name": "Mine", "place": "1"]).status == .notFound)
        #expect(try await ada.post("\(folder)/closed", ["closed": "yes"]).status == .notFound)
        try await ada.get("\(channels[0])/folder")
        #expect(
            try await ada.post("\(channels[0])/folder", ["folder": identifier(folder)]).status
                == .unprocessableContent)
        #expect(try await Browser(site).get("/folders").location?.hasPrefix("/sign-in") == true)

        // Closed stays closed, and what is removed leaves its channels.
        try await bo.get("/channels")
        #expect(try await bo.post("\(folder)/closed", ["closed": "yes"]).location == "/channels")
        #expect(try await !bo.get("/channels").text.contains("data-folder open"))
        #expect(try await bo.get("\(folder)/remove").text.contains("You stay in the channels"))
        #expect(try await bo.post("\(folder)/remove", [:]).location == "/folders")
        try await bo.get("/folders")
        #expect(try await bo.post("\(folder)/remove", [:]).location == "/folders")
        #expect(try await Set(own(bo)) == Set(channels))
        try await bo.post("\(channels[2])/favourite/remove", [:])
        #expect(try await !bo.get("/channels").text.contains("<h3>Favourites</h3>"))
    }

    @Test("a folder has a name of its own and a place, and there are twenty at most")
    func limits() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let first = try await make("First", by: ada)
        let second = try await make("Second", by: ada)
        try await ada.get("/folders")
        let again = try await ada.post("/folders", ["name": "First"])
        #expect(
            again.status == .unprocessableContent && again.text.contains("You have a folder of this name."))
        #expect(try await ada.post("/folders", ["name": ""]).text.contains("Enter a name."))
        let long = try await ada.post("/folders", ["name": String(repeating: "x", count: 41)])
        #expect(long.status == .unprocessableContent)
        try await ada.get(second)
        #expect(try await ada.post(second, ["name": "First", "place": "1"]).status == .unprocessableContent)
        #expect(try await ada.post(second, ["name": "Later", "place": "9"]).status == .unprocessableContent)
        #expect(try await ada.post(second, ["name": "Later", "place": "1"]).location == "/folders")
        let page = try await ada.get("/folders").text
        let order = page.matches(of: /href="(\/folders\/[0-9a-f-]{36})">Change/).map { String($0.1) }
        #expect(order == [second, first])
        for number in 3...20 { _ = try await make("Folder \(number)", by: ada) }
        #expect(try await !ada.get("/folders").text.contains("Add folder"))
        #expect(
            try await ada.post("/folders", ["name": "One more", "nonce": UUID().uuidString.lowercased()])
                .status
                == .unprocessableContent)
    }

    @Test("a stranger, and whoever has left, has nothing to keep")
    func refusals() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Alpha")
        try await bo.get("/channels")
        #expect(try await bo.post("\(channel)/favourite", [:]).status == .notFound)
        #expect(try await bo.get("\(channel)/folder").status == .notFound)
        #expect(try await bo.post("\(channel)/folder", ["folder": ""]).status == .notFound)
        #expect(try await ada.get("\(channel)/folder").text.contains("You have no folder yet."))
    }

    @Test("ten thousand channels in one folder are listed page by page, each once")
    func many() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let folder = try await make("All", by: ada)
        try TestDatabase.current.administer(
            """
            insert into messaging.channels (slug, name, type, created_by, nonce)
            select 'room-' || n, 'Room ' || n, 'private', u.id, gen_random_uuid()
            from messaging.users u, generate_series(1, 10000) n where u.full_name = 'Ada'
            """)
        try TestDatabase.current.administer(
            "update messaging.channel_members set folder_id = '\(identifier(folder))'")
        let front = try await ada.get("/channels").text
        #expect(front.matches(of: /data-channel="/).count == 30)
        #expect(front.contains("href=\"/channels?folder=\(identifier(folder))\""))
        var seen: Set<String> = []
        var next: String? = "/channels?folder=\(identifier(folder))"
        var pages = 0
        while let here = next, pages < 3 {
            let text = try await ada.get(here).text
            seen.formUnion(text.matches(of: /data-channel="([^"]+)"/).map { String($0.1) })
            next = text.firstMatch(of: /href="(\/channels[^"]*mine=[^"]+)" rel="next"/).map {
                String($0.1).replacing("&amp;", with: "&")
            }
            pages += 1
        }
        #expect(seen.count == 300 && next != nil)
        let other = try await Browser.person("Bo", on: site)
        #expect(try await other.get("/channels?folder=\(identifier(folder))").status == .notFound)
    }
}
