import AgentorCore
import AgentorViews
import Crypto
import FileTypes
import FoundationEssentials
import Messaging
import ZoneInfo

/// All that was said in a conversation, as entries of an archive: pages and JSON of some hundred messages each, their files,
/// and what tells later whether anything was changed.
struct Transcript {
    private let channel: Channel
    private let reader: Identity
    /// Whoever saves it.
    private let name: String
    private let messenger: Messenger
    private let address: String
    private let keepsFiles: Bool
    private let zone: Zone
    private let made = Date.now

    private var place: Int64 = 0
    private var chain = TranscriptChain()
    private var pages: [TranscriptIndexPage.Page] = []
    private var waiting: [ArchiveEntry] = []
    private var bytesOfFiles: Int64 = 0
    private var manifest = ""
    private var hasEnded = false

    /// - Parameters:
    ///   - reader: who it is read as, piece by piece.
    ///   - name: of whoever saves it.
    init(
        of channel: Channel, as reader: Identity, named name: String, in zone: Zone, _ messenger: Messenger,
        address: String, keepsFiles: Bool
    ) {
        self.channel = channel
        self.reader = reader
        self.name = name
        self.zone = zone
        self.messenger = messenger
        self.address = address
        self.keepsFiles = keepsFiles
    }

    mutating func next() throws -> ArchiveEntry? {
        while true {
            if !waiting.isEmpty { return waiting.removeFirst() }
            if hasEnded { return nil }
            let messages = try messenger.transcript(
                of: channel.slug, after: place, upTo: channel.lastSequence, as: reader)
            if let last = messages.last {
                place = last.sequence
                try add(messages)
            } else {
                hasEnded = true
                finish()
            }
        }
    }

    private mutating func add(_ messages: [Message]) throws {
        var lines: [UInt8] = []
        var entries: [TranscriptPage.Entry] = []
        var files: [ArchiveEntry] = []
        for message in messages {
            let kept = try keptFiles(of: message)
            lines += try chain.add(TranscriptMessage(message, kept))
            entries.append(
                TranscriptPage.Entry(
                    message, kept, sent: zone.local(message.sentAt).moment(label: label(message.sentAt))))
            for file in kept {
                guard let part = file.part, let name = file.name else { continue }
                manifest += "\(part.digest)  \(name)\n"
                files.append(.kept(name: name, part))
            }
        }
        let number = pages.count + 1
        let digits = String("000\(number)".suffix(max(4, "\(number)".count)))
        let page = TranscriptIndexPage.Page(
            address: "pages/\(digits).html", first: label(messages[0].sentAt),
            last: label(messages[messages.count - 1].sentAt), count: messages.count)
        pages.append(page)
        add("messages/\(digits).ndjson", lines)
        add(page.address, TranscriptPage(channel: channel.name, page: page, entries: entries).html())
        waiting += files
    }

    /// What is told of when it all has been said.
    private mutating func finish() {
        add(
            "index.html",
            TranscriptIndexPage(
                channel: channel.name, description: channel.description,
                address: address + Route.channel(channel.slug, .show).path, saved: label(made),
                savedBy: name, pages: pages
            ).html())
        add("README.txt", Array(TranscriptReadme(channel: channel.name, saved: made, chain: chain).text.utf8))
        // Of all but itself.
        waiting.append(.made(name: "MANIFEST.sha256", Array(manifest.utf8)))
    }

    private mutating func add(_ name: String, _ bytes: [UInt8]) {
        manifest += "\(SHA256.hash(data: bytes).hexadecimal)  \(name)\n"
        waiting.append(.made(name: name, bytes))
    }

    /// Its files that are still there, with where each stands in the archive.
    private mutating func keptFiles(of message: Message) throws -> [TranscriptFile] {
        let files = message.files.filter(\.isThere)
        if files.isEmpty { return [] }
        let parts = try parts(of: message)
        // One was taken away in this moment: then it cannot be told which is which.
        guard parts.count == files.count else { return [] }
        return zip(files, parts).enumerated().map { number, found in
            let (file, part) = found
            let fits = keepsFiles && bytesOfFiles + part.size <= FilesPage.mostBytesOfArchive
            if fits { bytesOfFiles += part.size }
            let name =
                "files/\(message.sequence)-\(number + 1)-\(FileName.toSave(part.fileName, as: part.type).text)"
            return TranscriptFile(file: file, part: fits ? part : nil, name: fits ? name : nil)
        }
    }

    /// None where none is there any more.
    private func parts(of message: Message) throws(MessagingError) -> [StoredPart] {
        do { return try messenger.parts(ofMessage: message.sequence, in: channel.slug, as: reader) } catch {
            guard case .notFound = error else { throw error }
            return []
        }
    }

    private func label(_ moment: Date) -> String { zone.local(moment).dayAndTime }
}

/// Fingerprints of messages, each made of the one before and the message's line.
struct TranscriptChain {
    /// Before the first message.
    static let beginning = String(repeating: "0", count: 64)

    private(set) var count = 0
    private(set) var last = beginning
    private let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }()

    /// The message's line, with its fingerprint.
    mutating func add(_ message: TranscriptMessage) throws -> [UInt8] {
        let json = Array(try encoder.encode(message))
        last = SHA256.hash(data: Array(last.utf8) + json).hexadecimal
        count += 1
        return Array("{\"hash\":\"\(last)\",\"message\":".utf8) + json + Array("}\n".utf8)
    }
}

/// A message as the JSON of an archive has it.
struct TranscriptMessage: Encodable {
    struct Author: Encodable {
        let id: UUID
        let name: String
        let handle: String?
    }

    struct File: Encodable {
        let name: String
        let type: String
        let description: String
        let size: Int64
        /// Where it stands in the archive; nil for what there was no room for.
        let path: String?
        /// Of the bytes that stand there.
        let sha256: String?
    }

    struct Reaction: Encodable {
        let emoji: String
        let count: Int
    }

    let seq: Int64
    let sentAt: Date
    let author: Author
    /// As it was typed; empty for what was deleted, and for what cannot be read just now.
    let text: String
    let isDeleted: Bool
    /// While a moderator looks at it.
    let isHidden: Bool
    let isUnreadable: Bool
    let version: Int
    let editedAt: Date?
    /// Where the message stands in whose thread it was said.
    let thread: Int64?
    let quotes: Int64?
    let isPinned: Bool
    let reactions: [Reaction]
    let files: [File]

    init(_ message: Message, _ kept: [TranscriptFile]) {
        seq = message.sequence
        sentAt = message.sentAt
        author = Author(
            id: message.author.id.rawValue, name: message.author.name, handle: message.author.handle)
        text = message.text
        isDeleted = message.isDeleted
        isHidden = message.isHidden
        isUnreadable = message.isUnreadable
        version = message.version
        editedAt = message.editedAt
        thread = message.thread
        quotes = message.quote?.sequence
        isPinned = message.isPinned
        reactions = message.reactions.map { Reaction(emoji: $0.emoji, count: $0.count) }
        files = kept.map {
            File(
                name: $0.file.name, type: $0.file.type, description: $0.file.description, size: $0.file.size,
                path: $0.name, sha256: $0.part?.digest)
        }
    }
}

/// What is said in an archive of how it can be checked.
private struct TranscriptReadme {
    let channel: String
    let saved: Date
    let chain: TranscriptChain

    var text: String {
        """
        \(channel)
        Saved from Agentor on \(saved.ISO8601Format()).

        index.html         opens in a browser, without a connection
        pages/             what was said, some hundred messages a page
        messages/          the same for programs: JSON, a message a line
        files/             pictures and files, named by message, place and name
        MANIFEST.sha256    a fingerprint (SHA-256) of each of these files

        Has anything been changed?

            sha256sum --check MANIFEST.sha256

        Each line of messages/ is {"hash":"...","message":{...}}. The hash is the SHA-256 of the hash of the line before (64
        zeros before the first) and of the message, byte for byte. There are \(chain.count) messages, and the last hash is

            \(chain.last)

        Keep that hash somewhere else: as long as it comes out, no message was changed, removed or put in between.

        python3 -c '
        import glob, hashlib
        last, count = "0" * 64, 0
        for name in sorted(glob.glob("messages/*.ndjson")):
            for line in open(name, "rb"):
                last = hashlib.sha256(last.encode() + line[85:-2]).hexdigest()
                assert line[9:73] == last.encode(), f"{name}: message {count + 1} was changed"
                count += 1
        print(count, "messages,", last)
        '

        """
    }
}

extension SHA256Digest {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
