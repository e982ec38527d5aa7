import FoundationEssentials
import Testing
import Text

@testable import AgentorCore

@Suite("The demonstration's folder")
struct DemonstrationFolderTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "demonstration").path

    private let demonstration: Demonstration

    init() throws {
        demonstration = try Demonstration(from: Self.folder, options: .shipped)
    }

    @Test("about forty people, agents and clients, are in a dozen channels and say a lot")
    func size() {
        let kinds = demonstration.people.map(\.profile.kind)
        #expect((36...46).contains(kinds.count))
        #expect((22...30).contains(kinds.count { $0 == .agent }))
        #expect((12...18).contains(kinds.count { $0 == .client }))
        #expect(demonstration.channels.count >= 12)
        #expect(demonstration.channels.count { $0.draft.visibility == .private } == 2)
        #expect(demonstration.channels.reduce(0) { $0 + $1.messages.count } >= 350)
        #expect(Set(demonstration.people.map(\.name)).count == kinds.count)
    }

    @Test("everybody says something, and no two profiles are the same")
    func individual() {
        let speakers = Set(demonstration.channels.flatMap { $0.messages.map(\.by) })
        #expect(speakers == Set(demonstration.people.map(\.key)))
        let profiles = Set(
            demonstration.people.map { person in
                switch person.profile {
                case .agent(let profile): profile.about
                case .client(let profile): profile.need
                }
            })
        #expect(profiles.count == demonstration.people.count)
    }

    @Test("two agents and a client are there to sign in as, who share a channel and have something unread")
    func signIns() {
        let keys = demonstration.signIns.map(\.key)
        #expect(keys.sorted() == ["ada", "hana", "mateus"])
        #expect(demonstration.password == "just-a-demonstration")
        #expect(demonstration.signIns.map(\.profile.kind.rawValue).sorted() == ["agent", "agent", "client"])
        #expect(demonstration.signIns.map(\.email).contains("ada@example.com"))
        #expect(
            demonstration.channels.contains { Set(keys).isSubset(of: [$0.host] + $0.members) },
            "they can talk to each other")
        for key in keys {
            #expect(demonstration.channels.count { $0.unread[key] != nil } >= 3, "\(key)")
        }
    }

    @Test(
        "people who share a channel talk in private, those to sign in as with several, and not all of it is read"
    )
    func conversations() {
        let talks = ofTwo.filter { areAcquainted($0.participants) }
        #expect(talks.count >= 10)
        #expect(talks.allSatisfy { (4...12).contains($0.messages.count) })
        #expect(talks.allSatisfy { Set($0.messages.map(\.by)) == Set($0.participants) }, "both say something")
        for key in demonstration.signIns.map(\.key) {
            let own = talks.filter { $0.participants.contains(key) }
            #expect(own.count >= 4, "\(key)")
            #expect((1...2).contains(own.count { $0.unread[key] != nil }), "\(key)")
        }
    }

    private var ofTwo: [Demonstration.Conversation] { demonstration.conversations.filter { !$0.isGroup } }
    private var groups: [Demonstration.Conversation] { demonstration.conversations.filter(\.isGroup) }

    @Test("in a group of three and in one of four, people who share a channel plan something together")
    func planning() {
        #expect(groups.map(\.participants.count).sorted() == [3, 4])
        #expect(groups.allSatisfy { areAcquainted($0.participants) })
        #expect(groups.allSatisfy { (10...16).contains($0.messages.count) })
        #expect(groups.allSatisfy { Set($0.messages.map(\.by)) == Set($0.participants) }, "all say something")
        #expect(groups.allSatisfy { !$0.unread.isEmpty })
        for key in demonstration.signIns.map(\.key) {
            #expect(groups.contains { $0.participants.contains(key) }, "\(key)")
        }
    }

    @Test("people answer each other in threads, quote, pin and name each other, in channels and in groups")
    func answers() {
        func threads(_ talk: some DemonstrationTalk) -> [[Demonstration.Message]] {
            Array(Dictionary(grouping: talk.messages.filter { $0.thread != nil }, by: \.thread).values)
        }
        let inChannels = demonstration.channels.flatMap { threads($0) }
        #expect(inChannels.count >= 8)
        #expect(inChannels.allSatisfy { (2...5).contains($0.count) && Set($0.map(\.by)).count >= 2 })
        #expect(demonstration.channels.count { !threads($0).isEmpty } >= 5)
        #expect(groups.allSatisfy { threads($0).count == 1 })

        let said = demonstration.channels.flatMap(\.messages)
        #expect(said.count { $0.quoted != nil } >= 3)
        #expect(said.count { $0.isPinned } >= 4)
        #expect(said.count { $0.draft.text.contains("@") } >= 5)
        for group in groups {
            #expect(group.messages.contains { $0.quoted != nil })
            #expect(group.messages.contains { $0.isPinned })
            #expect(group.messages.contains { $0.draft.text.contains("@") })
        }
    }

    @Test("what a message answers is told by the numbers of the messages before it, whatever they are")
    func numbers() throws {
        for talk in talks {
            let numbers = talk.messages.indices.map { 3 * Int64($0) + 7 }
            for (index, message) in talk.messages.enumerated() {
                let draft = try message.draftToSend(after: Array(numbers.prefix(index)))
                #expect(draft.thread == message.thread.map { numbers[$0] })
                #expect(draft.quoted == message.quoted.map { numbers[$0] })
                #expect(draft.text == message.draft.text && draft.nonce == message.draft.nonce)
            }
        }
    }

    @Test("a stranger has written once to each of those to sign in as, and waits for an answer")
    func requests() {
        let requests = ofTwo.filter { !areAcquainted($0.participants) }
        for key in demonstration.signIns.map(\.key) {
            let own = requests.filter { $0.participants.contains(key) }
            #expect(own.count == 1, "\(key)")
            #expect(own.allSatisfy { $0.messages.map(\.by) == $0.others(than: key) }, "\(key)")
            #expect(own.allSatisfy { $0.unread == [key: 1] }, "\(key)")
        }
        #expect(requests.count == demonstration.signIns.count)
    }

    private func areAcquainted(_ people: [String]) -> Bool {
        demonstration.channels.contains { Set(people).isSubset(of: $0.participants) }
    }

    @Test(
        "some messages have marks, two in private are long, and some were answered with emoji in several places"
    )
    func marks() {
        let texts = demonstration.conversations.flatMap { $0.messages.map(\.draft.text) }
        for mark in ["\n- ", "\n1. ", "> ", "`", "```\n", "**"] {
            #expect(texts.contains { $0.contains(mark) }, "\(mark)")
        }
        #expect(texts.count { $0.count > 900 } == 2)
        func hasReactions(_ talk: some DemonstrationTalk) -> Bool {
            talk.messages.contains { !$0.reactions.isEmpty }
        }
        #expect(demonstration.channels.count(where: hasReactions) >= 3)
        #expect(demonstration.conversations.count(where: hasReactions) >= 3)
    }

    @Test("every picture of the folder goes with one message, or with work and services")
    func pictures() throws {
        let said = talks.flatMap(\.messages).flatMap(\.pictures).map(\.name)
        #expect(Set(said).count == said.count)
        let shown = demonstration.people.flatMap {
            $0.services.flatMap(\.pictures) + $0.works.flatMap(\.pictures)
        }
        let folder = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/pictures")
        #expect(Set(said + shown.map(\.name)) == Set(folder))
    }

    @Test("most people have a face, and every face of the folder is somebody's")
    func faces() throws {
        let faces = demonstration.people.compactMap(\.picture).map {
            String($0.split(separator: "/").last ?? "")
        }
        let folder = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/faces")
        #expect(faces.count > demonstration.people.count / 2 && faces.count < demonstration.people.count)
        #expect(Set(folder) == Set(faces))
        #expect(Set(faces).count == faces.count)
    }

    /// Everything that is said, place by place.
    private var talks: [any DemonstrationTalk] { demonstration.channels + demonstration.conversations }

    @Test(
        "names and messages are in many scripts",
        arguments: [
            ("Latin beyond ASCII", 0x00C0...0x024F), ("Greek", 0x0370...0x03FF),
            ("Cyrillic", 0x0400...0x04FF),
            ("Hebrew", 0x05D0...0x05EA), ("Arabic", 0x0620...0x06FF), ("Devanagari", 0x0900...0x097F),
            ("Tamil", 0x0B80...0x0BFF), ("Thai", 0x0E00...0x0E7F), ("Georgian", 0x10D0...0x10FF),
            ("Ethiopic", 0x1200...0x137F), ("Kana", 0x3040...0x30FF), ("Han", 0x4E00...0x9FFF),
            ("Hangul", 0xAC00...0xD7A3),
        ] as [(String, ClosedRange<UInt32>)])
    func scripts(script: String, range: ClosedRange<UInt32>) {
        let said = demonstration.channels.flatMap { $0.messages.map(\.draft.text) }
        let names = demonstration.people.map(\.name)
        #expect(
            (said + names).contains { $0.unicodeScalars.contains { range.contains($0.value) } }, "\(script)")
    }

    @Test("some messages run from right to left, some have several lines, and some are one word")
    func shapes() {
        let texts = demonstration.channels.flatMap { $0.messages.map(\.draft.text) }
        let beginning = texts.compactMap { $0.unicodeScalars.first { $0.properties.isAlphabetic }?.value }
        #expect(beginning.count { (0x0590...0x06FF).contains($0) } >= 20)
        #expect(beginning.count { $0 < 0x0250 } >= 200)
        #expect(texts.count { $0.contains("\n") } >= 10)
        #expect(texts.count { !$0.contains(" ") } >= 10)
        #expect(texts.count { $0.count > 300 } >= 6)
    }

    // MARK: Times

    /// Through a year with all its changes of clocks, at all times of day.
    private static let loadings = stride(from: 1_796_000_000.0, to: 1_796_000_000 + 366 * 86_400, by: 93_600)
        .map { Date(timeIntervalSince1970: $0) }

    @Test("whenever it is loaded, what was said has its order, is past, and six weeks old at most")
    func order() throws {
        for now in Self.loadings {
            for talk in talks {
                let moments = talk.moments(before: now)
                #expect(moments.count == talk.messages.count)
                #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 }, "\(talk.key), \(now)")
                #expect(try #require(moments.last) < now)
                #expect(try #require(moments.first) > now.addingTimeInterval(-45 * 86_400))
            }
        }
    }

    @Test("it was said at the time of day the file has, by the speaker's own clock")
    func clocks() {
        for now in Self.loadings {
            for talk in talks {
                for (message, moment) in zip(talk.messages, talk.moments(before: now)) {
                    let second = Int(moment.timeIntervalSince1970)
                    let local = second + message.zone.offset(at: second)
                    let difference = abs(local % 86_400 / 60 - message.time.minute)
                    // Clocks that are changed on other days than those of who spoke before.
                    #expect(difference <= 120, "\(talk.key), \(message.by): \(message.draft.text)")
                    #expect((6...23).contains(message.time.minute / 60))
                }
            }
        }
    }

    @Test("there is talk of the last day, in several channels")
    func recent() throws {
        for now in Self.loadings {
            let recent = try demonstration.channels.count { channel in
                try #require(channel.moments(before: now).last) > now.addingTimeInterval(-36 * 3_600)
            }
            #expect(recent >= 3, "\(now)")
        }
    }

    @Test("a conversation that would still go on is moved back by whole days")
    func moved() throws {
        let midnight = 1_796_083_200.0
        #expect(midnight.truncatingRemainder(dividingBy: 86_400) == 0)
        let time = try #require(DemonstrationTime(days: 0, at: "12:00"))
        let earlier = try #require(DemonstrationTime(days: 2, at: "18:30"))
        func moments(at hour: Double) -> [Double] {
            DemonstrationTime.moments(
                [(earlier, .utc), (time, .utc)],
                before: Date(timeIntervalSince1970: midnight + hour * 3_600)
            ).map { ($0.timeIntervalSince1970 - midnight) / 3_600 }
        }
        #expect(moments(at: 13) == [-29.5, 12])
        #expect(moments(at: 11) == [-53.5, -12])
    }

    // MARK: Mistakes

    /// The folder with something replaced in one of its files.
    private func read(_ file: String, _ text: String, _ replacement: String) throws -> Demonstration {
        let manager = FileManager.default
        let copy = manager.temporaryDirectory.appending(path: "demonstration-\(UUID().uuidString)").path
        try manager.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? manager.removeItem(atPath: copy) }
        let before = try String(contentsOfFile: "\(copy)/\(file)", encoding: .utf8)
        try #require(before.contains(text), "\(file) has no \(text)")
        let after = before.replacing(text, with: replacement, maxReplacements: 1)
        try after.write(toFile: "\(copy)/\(file)", atomically: true, encoding: .utf8)
        return try Demonstration(from: copy, options: .shipped)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let text: String
        let replacement: String
        let message: String

        var testDescription: String { message }
    }

    @Test(
        "a mistake is an error that names its file and place",
        arguments: [
            Mistake(
                file: "people.json", text: #""company": "#, replacement: #""compani": "#,
                message: "people.json, [0].client.compani: does not belong here"),
            Mistake(
                file: "people.json", text: #""name": "Ada Okafor","#,
                replacement: #""name": "Ada Okafor", "age": 41,"#,
                message: "people.json, [0].age: does not belong here"),
            Mistake(
                file: "people.json", text: #""budget": "5000""#, replacement: #""budget": "5""#,
                message: "people.json, [0].client.budget: Choose a budget."),
            Mistake(
                file: "people.json", text: #""name": "Ada Okafor","#, replacement: "",
                message: "people.json, [0].name: is missing"),
            Mistake(
                file: "people.json", text: #""person": "mateus""#, replacement: #""person": "ada""#,
                message: "people.json, [1].person: somebody else is ada already"),
            Mistake(
                file: "people.json", text: #""client": {"#, replacement: #""agent": {}, "client": {"#,
                message: "people.json, [0]: must be either an agent or a client"),
            Mistake(
                file: "sign-ins.json", text: #""hana""#, replacement: #""hanna-maria""#,
                message: "sign-ins.json, people[1]: nobody is called hanna-maria"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #"{"by": "hana""#,
                replacement: #"{"by": "hanah""#,
                message: "channels/labels-and-boxes.json, messages[0].by: nobody is called hanah"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #"{"by": "hana""#,
                replacement: #"{"by": "sunita""#,
                message: "channels/labels-and-boxes.json, messages[0].by: sunita is not in it"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""days": "#,
                replacement: #""days": "", "x": "#,
                message: "channels/labels-and-boxes.json, messages[0].x: does not belong here"),
            Mistake(
                file: "people.json", text: #""name": "Ada Okafor""#, replacement: #""name": 5"#,
                message: "people.json, [0].name: must be String"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""at": ""#, replacement: #""at": "2"#,
                message:
                    "channels/labels-and-boxes.json, messages[0]: must be some days ago, up to 365, at a time like 09:05"
            ),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""text": "Good morning"#,
                replacement: #""text": " ", "colour": "Good morning"#,
                message: "channels/labels-and-boxes.json, messages[0].colour: does not belong here"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""ada": 3"#, replacement: #""ada": 30"#,
                message:
                    "channels/labels-and-boxes.json, unread.ada: must be from 1 to the messages since the last of their own"
            ),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""name": "Labels and boxes""#,
                replacement: #""name": """#,
                message: "channels/labels-and-boxes.json, name: Enter a name."),
            Mistake(
                file: "channels/before-spring.json", text: #""members": []"#,
                replacement: #""members": ["hana"]"#,
                message: "channels/before-spring.json, members[0]: nobody can join a private channel"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""🎉": ["hana""#,
                replacement: #""🎉": ["sunita""#,
                message: "channels/labels-and-boxes.json, messages[65].reactions.🎉[0]: sunita is not in it"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #""🎉": ["hana""#,
                replacement: #""hurrah": ["hana""#,
                message: "channels/labels-and-boxes.json, messages[65].reactions.hurrah: is no emoji"),
            Mistake(
                file: "conversations/ada-hana.json", text: #"["ada", "hana"]"#,
                replacement: #"["ada", "hanah"]"#,
                message: "conversations/ada-hana.json, between[1]: nobody is called hanah"),
            Mistake(
                file: "conversations/ada-hana.json", text: #"["ada", "hana"]"#,
                replacement: #"["ada", "ada"]"#,
                message: "conversations/ada-hana.json, between: must be two to eight people, each once"),
            Mistake(
                file: "conversations/ada-mateus.json", text: #"["ada", "mateus"]"#,
                replacement:
                    #"["ada", "mateus", "hana", "siobhan", "priya", "kavitha", "tariq", "diego", "jakub"]"#,
                message: "conversations/ada-mateus.json, between: must be two to eight people, each once"),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #"["yuki", "hana", "meilin"]"#,
                replacement: #"["yuki", "hana", "meilin", "hana"]"#,
                message:
                    "conversations/hana-meilin-yuki.json, between: must be two to eight people, each once"),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #"["yuki", "hana", "meilin"]"#,
                replacement: #"["yuki", "hana", "meilin", "tomas"]"#,
                message:
                    "conversations/hana-meilin-yuki.json, between[3]: tomas is in no channel with yuki, who writes first"
            ),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #""at": "14:45", "thread": 6"#,
                replacement: #""at": "14:45", "thread": 7"#,
                message: "conversations/hana-meilin-yuki.json, messages[7].thread: is no earlier message"),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #""at": "14:45", "thread": 6"#,
                replacement: #""at": "14:45", "thread": -1"#,
                message: "conversations/hana-meilin-yuki.json, messages[7].thread: is no earlier message"),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #""at": "16:05", "thread": 6"#,
                replacement: #""at": "16:05", "thread": 7"#,
                message:
                    "conversations/hana-meilin-yuki.json, messages[8].thread: messages[7] is in a thread itself"
            ),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #""thread": 6"#,
                replacement: #""thread": "6""#,
                message: "conversations/hana-meilin-yuki.json, messages[7].thread: must be Int"),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #""quoting": 3"#,
                replacement: #""quoting": 4"#,
                message: "conversations/hana-meilin-yuki.json, messages[4].quoting: is no earlier message"),
            Mistake(
                file: "conversations/hana-meilin-yuki.json", text: #""pinned": true"#,
                replacement: #""pinned": "yes""#,
                message: "conversations/hana-meilin-yuki.json, messages[3].pinned: must be Bool"),
            Mistake(
                file: "conversations/ada-hana.json", text: #""plum.jpg""#, replacement: #""../people.json""#,
                message:
                    "conversations/ada-hana.json, messages[4].pictures[0].file: there is no picture ../people.json"
            ),
            Mistake(
                file: "people.json", text: #""ada.png""#, replacement: #""../people.json""#,
                message: "people.json, [0].picture: there is no face ../people.json"),
            Mistake(
                file: "conversations/ada-hana.json", text: #""shows": "A drawing"#,
                replacement: #""shows": "", "title": "A drawing"#,
                message: "conversations/ada-hana.json, messages[4].pictures[0].title: does not belong here"),
            Mistake(
                file: "channels/labels-and-boxes.json", text: #"{"by": "hana""#,
                replacement: String(
                    repeating:
                        #"{"by": "hana", "days": 42, "at": "10:00", "text": "Hello", "pinned": true}, "#,
                    count: 51) + #"{"by": "hana""#,
                message: "channels/labels-and-boxes.json, messages[50].pinned: 50 are pinned already"),
            Mistake(
                file: "conversations/ada-hana.json", text: #"{"by": "ada""#, replacement: #"{"by": "mateus""#,
                message: "conversations/ada-hana.json, messages[0].by: mateus is not in it"),
            Mistake(
                file: "conversations/ada-hana.json", text: #"{"ada": 2}"#, replacement: #"{"ada": 3}"#,
                message:
                    "conversations/ada-hana.json, unread.ada: must be from 1 to the messages since the last of their own"
            ),
            Mistake(
                file: "conversations/ada-hana.json", text: #""unread""#,
                replacement: #""name": "", "unread""#,
                message: "conversations/ada-hana.json, name: does not belong here"),
            Mistake(
                file: "conversations/request-nino-ada.json", text: #"{"by": "nino""#,
                replacement: String(
                    repeating: #"{"by": "nino", "days": 9, "at": "09:00", "text": "Hello?"}, "#, count: 3)
                    + #"{"by": "nino""#,
                message:
                    "conversations/request-nino-ada.json, messages[3]: a stranger waits for an answer after three"
            ),
            Mistake(
                file: "conversations/request-nino-ada.json", text: #"["nino", "ada"]"#,
                replacement: #"["nino", "hana"]"#,
                message: "conversations/request-nino-ada.json, unread.ada: ada is not in it"),
        ])
    func mistake(mistake: Mistake) {
        let error = #expect(throws: DemonstrationError.self) {
            try read(mistake.file, mistake.text, mistake.replacement)
        }
        #expect(error?.description == mistake.message)
    }

    @Test("two people have one conversation, whoever is named first")
    func pairs() throws {
        let file = "conversations/request-nino-ada.json"
        let text = try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
        let other = text.replacing("nino", with: "hana")
        let error = #expect(throws: DemonstrationError.self) { try read(file, text, other) }
        #expect(error?.description == "\(file), between: these two have a conversation already")
    }

    @Test("people have one group, in whatever order they are named")
    func sameGroup() throws {
        let group = "\(Self.folder)/conversations/ada-hana-mateus-siobhan.json"
        let order = #"["ada", "siobhan", "hana", "mateus"]"#
        let text = try String(contentsOfFile: group, encoding: .utf8)
        try #require(text.contains(order))
        let other = text.replacing(order, with: #"["mateus", "hana", "siobhan", "ada"]"#)
        let file = "conversations/ada-mateus.json"
        let pair = try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
        let error = #expect(throws: DemonstrationError.self) { try read(file, pair, other) }
        #expect(error?.description == "\(file), between: these people have a conversation already")
    }

    @Test("what is no JSON, or not there, is told with the file's name")
    func unreadable() {
        let error = #expect(throws: DemonstrationError.self) { try read("people.json", "[", "(") }
        #expect(error?.file == "people.json")
        #expect(error?.reason.isEmpty == false)
        #expect(throws: DemonstrationError(file: "sign-ins.json", place: "", reason: "cannot be read")) {
            try Demonstration(from: "/nowhere", options: .shipped)
        }
    }
}
