import Multipart
import Testing

@Suite("Limits of multipart bodies")
struct LimitTests {
    /// Whole and byte by byte, which has to come to the same.
    private func reading(_ body: [UInt8], _ limits: MultipartReader.Limits) throws -> Reading {
        let whole = try #require(Reading(body, type: Form.type, limits: limits))
        #expect(Reading(body, type: Form.type, limits: limits, cuts: 1..<body.count) == whole)
        return whole
    }

    @Test("parts are counted")
    func parts() throws {
        let parts = Form.field("a", "1") + Form.file("b", filename: "c", "2")
        #expect(try reading(parts + Form.end, .init(parts: 2)).parts?.count == 2)
        let more = try reading(parts + Form.field("d", "3") + Form.end, .init(parts: 2))
        #expect(more.failure == .tooManyParts)
        #expect(more.begun?.map(\.part.name) == ["a", "b"])
        #expect(try reading(Form.end, .init(parts: 0)).parts == [])
    }

    @Test("a head is as long as its lines with their ends, whatever they are")
    func head() throws {
        let heads = [
            Form.lines("Content-Disposition: form-data; name=a", ""),
            Form.lines(
                "X: y", "Content-Disposition: form-data; name=a", "X: \(String(repeating: "z", count: 50))",
                ""),
        ]
        for head in heads {
            let body =
                Form.lines("--b \t \t ") + head + Form.lines("1", "--b \t") + head + Form.lines("2")
                + Form.end
            #expect(try reading(body, .init(head: head.count)).parts == [Sent("a", "1"), Sent("a", "2")])
            for limit in 0..<head.count {
                let refused = try reading(body, .init(head: limit))
                #expect(refused.failure == .headTooLong && refused.seen == [])
            }
        }
    }

    @Test("a head that is too long is refused for that, whatever comes behind the limit")
    func behindHead() throws {
        let beginning = Form.lines("--b") + Array("0123456789".utf8)
        for rest in ["\0", "\n", "\r\n", "\r\r", ":", "x"] {
            let body = beginning + Array(rest.utf8)
            #expect(try reading(body, .init(head: 10)).failure == .headTooLong)
        }
    }

    @Test("what a field and a file hold is counted, and no more of it is given out")
    func content() throws {
        let limits = MultipartReader.Limits(field: 5, file: 8)
        // The content as it is sent, with what only begins like a boundary.
        for (text, more) in [
            ("12345", "6"), ("\r\n--\r", "\n"), ("1\r\n--", "\r\n--c"), ("\r\r\r\r\r", "\r"),
        ] {
            let whole = try reading(Form.field("a", text) + Form.end, limits)
            #expect(whole.parts == [Sent("a", text)])
            let refused = try reading(Form.field("a", text + more) + Form.end, limits)
            #expect(refused.failure == .fieldTooLong("a"))
            #expect(refused.begun == [Sent("a", text)])
        }
        for filename in ["f", ""] {
            let part = Part(name: "a", filename: filename)
            let eight = Array("12345\r\n-".utf8)
            let whole = try reading(Form.file("a", filename: filename, "12345\r\n-") + Form.end, limits)
            #expect(whole.parts == [Sent(part, eight)])
            let refused = try reading(Form.file("a", filename: filename, "12345\r\n--") + Form.end, limits)
            #expect(refused.failure == .fileTooLong("a"))
            #expect(refused.begun == [Sent(part, eight)])
        }
        #expect(try reading(Form.field("a", "") + Form.end, .init(field: 0)).parts == [Sent("a", "")])
        #expect(try reading(Form.field("a", "1") + Form.end, .init(field: 0)).begun == [Sent("a", "")])
    }

    @Test("files are counted, and a file field that was left empty is none")
    func files() throws {
        let limits = MultipartReader.Limits(files: 2)
        let file = Form.file("a", filename: "f", "")
        let left = Form.file("b", filename: "", "")
        let unnamed = Form.file("c", filename: "", "1")
        #expect(try reading(left + file + left + unnamed + left + Form.end, limits).parts?.count == 5)
        let third = try reading(file + file + left + file + Form.end, limits)
        #expect(third.failure == .tooManyFiles)
        #expect(third.begun?.map(\.part.name) == ["a", "a", "b"])
        // It is known to be a file when something is in it.
        let late = try reading(file + file + unnamed + Form.end, limits)
        #expect(late.failure == .tooManyFiles)
        #expect(late.begun?.last == Sent(Part(name: "c", filename: ""), []))
    }

    @Test("without being told otherwise, a body may have 64 parts, ten files, and heads of 8 KiB")
    func usual() throws {
        let fields = Array((0..<54).map { Form.field("\($0)", "1") }.joined())
        let files = Array((0..<10).map { Form.file("\($0)", filename: "f", "1") }.joined())
        let usual = MultipartReader.Limits()
        #expect(try reading(fields + files + Form.end, usual).parts?.count == 64)
        #expect(try reading(fields + files + Form.field("a", "") + Form.end, usual).failure == .tooManyParts)
        #expect(
            try reading(files + Form.file("a", filename: "f", "") + Form.end, usual).failure == .tooManyFiles)
        #expect(usual.head == 8_192 && usual.field == 65_536 && usual.file == 26_214_400)
    }
}
