import FoundationEssentials
import Testing

@testable import Mail

@Suite("The format of mails")
struct MailMessageTests {
    private static let id = MailID(
        rawValue: UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))

    private static func mail(
        _ letter: Letter, to: String = "ada@example.com", from: String = "Agentor <no-reply@agentor.example>"
    ) throws -> MailMessage {
        let text = letter.paragraphs.joined(separator: "\n\n")
        return try MailMessage(
            id: id, from: try #require(Mailbox(from)), to: to, letter: letter,
            date: Date(timeIntervalSince1970: 1_795_359_845), text: text, html: Array("<p>\(text)</p>".utf8))
    }

    @Test("a letter that can be ended says where one click does, and others do not")
    func unsubscribing() throws {
        var letter = Self.letter("News", "Hello")
        #expect(try !String(decoding: Self.mail(letter).bytes, as: UTF8.self).contains("List-Unsubscribe"))
        letter.unsubscribing =
            "https://agentor.example/unsubscribe?token=" + String(repeating: "a", count: 96)
        let fields = try Parsed(Self.mail(letter))
        #expect(fields["List-Unsubscribe"] == "<\(letter.unsubscribing!)>")
        #expect(fields["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")
    }

    private static func letter(_ subject: String, _ paragraphs: String...) -> Letter {
        Letter(subject: subject, paragraphs: paragraphs)
    }

    /// The header fields, unfolded, and the two parts, decoded.
    private struct Parsed {
        let fields: [(name: String, value: String)]
        let text: String
        let html: String

        init(_ mail: MailMessage) throws {
            let source = try #require(String(validating: mail.bytes, as: UTF8.self))
            let head = try #require(source.firstRange(of: "\r\n\r\n"))
            fields = source[..<head.lowerBound].replacing("\r\n ", with: " ").split(separator: "\r\n").map {
                let parts = $0.split(separator: ": ", maxSplits: 1)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            }
            let parts = source[head.upperBound...].split(separator: "--=_\(mail.id)").map(String.init)
            try #require(parts.count == 3)
            #expect(parts[0].hasPrefix("\r\nContent-Type: text/plain; charset=utf-8\r\n"))
            #expect(parts[1].hasPrefix("\r\nContent-Type: text/html; charset=utf-8\r\n"))
            #expect(parts[2] == "--\r\n")
            text = try Self.decoded(parts[0])
            html = try Self.decoded(parts[1])
        }

        subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

        private static func decoded(_ part: String) throws -> String {
            #expect(part.contains("Content-Transfer-Encoding: quoted-printable\r\n"))
            let start = try #require(part.firstRange(of: "\r\n\r\n")).upperBound
            var bytes: [UInt8] = []
            let source = Array(part[start...].replacing("=\r\n", with: "").replacing("\r\n", with: "\n").utf8)
            var index = 0
            while index < source.count {
                if source[index] == UInt8(ascii: "=") {
                    let digits = String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self)
                    bytes.append(try #require(UInt8(digits, radix: 16)))
                    index += 3
                } else {
                    bytes.append(source[index])
                    index += 1
                }
            }
            return try #require(String(validating: bytes, as: UTF8.self))
        }
    }

    /// RFC 2047, as far as this sends it.
    private static func decodedWords(_ value: String) throws -> String {
        var bytes: [UInt8] = []
        for word in value.split(separator: " ") {
            #expect(word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?=") && word.utf8.count <= 75)
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            #expect(String(validating: data, as: UTF8.self) != nil, "a character is divided")
            bytes += data
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("a mail says who, to whom, when and what, and that a machine wrote it")
    func header() throws {
        let parsed = try Parsed(Self.mail(Self.letter("Confirm your address", "Hello.")))
        #expect(parsed["From"] == "Agentor <no-reply@agentor.example>")
        #expect(parsed["To"] == "ada@example.com")
        #expect(parsed["Subject"] == "Confirm your address")
        #expect(parsed["Date"] == "Sun, 22 Nov 2026 15:04:05 +0000")
        #expect(parsed["Message-ID"] == "<01020304-0506-0708-090a-0b0c0d0e0f10@agentor.example>")
        #expect(parsed["MIME-Version"] == "1.0")
        #expect(parsed["Auto-Submitted"] == "auto-generated")
        #expect(parsed.fields.count == 8)
    }

    @Test(
        "long text in any script arrives whole, in short lines of ASCII",
        arguments: [
            String(repeating: "Zażółć gęślą jaźń. ", count: 200), String(repeating: "漢字", count: 2000),
            String(repeating: "👩‍👩‍👧‍👦", count: 300), String(repeating: "=", count: 3000), ".\n..\nFrom here",
        ])
    func longText(text: String) throws {
        let letter = Self.letter("Long", text)
        let mail = try Self.mail(letter)
        #expect(mail.bytes.allSatisfy { $0 == 0x0D || $0 == 0x0A || (0x20..<0x7F).contains($0) })
        let lines = String(decoding: mail.bytes, as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.hasSuffix(" ") && !$0.contains("\n") })
        let parsed = try Parsed(mail)
        #expect(parsed.text == text + "\n")
        #expect(parsed.html == "<p>\(text)</p>\n")
    }

    @Test("quoted-printable keeps every byte, and white space at the end of a line")
    func quotedPrintable() {
        #expect(
            QuotedPrintable.encode("a=b \nc\td\t\r\n\u{E9}\0.".utf8)
                == Array("a=3Db=20\r\nc\td=09\r\n=C3=A9=00.\r\n".utf8))
        #expect(QuotedPrintable.encode("".utf8) == Array("\r\n".utf8))
        let long = QuotedPrintable.encode((String(repeating: "a", count: 75) + "é\n").utf8)
        #expect(
            String(decoding: long, as: UTF8.self) == String(repeating: "a", count: 75) + "=\r\n=C3=A9\r\n")
    }

    @Test(
        "a subject in any script is encoded in words that hold whole characters",
        arguments: [
            "Grüße", String(repeating: "漢字", count: 100), "Really? =?utf-8?B?Rg==?=",
            String(repeating: "x", count: 200), String(repeating: "👩‍👩‍👧‍👦", count: 20),
        ])
    func encodedSubject(subject: String) throws {
        let mail = try Self.mail(Self.letter(subject))
        #expect(try Self.decodedWords(#require(Parsed(mail)["Subject"])) == subject)
    }

    @Test("a long subject is folded between its words")
    func foldedSubject() throws {
        let subject = Array(repeating: "seven", count: 50).joined(separator: " ")
        let mail = try Self.mail(Self.letter(subject))
        #expect(try Parsed(mail)["Subject"] == subject)
        #expect(String(decoding: mail.bytes, as: UTF8.self).contains("seven\r\n seven"))
    }

    @Test(
        "nothing in a subject begins another header field",
        arguments: [
            "Hello\r\nBcc: eve@example.com", "Hello\nBcc: eve@example.com", "Hello\rBcc: eve@example.com",
            "Hello\u{2028}Bcc: eve@example.com", "Hello\u{85}Bcc: eve@example.com", "Hello\0\r\n\r\nBody",
            "Grüße\r\nBcc: eve@example.com",
        ])
    func subjectInjection(subject: String) throws {
        let mail = try Self.mail(Self.letter(subject))
        let parsed = try Parsed(mail)
        #expect(parsed.fields.count == 8)
        #expect(parsed["Bcc"] == nil)
        #expect(!String(decoding: mail.bytes, as: UTF8.self).contains("\nBcc"))
    }

    @Test("an empty subject is an empty field")
    func emptySubject() throws {
        #expect(try Parsed(Self.mail(Self.letter(" \n"))).fields.contains { $0.name == "Subject:" })
    }

    @Test(
        "an address that could be more than one recipient, or a command, is refused for good",
        arguments: [
            "ada@example.com\r\nRCPT TO:<eve@example.com>", "ada@example.com\nBcc: eve@example.com",
            "ada@example.com>", "<ada@example.com>", "ada@example.com, eve@example.com", "ada @example.com",
            "ada@example.com\0", "", "ada", "\"ada@example.com",
            "\"a\r\nRCPT TO:<eve@example.com>\"@example.com", "a..da@example.com",
        ])
    func hostileAddress(address: String) throws {
        let error = #expect(throws: MailFailure.self) { try Self.mail(Self.letter("Hello"), to: address) }
        #expect(error?.isPermanent == true)
        #expect(error?.reason.contains("example") == false)
    }

    @Test("a sender's name is shown as it is, in any script")
    func sender() throws {
        let plain = try Parsed(
            Self.mail(Self.letter("Hello"), from: "The \"Agentor\" Team <a@agentor.example>"))
        #expect(plain["From"] == "The Agentor Team <a@agentor.example>")
        #expect(
            try Parsed(Self.mail(Self.letter("Hello"), from: "a@agentor.example"))["From"]
                == "a@agentor.example")
        for name in ["Größe", "Agentor, Inc.", "a@b", "x: y;"] {
            let from = try #require(
                Parsed(Self.mail(Self.letter("Hello"), from: "\(name) <a@agentor.example>"))["From"])
            #expect(from.hasSuffix(" <a@agentor.example>"))
            #expect(try Self.decodedWords(String(from.dropLast(" <a@agentor.example>".count))) == name)
        }
    }

    @Test(
        "what is no sender is none",
        arguments: [
            "", "Agentor", "Agentor <>", "Agentor <a@agentor.example", "Agentor <a@agentor.example> x",
            "Agentor <a@agentor.example>\r\nBcc: eve@example.com", "a@b.example, c@d.example",
            "<a <b@c.example>>",
        ])
    func noSender(text: String) {
        #expect(Mailbox(text) == nil)
    }

    @Test("the same mail again is the same bytes")
    func sameBytes() throws {
        let letter = Self.letter("Hello", "Grüße")
        #expect(try Self.mail(letter).bytes == Self.mail(letter).bytes)
    }

    @Test("a server's words are kept without the address, the code, the link and line breaks")
    func redaction() throws {
        let letter = Letter(
            subject: "Hello", paragraphs: [], code: "135790",
            action: Letter.Action("Go", "https://agentor.example/reset?token=abc"))
        let mail = try Self.mail(letter)
        let words =
            "550 5.1.1 <ADA@example.com>: no Ada (ada) here\r\n 135790 https://agentor.example/reset?token=abc"
        #expect(mail.redact(words) == "550 5.1.1 … no … … here … …")
    }
}
