import Forms
import Messaging
import Testing
import Text

@Suite("The line that says what is looked for")
struct MessageQueryLineTests {
    private func word(_ text: String, isExcluded: Bool = false) -> SearchTerm {
        SearchTerm(.beginning, text, isExcluded: isExcluded)
    }

    private func phrase(_ text: String, isExcluded: Bool = false) -> SearchTerm {
        SearchTerm(.phrase, text, isExcluded: isExcluded)
    }

    private func terms(_ line: String) throws -> [SearchTerm] { try MessageQuery(line: line).terms }

    @Test("has words, parts of words and phrases, and such that must not be there")
    func words() throws {
        #expect(try terms("plum  tree") == [word("plum"), word("tree")])
        #expect(try terms("\tplum\u{3000}tree\n") == [word("plum"), word("tree")])
        #expect(
            try terms("plum -tree *art -*ree -\"a b\"") == [
                word("plum"), word("tree", isExcluded: true), SearchTerm(.inside, "art"),
                SearchTerm(.inside, "ree", isExcluded: true), phrase("a b", isExcluded: true),
            ])
        #expect(try terms("e-mail don't צה\"ל") == [word("e-mail"), word("don't"), word("צה\"ל")])
        #expect(
            try terms("plum & - \"\" * 😀 tree") == [word("plum"), word("tree")], "signs alone are left out")
        #expect(try terms("会 \"C\" \"5\" 12") == [word("会"), phrase("C"), phrase("5"), word("12")])
    }

    @Test(
        "has quotes of many languages, and one that is not closed goes to the end",
        arguments: [
            "\"two  words\"", "“two words”", "„two words“", "„two words”", "”two words”", "«two words»",
            "« two words »",
            "»two words«", "「two words」", "『two words』", "＂two words＂", "\"two words", "“two words",
        ])
    func quotes(line: String) throws {
        #expect(try terms(line) == [phrase("two words")])
        #expect(try MessageQuery(line: line).line == "\"two words\"")
        #expect(try terms("one " + line).count == 2)
    }

    @Test("goes on behind a phrase, and has other quotes in it")
    func mixedQuotes() throws {
        #expect(try terms("\"a b\"plum\"c\"") == [phrase("a b"), word("plum\"c\"")])
        #expect(try terms("“say \"hi\" now” plum") == [phrase("say \"hi\" now"), word("plum")])
        #expect(try MessageQuery(line: "„say \"hi\" now“").line == "“say \"hi\" now”")
    }

    @Test("says who wrote it, where, with what and when, in any letter case and order")
    func operators() throws {
        var query = MessageQuery()
        query.terms = [word("plum")]
        query.author = .handle("ada")
        query.place = .channel("general")
        query.isToMe = true
        query.features = [.image, .link]
        query.states = [.unread]
        query.before = MessageQuery.Day(year: 2026, month: 9, day: 30)
        query.after = MessageQuery.Day(year: 2024, month: 2, day: 29)
        query.on = MessageQuery.Day(year: 2025, month: 1, day: 1)
        let line =
            "plum from:ada in:general to:me has:image has:link is:unread before:2026-09-30 after:2024-02-29 on:2025-01-01"
        #expect(query.line == line)
        #expect(try MessageQuery(line: line) == query)
        #expect(
            try MessageQuery(
                line:
                    "HAS:Link On:2025-01-01 Before:\"２０２６-０９-３０\" after:٢٠٢٤-٠٢-٢٩ is:UNREAD in:#General TO:Me from:@Ada has：image plum"
            ) == query)
    }

    @Test(
        "tells handles from addresses and from what is meant by a name",
        arguments: [
            ("from:me", "from:me"), ("from:@me", "from:@me"), ("from:\"@ada\"", "from:ada"),
            ("in:@ada", "in:@ada"),
            ("in:#x", "in:x"), ("in:\"x\"", "in:x"), ("in:##x", "in:##x"),
            ("from:\"ada b\"", "from:\"ada b\""),
        ])
    func names(line: String, printed: String) throws {
        #expect(try MessageQuery(line: line).line == printed)
    }

    @Test("takes a name that says nothing for a word")
    func unknown() throws {
        #expect(try terms("foo:bar https://x.org") == [word("foo:bar"), word("https://x.org")])
        #expect(try terms("\\from:me \\-plum \\plum") == [word("from:me"), word("-plum"), word("\\plum")])
        #expect(try terms("\"from:me\"") == [phrase("from:me")])
    }

    @Test(
        "is refused with what to do",
        arguments: [
            ("", .missing, "Write what"), (" \u{3000}\n", .missing, "Write what"),
            ("!!! 😀", .malformed, "“!!!”"),
            ("from:me \"…\"", .malformed, "letters or digits"), ("a", .tooShort, "two letters"),
            ("plum é", .tooShort, "“é”"),
            ("5", .tooShort, "quotes"), ("-a plum", .tooShort, "two letters"),
            ("*ab plum", .tooShort, "three letters"),
            ("*x-y", .tooShort, "three letters"), ("-plum", .missing, "also"),
            ("-\"a b\" -*cde", .missing, "also"),
            ("from:ada from:bo", .tooMany, "“from:”"), ("in:a in:@b", .tooMany, "“in:”"),
            ("from: ada", .missing, "from:@handle"),
            ("in:@", .missing, "in:@handle"), ("-from:ada plum", .malformed, "leaves out words"),
            ("to:ada", .notAChoice, "to:me"),
            ("has:cats", .notAChoice, "has:image, has:file, has:link or has:reaction"),
            ("is:", .notAChoice, "is:unread, is:pinned or is:bookmarked"),
            ("before:2026-02-30", .malformed, "before:2026-09-01"),
            ("on:1.9.2026", .malformed, "on:2026"), ("after:2026-9-1", .malformed, "after:2026"),
            ("on:0000-01-01", .malformed, "day"),
            ("on:2023-02-29", .malformed, "day"), ("on:1900-02-29", .malformed, "day"),
            ("on:2026-13-01", .malformed, "day"),
            ("on:today", .malformed, "day"), ("on:2026-01-01 on:2026-01-02", .tooMany, "once"),
            ("before:2026-09-02 after:2026-09-01", .outOfRange, "before:2026-09-02 after:2026-09-01"),
            ("before:2026-09-01 on:2026-09-01", .outOfRange, "No day"),
            ("after:2026-09-01 on:2026-09-01", .outOfRange, "No day"),
            ("before:2025-03-01 after:2025-02-28", .outOfRange, "No day"),
            (String(repeating: "ab ", count: 21), .tooMany, "20"),
            (String(repeating: "a", count: 501), .tooLong, "500"),
        ] as [(String, FieldError.Code, String)])
    func refused(line: String, code: FieldError.Code, words: String) throws {
        let errors = #expect(throws: FormErrors.self) { try MessageQuery(line: line) }
        #expect(errors?["q"]?.code == code)
        #expect(errors?["q"]?.message.contains(words) == true, "\(errors?["q"]?.message ?? "")")
    }

    @Test(
        "is taken right up to where it is refused",
        arguments: [
            "before:2026-09-03 after:2026-09-01", "before:2024-03-01 after:2024-02-28",
            "before:2026-01-02 after:2025-12-31",
            "on:2000-02-29", "after:2026-09-01 on:2026-09-02", "-plum from:me", "*abc", "*a-bc", "ab",
            "\"5\"", "a-b", "के",
            String(repeating: "a", count: 500), String(repeating: "ab ", count: 20),
        ])
    func taken(line: String) throws {
        let query = try MessageQuery(line: line)
        #expect(try MessageQuery(line: query.line) == query)
    }

    @Test("reads as the same when it is written from what it says, whatever was typed", arguments: 0..<8)
    func again(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let parts = [
            "plum", "Größe", "会議", "ab", "x", "5", " ", " ", " ", "-", "*", "\"", "“", "”", "„", "«", "»",
            "「", "」", "\\", ":", "：",
            "from:", "IN:", "has:", "is:", "to:", "me", "image", "unread", "@", "#", "on:", "2026-09-01",
            "before:", "2027-01-01",
            "\u{301}", "\u{FE0F}", "\u{200D}", "'", "＂", "दि", "\u{AD}", "=", "\u{338}", "İ", "\u{3000}", "👍",
        ]
        var taken = 0
        for _ in 0..<4_000 {
            let line = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }.joined()
            guard let query = try? MessageQuery(line: line) else { continue }
            taken += 1
            let again = try #require(try? MessageQuery(line: query.line), "\(line) → \(query.line)")
            #expect(again == query && again.line == query.line, "\(line) → \(query.line)")
            #expect(query.terms.allSatisfy { PlainText.line($0.text) == $0.text })
        }
        #expect(taken > 400)
    }

    @Test("says all that a page can put together", arguments: 0..<4)
    func built(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let texts = [
            "plum", "-plum", "*plum", "from:me", "\"plum", "\\-plum", "\\plum", "会", "IN：x", "e-mail",
            "„plum“",
        ]
        let phrases = texts + ["two words", "say \"hi\"", "a ” b", "\\"]
        let days = [Int](1...28).map { MessageQuery.Day(year: 2026, month: 9, day: $0) }
        for _ in 0..<500 {
            var query = MessageQuery()
            query.terms = (0..<Int.random(in: 1...5, using: &random)).map { place in
                let isExcluded = place > 0 && Bool.random(using: &random)
                return switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    SearchTerm(.beginning, texts.randomElement(using: &random) ?? "", isExcluded: isExcluded)
                case 1:
                    SearchTerm(
                        .inside, (texts.dropLast(4).randomElement(using: &random) ?? ""),
                        isExcluded: isExcluded)
                default:
                    SearchTerm(
                        .phrase, phrases.dropLast().randomElement(using: &random) ?? "",
                        isExcluded: isExcluded)
                }
            }
            query.author = [nil, .me, .handle("me"), .handle("ada-b")].randomElement(using: &random) ?? nil
            query.place =
                [nil, .channel("general"), .channel("#x"), .conversation("me")].randomElement(using: &random)
                ?? nil
            query.isToMe = Bool.random(using: &random)
            query.features = Set(MessageQuery.Feature.allCases.filter { _ in Bool.random(using: &random) })
            query.states = Set(MessageQuery.State.allCases.filter { _ in Bool.random(using: &random) })
            switch Int.random(in: 0..<3, using: &random) {
            case 0: query.on = days.randomElement(using: &random)
            case 1: (query.after, query.before) = (days[3], days[Int.random(in: 5..<28, using: &random)])
            default: break
            }
            #expect(try MessageQuery(line: query.line) == query, "\(query.line)")
        }
    }
}
