import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Pictures of people", .database(messagingDatabase))
struct PictureTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
    }

    /// - Parameter letter: what it is made of.
    private func picture(_ letter: Character, size: Int64 = 100) -> PictureDraft {
        PictureDraft(
            name: String(repeating: letter, count: 32),
            parts: [(96, "image/webp"), (96, "image/jpeg"), (192, "image/webp"), (192, "image/jpeg")].map {
                .init(side: $0, type: $1, digest: String(repeating: letter, count: 64), size: size)
            })
    }

    private func set(_ letter: Character, size: Int64 = 100, as person: ParticipantID) throws {
        try messenger.setPicture(picture(letter, size: size), quota: 1_000, as: person.identity)
    }

    /// Whether anybody can have it.
    private func isPublic(_ letter: Character) throws -> Bool {
        do {
            let name = String(repeating: letter, count: 32)
            let part = try messenger.publicPicture(name, side: 96, type: "image/webp")
            #expect(part.digest == String(repeating: letter, count: 64) && part.type == "image/webp")
            return true
        } catch MessagingError.notFound { return false }
    }

    private func references() throws -> [[String?]] {
        try database.administer(
            "select left(digest, 1), reference_count::text, (unused_since is not null)::text from messaging.contents order by 1"
        )
    }

    @Test("stand beside what one says, and whoever knows the name has it, while it is somebody’s")
    func set() throws {
        let slug = try messenger.createChannel("Design", as: ada)
        _ = try messenger.send(MessageDraft(text: "Here.", nonce: UUID()), to: slug, as: ada.identity)
        #expect(try messenger.conversation(slug, as: ada.identity).page.messages[0].author.picture == nil)
        #expect(try !isPublic("a"))
        try set("a", as: ada)
        #expect(try messenger.picture(of: ada.identity) == String(repeating: "a", count: 32))
        let said = try messenger.conversation(slug, as: ada.identity).page.messages[0]
        #expect(said.author.picture == String(repeating: "a", count: 32), "pages made before are made anew")
        #expect(try isPublic("a"))
        #expect(throws: MessagingError.self, "no such size") {
            try messenger.publicPicture(String(repeating: "a", count: 32), side: 384, type: "image/webp")
        }
        try set("b", as: ada)
        #expect(try isPublic("b") && !isPublic("a"))
        #expect(try messenger.removePicture(as: ada.identity))
        #expect(try !messenger.removePicture(as: ada.identity))
        #expect(try !isPublic("b") && messenger.picture(of: ada.identity) == nil)
        #expect(try references() == [["a", "0", "true"], ["b", "0", "true"]])
    }

    @Test("two people may have the same, and it stays as long as one of them has it")
    func shared() throws {
        for person in [ada, bo] { try set("a", as: person) }
        try set("a", as: bo)
        #expect(try references() == [["a", "8", "false"]])
        try messenger.removePicture(as: ada.identity)
        #expect(try isPublic("a") && references() == [["a", "4", "false"]])
        try messenger.removePicture(as: bo.identity)
        #expect(try !isPublic("a"))
        #expect(try messenger.unusedContents(for: .zero, limit: 9) == [String(repeating: "a", count: 64)])
    }

    @Test("what is kept otherwise is nobody’s picture")
    func narrow() throws {
        let name = String(repeating: "c", count: 64)
        let part = FileDraft.Part(name: "original", digest: name, type: "image/webp", size: 9)
        try messenger.keep(
            FileDraft(name: "a.webp", type: "image/webp", label: "Picture", parts: [part]), quota: 100,
            as: ada.identity)
        #expect(try !isPublic("c"))
        #expect(throws: MessagingError.self) {
            try messenger.publicPicture(name, side: 96, type: "image/webp")
        }
    }

    @Test("counts in what somebody keeps, the one before not")
    func quota() throws {
        try set("a", size: 200, as: ada)
        try set("b", size: 250, as: ada)
        #expect(throws: FileRefusal.quota) { try set("c", size: 251, as: ada) }
        #expect(try isPublic("b"), "what they had stays")
        let part = FileDraft.Part(
            name: "original", digest: String(repeating: "d", count: 64), type: "text/plain", size: 1)
        #expect(throws: FileRefusal.quota) {
            try messenger.keep(
                FileDraft(name: "a.txt", type: "text/plain", label: "Text", parts: [part]), quota: 1_000,
                as: ada.identity)
        }
    }

    @Test("nobody has none, and nobody sets another’s")
    func refusals() throws {
        #expect(throws: MessagingError.self) {
            try messenger.setPicture(picture("a"), quota: 1_000, as: .nobody)
        }
        try set("a", as: ada)
        #expect(try !messenger.removePicture(as: .nobody))
        #expect(try !messenger.removePicture(as: bo.identity))
        for change in ["update messaging.users set picture = null", "delete from messaging.picture_parts"] {
            #expect(throws: PostgresError.self, "\(change)") {
                _ = try database.serve(
                    "begin; set local messaging.participant = '\(ada.rawValue.uuidString)'; \(change)")
            }
        }
        let look = "begin; set local messaging.participant = '\(ada.rawValue.uuidString)';"
        #expect(try database.serve("\(look) select digest from messaging.picture_parts").isEmpty)
        #expect(try isPublic("a"))
    }

    @Test("goes with whoever is erased")
    func erased() throws {
        try set("a", as: ada)
        while try database.administer("select messaging.erase_some('\(ada.rawValue)')")[0][0] == "t" {}
        #expect(try !isPublic("a"))
        #expect(try references() == [["a", "0", "true"]])
    }

    @Test("of a channel are set by those in charge, and public where everybody can find it")
    func channels() throws {
        let open = try messenger.createChannel("Open", as: ada)
        let hidden = try messenger.createChannel("Hidden", .private, as: ada)
        try messenger.setPicture(picture("e"), of: open, as: ada.identity)
        try messenger.setPicture(picture("f"), of: hidden, as: ada.identity)
        #expect(try isPublic("e") && !isPublic("f"))
        #expect(try messenger.channel(open, as: bo.identity).picture == String(repeating: "e", count: 32))
        let part = try messenger.picture(of: hidden, side: 96, type: "image/webp", as: ada.identity)
        #expect(part.digest == String(repeating: "f", count: 64))
        for slug in [hidden, "nowhere"] {
            #expect(throws: MessagingError.self, "he cannot find it") {
                try messenger.picture(of: slug, side: 96, type: "image/webp", as: bo.identity)
            }
        }
        _ = try messenger.join(open, as: bo.identity)
        for person in [bo.identity, .nobody] {
            #expect(throws: MessagingError.self) {
                try messenger.setPicture(picture("a"), of: open, as: person)
            }
            #expect(throws: MessagingError.self) { try messenger.removePicture(of: open, as: person) }
        }
        #expect(try messenger.ownFiles(as: ada.identity).bytes == 0, "it counts in nobody’s quota")
        try messenger.removePicture(of: open, as: ada.identity)
        #expect(try !isPublic("e") && messenger.channel(open, as: ada.identity).picture == nil)
        #expect(try references() == [["e", "0", "true"], ["f", "4", "false"]])
    }
}
