import Compression
import FastCGI
import FoundationEssentials
import Messaging
import Synchronization
import TestDatabase
import TestGzip
import Testing

@testable import AgentorFCGI

/// Compresses, and keeps what it was given.
private final class Press: Sendable {
    private let given = Mutex<[[UInt8]]>([])

    var bytes: [[UInt8]] { given.withLock { $0 } }

    func compress(_ bytes: ArraySlice<UInt8>) -> GzipPart {
        given.withLock { $0.append(Array(bytes)) }
        return GzipPart(bytes)
    }

    func forget() { given.withLock { $0 = [] } }
}

@Suite("What many readers get", .database(agentorDatabase))
struct SharedBytesTests {
    private let site: Site
    private let press = Press()

    init() throws {
        site = try Site.forTest(listening: true, compress: press.compress)
    }

    private static let gzip: Headers = ["Accept-Encoding": "gzip, deflate, br"]

    /// Two people, and a channel in which the first has said as many things.
    private func conversation(messages: Int = 12) async throws -> (ada: Browser, bo: Browser, channel: String)
    {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        for number in 1...messages { try await ada.say("Message number \(number)", in: channel) }
        press.forget()
        return (ada, bo, channel)
    }

    /// What some held requests are answered when Ada has said something.
    private func answers(
        to requests: [Request], when ada: Browser, says text: String, in channel: String
    ) async throws -> [Response] {
        let waiting = site.messenger.waiting
        async let answers = answersInOrder(to: requests)
        while site.messenger.waiting < waiting + requests.count {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await ada.say(text, in: channel)
        return await answers
    }

    private func answersInOrder(to requests: [Request]) async -> [Response] {
        await withTaskGroup { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, await site.respond(to: request)) }
            }
            var answers = [Response](repeating: Response(), count: requests.count)
            for await (index, response) in group { answers[index] = response }
            return answers
        }
    }

    @Test("a change that several scripts wait for is compressed once, and says the same as uncompressed")
    func changes() async throws {
        let (ada, bo, channel) = try await conversation()
        var requests: [Request] = []
        for number in 0..<6 {
            let address = "\(channel)/changes?after=12&hold=\(number)"
            requests.append(try bo.request(.get, address, number == 5 ? [:] : Self.gzip))
            requests.append(try ada.request(.get, address + "a", Self.gzip))
        }
        let long = String(repeating: "The same words again. ", count: 20)
        let answers = try await answers(to: requests, when: ada, says: long, in: channel)
        let plain = try #require(answers.first { $0.headers["Content-Encoding"] == nil })
        #expect(plain.text.contains("The same words again."))
        #expect(press.bytes == [plain.body])
        let compressed = answers.filter { $0.headers["Content-Encoding"] == "gzip" }
        #expect(compressed.count == requests.count - 1)
        for answer in compressed {
            #expect(gunzip(answer.body) == plain.body && answer.body.count < plain.body.count)
            #expect(answer.headers["Agentor-Cursor"] == plain.headers["Agentor-Cursor"])
        }
        #expect(answers.allSatisfy { $0.headers["Vary"] == "Accept, Accept-Encoding" })
        site.messenger.stop()
    }

    @Test(
        "the frame's list is compressed once for all who had read as far, and each has an address of their own in it"
    )
    func frames() async throws {
        let (ada, bo, channel) = try await conversation()
        var requests: [Request] = []
        // Bo had read three messages or seven: what stands before and after is the same for all who had.
        for (number, read) in [3, 7, 3, 7, 3, 7].enumerated() {
            let address = "\(channel)/live?read=\(read)&after=12&hold=\(number)"
            requests.append(try bo.request(.get, address, Self.gzip))
            requests.append(try bo.request(.get, address + "0"))
            requests.append(try ada.request(.get, address + "1", Self.gzip))
        }
        let answers = try await answers(to: requests, when: ada, says: "And one more", in: channel)
        #expect(press.bytes.count == 5, "the whole for Ada, two pieces for each place Bo had read to")
        var addresses: Set<String> = []
        func document(_ answer: Response) throws -> String {
            let bytes = answer.headers["Content-Encoding"] == "gzip" ? gunzip(answer.body) : answer.body
            let text = String(decoding: try #require(bytes), as: UTF8.self)
            let hold = try #require(text.firstMatch(of: /hold=[0-9]+/)).output
            #expect(addresses.insert(String(hold)).inserted)
            return text.replacing(hold, with: "hold=")
        }
        for index in stride(from: 0, to: answers.count, by: 3) {
            let (compressed, plain) = (answers[index], answers[index + 1])
            #expect(compressed.headers["Content-Encoding"] == "gzip")
            #expect(compressed.body.count < plain.body.count / 2)
            let text = try document(plain)
            #expect(try document(compressed) == text)
            #expect(text.contains("And one more") && text.contains("last-read"))
            #expect(try !document(answers[index + 2]).contains("last-read"))
        }
        site.messenger.stop()
    }

    @Test("nothing that is one reader's own is in what is compressed for all")
    func nothingOwn() async throws {
        let (ada, bo, channel) = try await conversation()
        let requests = try [bo, ada].flatMap { reader in
            try ["changes?after=12&hold=1", "live?read=4&after=12&hold=2"].map {
                try reader.request(.get, "\(channel)/\($0)", Self.gzip)
            }
        }
        _ = try await answers(to: requests, when: ada, says: "And one more", in: channel)
        #expect(!press.bytes.isEmpty)
        for bytes in press.bytes {
            let text = String(decoding: bytes, as: UTF8.self)
            for own in ["csrf", "nonce", "hold=", "read=", "last-read", "<form"] {
                #expect(!text.contains(own))
            }
        }
        site.messenger.stop()
    }

    @Test("which reactions are one's own is put between what is compressed for all")
    func ownReactions() async throws {
        let (ada, bo, channel) = try await conversation()
        for (browser, message, emoji) in [(bo, 3, "❤️"), (ada, 5, "👍")] {
            try await browser.get("\(channel)/messages/\(message)")
            try await browser.post("\(channel)/messages/\(message)/reactions", ["emoji": emoji])
        }
        press.forget()
        for (browser, emoji, other) in [(bo, "❤️", "👍"), (ada, "👍", "❤️")] {
            for address in ["log", "log?around=4"] {
                let plain = try await browser.get("\(channel)/\(address)")
                let compressed = try await browser.get("\(channel)/\(address)", Self.gzip)
                #expect(compressed.headers["Content-Encoding"] == "gzip")
                #expect(gunzip(compressed.body) == plain.body)
                #expect(plain.text.contains("<span>You reacted \(emoji)</span>"))
                #expect(!plain.text.contains("You reacted \(other)"))
            }
        }
        #expect(!press.bytes.isEmpty)
        #expect(press.bytes.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("You reacted") })
        site.messenger.stop()
    }

    @Test(
        "gzip is sent to whoever would rather have it, and to nobody who would not",
        arguments: [
            ("gzip", true), ("GZIP", true), ("x-gzip", true), ("*", true), ("br, gzip;q=0.001", true),
            ("deflate, gzip;q=1.0, *;q=0.5", true), ("gzip ; Q=0.5", true), ("identity;q=0, *", true),
            ("gzip;q=0.5, identity;q=0.5", true), ("gzip,", true),
            ("identity", false), ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false),
            ("gzip;q=0, *", false), ("gzip;q=0.3, identity;q=0.4", false), ("deflate, br", false),
            ("", false),
            ("gzip;q=2", false), ("gzip;q=0.0001", false), ("gzip;q=high", false), ("gzip;q=", false),
            ("gzip;q=1.001", false), ("gzip;q=-1", false), ("not-gzip", false),
        ])
    func preferences(accepted: String, isCompressed: Bool) async throws {
        let (ada, _, channel) = try await conversation(messages: 2)
        for address in ["changes?after=0&wait=0", "live", "log"] {
            let answer = try await ada.get("\(channel)/\(address)", ["Accept-Encoding": accepted])
            #expect(answer.status == .ok)
            #expect((answer.headers["Content-Encoding"] == "gzip") == isCompressed, "\(address)")
            let bytes = isCompressed ? gunzip(answer.body) : answer.body
            #expect(String(decoding: try #require(bytes), as: UTF8.self).contains("Message number 2"))
        }
        #expect(try await ada.get("\(channel)/live").headers["Content-Encoding"] == nil)
        site.messenger.stop()
    }

    @Test("no more pieces are kept of one list than its limit, and whoever needs another is sent plain bytes")
    func limit() async throws {
        let bytes = SharedBytes(Array(repeating: 65, count: 1_000), compress: press.compress)
        let visit = Visit(Request(headers: Self.gzip), by: site.accounts, intake: site.intake)
        for length in 1...SharedBytes.limit + 10 {
            let pieces: [BodyPiece] = [.own([66]), .shared(bytes, 0..<(900 + length))]
            for _ in 0..<2 {
                let response = Response.html(pieces, for: visit)
                let isKept = length <= SharedBytes.limit
                #expect((response.headers["Content-Encoding"] == "gzip") == isKept)
                let body = isKept ? gunzip(response.body) : response.body
                #expect(body == [66] + Array(repeating: 65, count: 900 + length))
            }
        }
        #expect(press.bytes.count == SharedBytes.limit)
        site.messenger.stop()
    }

    @Test("what would only get longer is sent as it is")
    func short() {
        let visit = Visit(Request(headers: Self.gzip), by: site.accounts, intake: site.intake)
        let bytes = SharedBytes(Array("<li>".utf8), compress: press.compress)
        let response = Response.html([.whole(bytes)], for: visit)
        #expect(response.body == bytes.bytes && response.headers["Content-Encoding"] == nil)
        site.messenger.stop()
    }
}
