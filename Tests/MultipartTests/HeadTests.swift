import Multipart
import Testing

@Suite("Heads of parts")
struct HeadTests {
    struct Name: Sendable, CustomTestStringConvertible {
        let disposition: String
        let name: String
        let filename: String?

        init(_ disposition: String, _ name: String, _ filename: String? = nil) {
            self.disposition = disposition
            self.name = name
            self.filename = filename
        }

        var testDescription: String { disposition }
    }

    static let names = [
        // As browsers write them: three escapes, and every other percent sign and backslash as it is.
        Name(#"form-data; name="a"; filename="b""#, "a", "b"),
        Name(#"form-data; name="a"; filename="""#, "a", ""),
        Name(#"form-data; name="""#, ""),
        Name(#"form-data; name="שלום 日本"; filename="नमस्ते 👩🏽‍🚀.txt""#, "שלום 日本", "नमस्ते 👩🏽‍🚀.txt"),
        Name(#"form-data; name="a%22b%0D%0Ac""#, "a\"b\r\nc"),
        Name(#"form-data; name="100%"; filename="%2522%0d%0a%41%zz%""#, "100%", "%2522%0d%0a%41%zz%"),
        Name(#"form-data; name="a\"; filename="C:\new\b\\""#, #"a\"#, #"C:\new\b\\"#),
        Name(#"form-data; name="; filename=""#, "; filename="),
        Name(#"form-data; name="a; b"; filename="=;=""#, "a; b", "=;="),
        // As older clients do, who escape with a backslash, and so no percent sign.
        Name(#"form-data; name="a\"b"; filename="\"%22\\\n\"""#, #"a"b"#, #""%22\\n""#),
        Name(#"form-data; name="a\""; filename="b\\""#, #"a""#, #"b\"#),
        Name(#"form-data; name="a"; filename="b\"; filename=\"c""#, "a", #"b"; filename="c"#),
        // As w3m and links do, who escape nothing.
        Name(#"form-data; name="a "b" c"; filename="%22"\.txt""#, #"a "b" c"#, #"%22"\.txt"#),
        // RFC 5987, and the parameter without an asterisk beside it.
        Name("form-data; name=a; filename*=UTF-8''na%C3%AFve%20%22.txt", "a", "naïve \".txt"),
        Name("form-data; name=a; filename*=utf-8'de'%e4%bd%a0'", "a", "你'"),
        Name("form-data; name=a; filename*=utf-8''", "a", ""),
        Name(#"form-data; name=a; filename="x"; filename*=utf-8''y"#, "a", "y"),
        Name(#"form-data; filename*=utf-8''y; filename="x"; name*=utf-8''%C3%A4"#, "ä", "y"),
        // Without quotes, in any case and order, with white space around semicolons.
        Name("FORM-DATA;NAME=a;FileName=b", "a", "b"),
        Name("form-data ;\t filename=ü.txt ; size=12 ; name=%22 ;", "%22", "ü.txt"),
        Name("form-data; x=1; x=2; name=a; x=\"3\"", "a"),
        Name("form-data;; name=C:\\a;;", "C:\\a"),
    ]

    @Test("names and filenames come as they were meant", arguments: names)
    func reading(name: Name) {
        let part = Part(name: name.name, filename: name.filename)
        #expect(Form.reading(disposition: name.disposition)?.parts == [Sent(part, Array("text".utf8))])
    }

    @Test(
        "a disposition that cannot be read is refused",
        arguments: [
            "", ";", "form-data", "form-data;", #"form-data; filename="a""#, #"attachment; name="a""#,
            #"file; name="a""#, #"form-data, name="a""#, #"form-data name="a""#, "form-data; name",
            "form-data; name=",
            #"form-data; name="a"#, #"form-data; name=a""#,
            #"form-data; name="a"b"#,
            #"form-data; name = "a""#, #"form-data; name= "a""#, #"form-data; name="a" filename="b""#,
            #"form-data; name="a", filename="b""#, "form-data; name=a b", #"form-data; ="a""#,
            #"form-data; n(a)me="a""#, #"form-data; name="a"; name="b""#, #"form-data; name=a; NAME=a"#,
            #"form-data; name=a; filename="a"; filename="a""#,
            "form-data; name=a; filename*=a", "form-data; name=a; filename*=utf-8'a",
            "form-data; name=a; filename*=",
            "form-data; name=a; filename*=iso-8859-1''a", "form-data; name=a; filename*=utf-8''%4",
            "form-data; name=a; filename*=utf-8''%zz", "form-data; name=a; filename*=utf-8''ä",
            #"form-data; name=a; filename*="utf-8''a""#, "form-data; name=a; filename*0=a; filename*1=b",
            "form-data; name=a; filename*0*=utf-8''a",
        ])
    func unreadable(disposition: String) {
        #expect(Form.reading(disposition: disposition)?.failure == .malformed(.disposition))
    }

    @Test("a name that is not UTF-8 is refused, and one with a NUL", arguments: ["name", "filename"])
    func invalidText(parameter: String) {
        let faults: [[UInt8]] = [
            [0xFF], [0xC3], [0xE4, 0x62], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ]
        let others = parameter == "name" ? "" : "name=a; "
        for fault in faults {
            for quote in ["", "\""] {
                let body =
                    Array("--b\r\nContent-Disposition: form-data; \(others)\(parameter)=\(quote)x".utf8)
                    + fault
                    + Form.lines(quote, "", "text") + Form.end
                #expect(Reading(body, type: Form.type)?.failure == .malformed(.name))
            }
        }
        for fault in ["%FF", "%C3", "a%00", "%ED%A0%80"] {
            let reading = Form.reading(disposition: "form-data; \(others)\(parameter)*=utf-8''\(fault)")
            #expect(reading?.failure == .malformed(.name))
        }
        #expect(
            Form.reading(disposition: "form-data; \(others)\(parameter)=\"a\0\"")?.failure
                == .malformed(.header))
    }

    private static let disposition = "Content-Disposition: form-data; name=a"

    @Test("the type of a part comes as it was sent, and may be missing")
    func types() {
        let types = [
            ("", nil), ("X: y", nil), ("Content-Type:", nil), ("Content-Type: \t", nil),
            ("content-type:image/png ", "image/png"),
            ("Content-Type: text/plain; charset=\"utf-8\"", "text/plain; charset=\"utf-8\""),
            ("Content-Type: no type\tat all ü", "no type\tat all ü"),
        ]
        for (line, type) in types {
            for head in [[Self.disposition, line], [line, Self.disposition]] {
                let reading = Form.reading(head: head.filter { !$0.isEmpty })
                #expect(reading?.parts?.map(\.part) == [Part(name: "a", contentType: type)])
            }
        }
        for type in ["a\u{1}", "a\u{7F}", "\u{1B}[2J"] {
            let reading = Form.reading(head: [Self.disposition, "Content-Type: \(type)"])
            #expect(reading?.failure == .malformed(.contentType))
        }
        let body =
            Form.lines("--b", Self.disposition)
            + Array("Content-Type: \u{FC}".unicodeScalars.map { UInt8($0.value) })
            + Form.lines("", "", "text") + Form.end
        #expect(Reading(body, type: Form.type)?.failure == .malformed(.contentType))
    }

    @Test("several files in one part are refused, and a file that has parts itself is a file")
    func nested() {
        let file = Self.disposition + "; filename=page.mhtml"
        for (disposition, type, isRefused) in [
            (Self.disposition, "multipart/mixed; boundary=c", true),
            (Self.disposition, "Multipart/Mixed", true),
            (Self.disposition, "multipart/form-data; boundary=b", true),
            (file, "multipart/mixed ;boundary=c", true),
            (file, "multipart/related; boundary=c", false), (file, "message/rfc822", false),
            (Self.disposition, "text/multipart", false),
        ] {
            let reading = Form.reading(head: [disposition, "Content-Type: \(type)"])
            #expect(reading?.failure == (isRefused ? .malformed(.nestedMultipart) : nil))
        }
    }

    @Test("bytes have to be sent as they are")
    func transferEncodings() {
        for (encoding, isRefused) in [
            ("binary", false), ("8bit", false), ("7BIT ", false), ("base64", true),
            ("quoted-printable", true),
            ("", true), ("binary, base64", true), ("x-gzip", true),
        ] {
            let reading = Form.reading(head: ["content-transfer-encoding: \(encoding)", Self.disposition])
            #expect(reading?.failure == (isRefused ? .malformed(.transferEncoding) : nil))
        }
    }

    @Test("a header that goes on in a second line is refused")
    func folded() {
        for line in [" ", "\t", "  filename=b", " X: y", "\t;a=b"] {
            for head in [
                [Self.disposition, line], [line, Self.disposition], ["X: y", line, Self.disposition],
            ] {
                #expect(Form.reading(head: head)?.failure == .malformed(.foldedHeader))
            }
        }
    }

    @Test(
        "a header twice is refused where it counts, and any other is passed over",
        arguments: [
            "Content-Disposition: form-data; name=a", "Content-Type: text/plain",
            "Content-Transfer-Encoding: 8bit",
        ])
    func repeated(line: String) {
        for second in [line, line.lowercased()] {
            let reading = Form.reading(head: [line, Self.disposition, second])
            #expect(reading?.failure == .malformed(.repeatedHeader))
        }
        let others = ["X: y", "Content-Length: 99", "Content-ID: é", "X: z", "MIME-Version:"]
        #expect(Form.reading(head: others + [Self.disposition] + others)?.parts == [Sent("a", "text")])
    }

    @Test("a line that is no header is refused")
    func noHeader() {
        for line in [
            "X", ":", ": y", "X : y", "X\t: y", "\"X\": y", "X(y): z", "Ü: y", "X: \0", "X\0: y", "X: \n",
            "X: \ny", "X: \r", "X: \ry", "\r", "\n",
        ] {
            for head in [[line], [line, Self.disposition], [Self.disposition, line]] {
                let failure = Form.reading(head: head)?.failure
                #expect(failure == .malformed(.header), "\(line.debugDescription)")
            }
        }
    }

    @Test("a part has to say what it is")
    func empty() {
        #expect(Form.reading(head: [])?.failure == .malformed(.disposition))
        #expect(Form.reading(head: ["Content-Type: text/plain"])?.failure == .malformed(.disposition))
    }
}
