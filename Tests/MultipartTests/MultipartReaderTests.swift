import Testing

@testable import Multipart

@Suite("Multipart bodies")
struct MultipartReaderTests {
    /// However it is cut in two.
    private func everyReading(_ body: [UInt8]) -> [Reading] {
        body.indices.compactMap { Reading(body, type: Form.type, cuts: CollectionOfOne($0)) }
    }

    private func failures(_ body: [UInt8]) -> Set<MultipartError?> {
        Set(everyReading(body).map(\.failure))
    }

    // MARK: The type

    @Test(
        "a body is read with any boundary that RFC 2046 allows, with or without quotes",
        arguments: [
            ("multipart/form-data; boundary=b", "b"),
            ("Multipart/Form-Data;BOUNDARY=\"b\"", "b"),
            (" multipart/form-data ; charset=utf-8 ; boundary=b ", "b"),
            ("multipart/form-data; boundary=b;", "b"),
            ("multipart/form-data; boundary=\"a b\"", "a b"),
            ("multipart/form-data; boundary='()+_,-./:=?", "'()+_,-./:=?"),
            ("multipart/form-data; boundary=----b----", "----b----"),
            (
                "multipart/form-data; boundary=" + String(repeating: "b", count: 70),
                String(repeating: "b", count: 70)
            ),
        ])
    func types(type: String, boundary: String) {
        let body = Form.lines(
            "--\(boundary)", "Content-Disposition: form-data; name=a", "", "1", "--\(boundary)--")
        #expect(Reading(body, type: type)?.parts == [Sent("a", "1")])
    }

    @Test(
        "nothing is read as a form that is none, or without a boundary",
        arguments: [
            "", "multipart", "multipart/form-data", "multipart/form-data;", "multipart/mixed; boundary=b",
            "multipart/form-data-2; boundary=b", "application/x-www-form-urlencoded; boundary=b",
            "multipart/form-data boundary=b", "multipart/form-data; boundary",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"b",
            "multipart/form-data; boundary=b\"", "multipart/form-data; boundary = b",
            "multipart/form-data; boundary=b c", "multipart/form-data; boundary=\"b \"",
            "multipart/form-data; boundary=\"b\"c", "multipart/form-data; boundary=b<",
            "multipart/form-data; boundary=\"b\\\"\"", "multipart/form-data; boundary=bü",
            "multipart/form-data; boundary=\"a\\b\"", "multipart/form-data; boundary=b; boundary=b",
            "multipart/form-data; boundary=b, multipart/form-data; boundary=b",
            "multipart/form-data; boundary=" + String(repeating: "b", count: 71),
        ])
    func noType(type: String) {
        #expect(MultipartReader(contentType: type) == nil)
    }

    @Test("nor with a boundary that has a line end or another control character in it")
    func controlCharacters() {
        for character in ["\r\n", "\n", "\0", "\u{7F}", "\t"] {
            for boundary in ["\"b\(character)b\"", "b\(character)b", "\"b\(character)\""] {
                #expect(MultipartReader(contentType: "multipart/form-data; boundary=\(boundary)") == nil)
            }
        }
    }

    // MARK: Boundaries

    @Test("what stands before the first boundary and behind the last is passed over")
    func around() {
        let part = Form.field("a", "1")
        for before in ["", "\r\n", "MIME, with --b in a line\r\n", "-\r\r\n-\r\n--\r\n--a\r\n\r\n", "--\r\n"]
        {
            for after in ["", "\r\n--b\r\nany\nthing\r\n--bcd", "\0"] {
                let readings = everyReading(Array(before.utf8) + part + Form.end + Array(after.utf8))
                #expect(readings.allSatisfy { $0.parts == [Sent("a", "1")] })
            }
        }
    }

    @Test("white space may follow a boundary on its line")
    func padding() {
        let body =
            Array(
                "--b \t \r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b\t\r\n".utf8)
            + Form.lines("Content-Disposition: form-data; name=b", "", "2", "--b-- \t")
        #expect(everyReading(body).allSatisfy { $0.parts == [Sent("a", "1"), Sent("b", "2")] })
    }

    @Test("what only looks like a boundary is content")
    func lookAlikes() {
        for text in [
            "--b", "x--b--", "\n--b", "\r--b\r\n", "\r\n-b", "\r\n --b", "\r\n\t--b", "\r\n--B",
            "\r\n--\r\n--", "\r\r\n-", "\r\n\r\n--\r", "\r\n-\r\n--\r\n--\r\n\n--b", "-", "\r", "\r\n",
            "\r\r",
            "\r\n\r\n", "\r\n--a--\r\n",
        ] {
            let content = "x" + text
            let body = Form.field("a", content) + Form.field("b", content + content) + Form.end
            let readings = everyReading(body) + [Reading(body, type: Form.type, cuts: 1..<body.count)!]
            let expected = [Sent("a", content), Sent("b", content + content)]
            #expect(readings.allSatisfy { $0.parts == expected }, "\(text.debugDescription)")
        }
    }

    @Test("a boundary is found wherever two cuts go through it")
    func twoCuts() {
        let type = "multipart/form-data; boundary=bbcbb"
        let body = Array(
            "--bbcbb\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n\r\n--bbcb\r\n--bbcbb--".utf8)
        for first in body.indices {
            for second in first..<body.count {
                let reading = Reading(body, type: type, cuts: [first, second])
                #expect(reading?.parts == [Sent("a", "\r\n\r\n--bbcb")])
            }
        }
    }

    @Test("a part may be empty, with the empty line before its content and without")
    func emptyParts() {
        let head = "Content-Disposition: form-data; name=a"
        // In the last, one line end is the head's and the boundary's too. RFC 2046, 5.1.1: `[CRLF *OCTET]`.
        for empty in [Form.lines("--b", head, "", ""), Form.lines("--b", head, "")] {
            let body = empty + Form.field("b", "2") + empty + Form.end
            let expected = [Sent("a", ""), Sent("b", "2"), Sent("a", "")]
            #expect(everyReading(body).allSatisfy { $0.parts == expected })
        }
    }

    @Test("a form without fields is whole, and no bytes are none")
    func emptyForm() {
        #expect(everyReading(Form.end).allSatisfy { $0.parts == [] })
        #expect(Reading([], type: Form.type)?.failure == .truncated)
    }

    @Test("a line that begins with the boundary is one, and is refused where it goes on")
    func boundaryLines() {
        for rest in [
            "x", "-", "-x", "-\r\n", " x", "\t-", " --", "\rx", "\r\r\n", "\n", " \n", "--x", "--\n", "-- x",
            "--\rx",
            "--b", "\0",
        ] {
            let line = Array("--b\(rest)".utf8)
            for before in [[], Form.lines("preamble"), Form.field("a", "1")] {
                let after = Form.lines("", "Content-Disposition: form-data; name=b", "", "2") + Form.end
                let failures = failures(before + line + after)
                #expect(failures == [.malformed(.boundary)], "\(rest.debugDescription)")
            }
        }
    }

    @Test("lines that end with a line feed alone are refused wherever they count")
    func lineFeeds() {
        let whole = String(decoding: Form.field("a", "1") + Form.end, as: UTF8.self)
        #expect(failures(Array(whole.replacing("\r\n", with: "\n").utf8)) == [.malformed(.boundary)])
        #expect(failures(Array("preamble\n\(whole)".utf8)) == [.malformed(.preamble)])
        #expect(failures(Array("\n\(whole)".utf8)) == [.malformed(.preamble)])
        let head = "Content-Disposition: form-data; name=a"
        for lines in ["\(head)\n\r\n1", "\(head)\r\n\n1", "\n\(head)\r\n\r\n1", "\(head)\n\n1"] {
            #expect(failures(Array("--b\r\n\(lines)\r\n--b--".utf8)) == [.malformed(.header)])
        }
    }

    @Test("a body that lacks its last boundary is not whole")
    func missingEnd() {
        let part = Form.field("a", "1")
        let ends = ["", "--", "--b", "--b-", "--b--\r", "--b \t", "--b\r", "--b\r\n", "--b\r\nContent-"]
        for end in ends { #expect(failures(part + Array(end.utf8)) == [.truncated]) }
        for end in ["--b--", "--b-- ", "--b--\r\n", "--b--\r\n\r"] {
            #expect(failures(part + Array(end.utf8)) == [nil])
        }
    }

    // MARK: Reading on

    private struct Refused: Error {}

    private func read(
        _ bytes: [UInt8], with reader: inout MultipartReader,
        _ handle: (MultipartReader.Event) throws -> Void = { _ in }
    ) throws {
        try bytes.withUnsafeBytes { try reader.read($0, handle) }
    }

    @Test("after it was refused, a body stays so")
    func refusedForGood() throws {
        var reader = try #require(MultipartReader(contentType: Form.type))
        #expect(throws: MultipartError.malformed(.boundary)) { try read(Form.lines("--bx"), with: &reader) }
        #expect(throws: MultipartError.malformed(.boundary)) { try read(Form.end, with: &reader) }
        #expect(throws: MultipartError.malformed(.boundary)) { try reader.finish() }
    }

    @Test("what a handler throws comes through, and is the end of it")
    func handlers() throws {
        for refused in 0..<3 {
            var reader = try #require(MultipartReader(contentType: Form.type))
            var count = 0
            #expect(throws: Refused.self) {
                try read(Form.field("a", "1") + Form.end, with: &reader) { _ in
                    if count == refused { throw Refused() }
                    count += 1
                }
            }
            #expect(count == refused)
            #expect(throws: MultipartError.truncated) { try read(Form.end, with: &reader) }
            #expect(throws: MultipartError.truncated) { try reader.finish() }
        }
    }

    @Test("content is handed on from where it lies, in one piece for each that came")
    func runs() throws {
        var reader = try #require(MultipartReader(contentType: Form.type))
        let bytes = Form.file("a", filename: "a", String(repeating: "line\r\n", count: 50_000)).dropLast(2)
        var pieces = 0
        try bytes.withUnsafeBytes { bytes in
            try reader.read(bytes) { event in
                guard case .bytes(let piece) = event else { return }
                pieces += 1
                #expect(piece.count == 300_000 - 2)
                #expect(piece.baseAddress! + piece.count + 2 == bytes.baseAddress! + bytes.count)
            }
        }
        #expect(pieces == 1)
    }

    @Test("no more than a head is kept of anything that never ends")
    func bounded() throws {
        let head = "--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n"
        let piece = [UInt8](repeating: 0x20, count: 100_000)
        for beginning in ["", "--b", "\(head)\r\n", "\(head)\r\n1\r\n--b", "\(head)\r\n1\r\n--b--\r\n"] {
            var reader = try #require(MultipartReader(contentType: Form.type))
            try read(Array(beginning.utf8), with: &reader)
            for _ in 0..<100 {
                try read(piece, with: &reader)
                try #require(reader.line.capacity <= 256)
            }
        }
        var reader = try #require(MultipartReader(contentType: Form.type))
        try read(Array("\(head)X:".utf8), with: &reader)
        #expect(throws: MultipartError.headTooLong) { try read(piece, with: &reader) }
        #expect(reader.line.capacity <= 256)
    }
}
