import Multipart
import Testing

/// The same inputs in each run.
private struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
    mutating func isOne(in count: Int) -> Bool { below(count) == 0 }
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
    mutating func one<Element>(of all: [Element]) -> Element { all[below(all.count)] }
}

@Suite("Multipart bodies, whatever is sent")
struct FuzzTests {
    /// Of what bodies and heads are made.
    private static let pieces: [[UInt8]] =
        [
            "--b\r\n", "\r\n--b\r\n", "\r\n--b--\r\n", "\r\n--b", "--b", "--", "\r\n--", "\r\n", "\r\n\r\n",
            "\r", "\n",
            "-", "b", " ", "\t", "\"", "\\", "\\\"", ";", "=", ":", "*", "%22", "%0D", "%", "''", "utf-8''",
            "%C3%A4", "\0",
            "Content-Disposition: form-data; name=\"a\"\r\n",
            "Content-Disposition: form-data; name=\"a\"\r\n\r\n",
            "Content-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n", "; name=\"a\"",
            "; filename=\"f\"",
            "; filename=\"\"", "; filename*=", "; name*=", "Content-Disposition: ", "Content-Type: ",
            "form-data",
            "multipart/mixed", "Content-Transfer-Encoding: ", "base64", "8bit\r\n", "text/plain\r\n",
            "X: y\r\n",
            "ü", "日本", "0123456789",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0x80, 0x80]]

    private func limits(_ numbers: inout Numbers) -> MultipartReader.Limits {
        guard !numbers.isOne(in: 2) else { return .init() }
        return .init(
            parts: numbers.below(6), head: numbers.below(200), field: numbers.below(40),
            file: numbers.below(80),
            files: numbers.below(3))
    }

    /// That what the body comes to has the right order, keeps to the limits, and is the same however it is
    /// cut.
    private func check(
        _ body: [UInt8], type: String = Form.type, _ limits: MultipartReader.Limits, _ numbers: inout Numbers
    ) throws {
        let whole = try #require(Reading(body, type: type, limits: limits))
        let cuts =
            numbers.isOne(in: 20)
            ? Array(body.indices) : (0...numbers.below(6)).map { _ in numbers.below(body.count + 1) }.sorted()
        let cut = Reading(body, type: type, limits: limits, cuts: cuts)
        try #require(cut == whole, "cut at \(cuts): \(body)")

        let parts = try #require(whole.begun, "out of order: \(body)")
        if whole.failure == nil { try #require(whole.parts == parts, "not ended: \(body)") }
        let files = parts.filter {
            $0.part.filename != nil && !($0.part.filename == "" && $0.content.isEmpty)
        }
        let isWithin = parts.allSatisfy { sent in
            sent.content.count <= (sent.part.filename == nil ? limits.field : limits.file)
                && sent.part.name.utf8.count + (sent.part.filename?.utf8.count ?? 0) <= limits.head
        }
        try #require(
            isWithin && parts.count <= limits.parts && files.count <= limits.files,
            "above the limits: \(body)")
    }

    @Test("recorded bodies with changes keep to the limits, and are read alike however they are cut")
    func changed() throws {
        var numbers = Numbers(seed: 7578)
        for client in RecordedBodyTests.clients {
            let recorded = try RecordedBody(client.name)
            let boundary = Array("--".utf8) + recorded.type.utf8.drop { $0 != UInt8(ascii: "=") }.dropFirst()
            let places = recorded.body.indices.filter { recorded.body[$0...].starts(with: boundary) }
            for _ in 0..<500 {
                // Some parts of it: of the whole, most of what is changed would be the longest content.
                let first = numbers.below(places.count)
                let last = min(first + 1 + numbers.below(3), places.count - 1)
                var body =
                    Array(recorded.body[places[first]..<places[last]]) + boundary + Array("--\r\n".utf8)
                for _ in 0...numbers.below(4) {
                    let place = numbers.below(body.count + 1)
                    let end = min(place + numbers.below(numbers.isOne(in: 4) ? 200 : 4), body.count)
                    switch numbers.below(5) {
                    case 0: body.replaceSubrange(place..<end, with: numbers.bytes(end - place))
                    case 1: body.replaceSubrange(place..<end, with: numbers.one(of: Self.pieces))
                    case 2: body.removeSubrange(place..<end)
                    case 3: body.insert(contentsOf: body[place..<end], at: numbers.below(body.count + 1))
                    default: body.insert(contentsOf: boundary, at: place)
                    }
                }
                try check(body, type: recorded.type, limits(&numbers), &numbers)
            }
        }
    }

    @Test("so are pieces of bodies in any order")
    func pieces() throws {
        var numbers = Numbers(seed: 2046)
        for _ in 0..<8_000 {
            let body = (0...numbers.below(24)).map { _ in numbers.one(of: Self.pieces) }.joined()
            let beginning = numbers.isOne(in: 5) ? [] : Form.lines("--b")
            try check(beginning + body, limits(&numbers), &numbers)
        }
    }

    @Test("so are any bytes, in a head, in a content and alone")
    func anything() throws {
        var numbers = Numbers(seed: 2388)
        let beginnings = [
            [], Form.lines("--b"), Form.field("a", ""), Form.file("a", filename: "f", "").dropLast(2),
        ]
        for _ in 0..<3_000 {
            let bytes = numbers.bytes(numbers.below(120))
            let end = numbers.isOne(in: 2) ? [] : Form.lines("") + Form.end
            try check(numbers.one(of: beginnings) + bytes + end, limits(&numbers), &numbers)
        }
    }

    @Test("whatever is written as browsers write it comes back as it was")
    func written() throws {
        var numbers = Numbers(seed: 5987)
        let texts = ["a", "\"", "\\", ";", "=", " ", "\r", "\n", "%", "'", "*", "ü", "日", "👩🏽‍🚀", "\u{1}", "\t"]
        let contents = ["\r\n--", "\r\n", "\r", "\n", "-", "--", "--b", "b", "\0", "x"]
        for _ in 0..<2_000 {
            var sent: [Sent] = []
            var body: [UInt8] = []
            for _ in 0...numbers.below(4) {
                let text = { (numbers: inout Numbers) in
                    (0..<numbers.below(8)).map { _ in numbers.one(of: texts) }.joined()
                }
                let part = Part(name: text(&numbers), filename: numbers.isOne(in: 2) ? nil : text(&numbers))
                var content: [UInt8] = []
                for _ in 0..<numbers.below(12) {
                    let more = content + Array(numbers.one(of: contents).utf8)
                    // What would be a boundary, at the beginning too.
                    if !(Array("\r\n".utf8) + more).contains(Array("\r\n--b".utf8)) { content = more }
                }
                sent.append(Sent(part, content))
                let filename = part.filename.map { "; filename=\"\(Self.escaped($0))\"" } ?? ""
                body += Form.lines(
                    "--b", "Content-Disposition: form-data; name=\"\(Self.escaped(part.name))\"\(filename)",
                    "")
                body += content + Form.lines("")
            }
            body += Form.end
            let reading = Reading(body, type: Form.type)
            try #require(reading?.parts == sent, "\(body)")
            try check(body, limits(&numbers), &numbers)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { ["\"": "%22", "\r": "%0D", "\n": "%0A"][$0] ?? String($0) }.joined()
    }
}
