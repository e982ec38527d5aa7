import Multipart
import Testing

/// Bodies that clients sent to a server on loopback, which saved them as they came: what browsers send of one
/// form, and what programs make of the same fields.
///
/// The form has a title, a field with marks and a backslash in its name, a text in several scripts and two
/// boxes that are ticked, then three files (those that take one at a time were given one), a file field that
/// was left empty, and the button. Of the files, one has quotation marks in its name, one a name that is not
/// ASCII, and one a backslash at the end of its name and in it every byte there is and what looks like
/// boundaries.
@Suite("Bodies as clients send them")
struct RecordedBodyTests {
    struct Client: Sendable, CustomTestStringConvertible {
        let name: String
        let parts: [Sent]

        var testDescription: String { name }
    }

    private static let name = #"a "quoted" name, 100% \"#
    private static let plan = Array("für später\n".utf8)
    private static let planName = #"plan "A" 100%41.txt"#
    private static let pictureName = "写真.png"
    private static let trickyName = #"tricky\"#
    private static let tricky =
        Array(0...255)
        + Array(
            ("\r\n--\r\n----\r\n-----\r\n------WebKitFormBoundary\r\n------geckoformboundary\r\n"
                + "-----------------------------\r\n--------------------------\n--\r--\r\r\n--").utf8)
    /// One grey pixel, as a PNG.
    private static let picture: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
        0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00,
        0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01,
        0x48, 0xAF, 0xA4, 0x71, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]
    private static let octets = "application/octet-stream"

    private static func fields(name: String = name, lineEnd: String) -> [Sent] {
        let lines = ["日本語のテキスト", "שלום עולם", "नमस्ते 👩🏽‍🚀"]
        return [
            Sent("title", "Grüße aus Łódź"), Sent(name, "Ωμέγα"),
            Sent("message", lines.joined(separator: lineEnd)), Sent("tags", "one"), Sent("tags", "two"),
        ]
    }

    private static func file(_ name: String, _ type: String?, _ content: [UInt8]) -> Sent {
        Sent(Part(name: "files", filename: name, contentType: type), content)
    }

    private static func files(
        plan: String = planName, tricky name: String = trickyName, types: [String?]
    ) -> [Sent] {
        [file(plan, types[0], Self.plan), file(pictureName, types[1], picture), file(name, types[2], tricky)]
    }

    private static func leftEmpty(_ type: String?, filename: String? = "") -> Sent {
        Sent(Part(name: "later", filename: filename, contentType: type), [])
    }

    private static let button = Sent("do", "send")
    private static let guessed: [String?] = ["text/plain", "image/png", octets]

    static let clients = [
        // Chromium 156 and Firefox 153.
        Client(
            name: "chromium",
            parts: fields(lineEnd: "\r\n") + files(types: guessed) + [leftEmpty(octets), button]),
        Client(
            name: "firefox",
            parts: fields(lineEnd: "\r\n") + files(types: guessed) + [leftEmpty(octets), button]),
        // A form of no fields, and one a script filled: a field without a name, a line break and a control
        // character in names, a file with no name that is not empty, and an empty file that has one.
        Client(name: "chromium-empty", parts: []),
        Client(
            name: "chromium-script",
            parts: [
                Sent("", "no name"), Sent("line\r\nbreak \u{1}", "a\r\nb"),
                Sent(Part(name: "blob", filename: "blob", contentType: octets), Array("blob".utf8)),
                Sent(
                    Part(name: "file", filename: "a\r\nb.html", contentType: "text/html"), Array("<p>".utf8)),
                Sent(Part(name: "unnamed", filename: "", contentType: octets), Array("content".utf8)),
                Sent(Part(name: "nothing", filename: "empty.txt", contentType: octets), []),
            ]),
        // NetSurf 3.10. It leaves out a file field that was left empty.
        Client(
            name: "netsurf",
            parts: fields(lineEnd: "\n") + [file(planName, "text/plain", plan), button]),
        // w3m 0.5.3 and links 2.28. Both write quotation marks as they are.
        Client(
            name: "w3m",
            parts: fields(lineEnd: "\r\n") + [file(planName, "text/plain", plan), leftEmpty(octets), button]),
        Client(
            name: "links2",
            parts: fields(lineEnd: "\r\n") + [
                file(pictureName, "image/png", picture), leftEmpty(nil), button,
            ]),
        // curl 7.88; the second with --form-escape, which is how it wrote names until 7.81. Where no
        // quotation mark shows that backslashes are escapes, two of them stay two.
        Client(
            name: "curl", parts: fields(lineEnd: "\n") + files(types: guessed) + [leftEmpty(nil)]),
        Client(
            name: "curl-escaping",
            parts: fields(lineEnd: "\n") + files(tricky: #"tricky\\"#, types: guessed) + [leftEmpty(nil)]),
        // requests 2.34 and urllib3 2.7; the second of urllib3 with its older way to write names, RFC 5987's.
        Client(
            name: "requests",
            parts: fields(lineEnd: "\n") + files(types: [nil, nil, nil]) + [leftEmpty(nil)]),
        Client(
            name: "urllib3", parts: fields(lineEnd: "\n") + files(types: guessed) + [leftEmpty(octets)]),
        Client(
            name: "urllib3-extended",
            parts: fields(lineEnd: "\n") + files(types: guessed) + [leftEmpty(octets)]),
        // httpx 0.28 writes two backslashes for one. For it and Node 20, a file without a name is no file.
        Client(
            name: "httpx",
            parts: fields(name: #"a "quoted" name, 100% \\"#, lineEnd: "\n")
                + files(tricky: #"tricky\\"#, types: guessed) + [leftEmpty(nil, filename: nil)]),
        Client(
            name: "node",
            parts: fields(lineEnd: "\r\n") + files(types: [octets, octets, octets])
                + [leftEmpty(octets, filename: nil)]),
    ]

    @Test("a body comes to the fields and files that were sent", arguments: clients)
    func whole(client: Client) throws {
        let recorded = try RecordedBody(client.name)
        let reading = try #require(Reading(recorded.body, type: recorded.type))
        #expect(reading.failure == nil)
        #expect(reading.parts == client.parts)
    }

    @Test("byte by byte it comes to the same", arguments: clients)
    func byteByByte(client: Client) throws {
        let recorded = try RecordedBody(client.name)
        let reading = Reading(recorded.body, type: recorded.type, cuts: 1..<recorded.body.count)
        #expect(reading?.parts == client.parts)
    }

    @Test("and cut in two at every place", arguments: clients)
    func everyCut(client: Client) throws {
        let recorded = try RecordedBody(client.name)
        var begun = try #require(Reading(type: recorded.type))
        var others: [Int] = []
        for cut in recorded.body.indices {
            var reading = begun
            reading.read(recorded.body[cut...])
            reading.finish()
            if reading.parts != client.parts { others.append(cut) }
            begun.read(recorded.body[cut...cut])
        }
        #expect(others == [])
    }

    @Test("a body that ends too soon is not whole, wherever it ends", arguments: clients)
    func truncated(client: Client) throws {
        let recorded = try RecordedBody(client.name)
        // The line end behind the last boundary is no part of it, but half of it is none.
        let length = recorded.body.count - 2
        #expect(recorded.body[length...] == [0x0D, 0x0A])
        var begun = try #require(Reading(type: recorded.type))
        var whole: [Int] = []
        for end in 0...recorded.body.count {
            var reading = begun
            reading.finish()
            if reading.failure != .truncated { whole.append(end) }
            begun.read(recorded.body[end...].prefix(1))
        }
        #expect(whole == [length, length + 2])
    }
}
