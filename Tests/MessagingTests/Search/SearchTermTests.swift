import Messaging
import Testing

/// What is looked for in texts, and what an index is asked and knows.
@Suite("Terms that are searched")
struct SearchTermTests {
    private func isFound(_ term: SearchTerm, in text: String) -> Bool {
        let isFound = SearchMatcher([term]).match(text) != nil
        let excluded = SearchTerm(term.kind, term.text, isExcluded: true)
        #expect((SearchMatcher([excluded]).match(text) == nil) == isFound)
        return isFound
    }

    // MARK: What is found

    @Test(
        "begin a word, in any script that sets words apart",
        arguments: [
            ("wor", "The Words,", "swords sword wo"), ("größ", "GRÖSSEN", "Übergröße"),
            ("groß", "Grossen", "gros"),
            ("naive", "naïveté", "unnaive"), ("cafe", "CAFÉS", "decafe"),
            ("istanbul", "İSTANBUL'DA", "stanbul"),
            ("ışık", "IŞIKLAR", "şık"), ("finale", "ﬁnale", "inale"), ("ada", "ＡＤＡ", "ａｎａ"),
            ("приве", "ПРИВЕТ", "рпривет"),
            ("οδος", "ΟΔΌΣ", "μεθοδος"), ("բար", "«ԲԱՐև»", "աբար"), ("שלו", "שלום, עולם", "ושלום"),
            ("كتا", "كتاب، كتابٌ", "والكتاب"), ("दि", "मेरा दिल।", "कादिल"), ("தமி", "(தமிழ்)", "செந்தமிழ்"),
            ("भाषा", "भाषाएँ", "राष्ट्रभाषा"), ("ሰላ", "ሰላምታ", "በሰላም"), ("𐐼𐐯", "𐐔𐐇𐐝", "𐐝𐐔𐐇"), ("42", "42nd", "142"),
            ("zalgo", "Z\u{300}\u{301}a\u{302}\u{303}lg\u{35F}o\u{334}", "azalgo"),
            ("internationalis", "Internationalisation", "internationalize"),
            ("software", "soft\u{AD}ware", "ware"),
        ])
    func beginnings(beginning: String, text: String, others: String) {
        #expect(isFound(SearchTerm(.beginning, beginning), in: text))
        #expect(isFound(SearchTerm(.beginning, beginning), in: "😀\(text)… and more"))
        for other in others.split(separator: " ") {
            #expect(!isFound(SearchTerm(.beginning, beginning), in: String(other)), "\(other)")
        }
    }

    @Test(
        "stand anywhere in scripts that do not set words apart, character by character",
        arguments: [
            ("会議", "明日の会議で", "会社 議会 会、議"), ("设计", "这个设计很好", "设 计"), ("がく", "たいか\u{3099}くの", "かく"),
            ("サーバ", "新ｻｰﾊﾞｰズ", "サー"), ("한글", "\u{1112}\u{1161}\u{11AB}글은", "하글"), ("서울", "대서울에서", "서 울"),
            ("สวัสดี", "ขอสวัสดีครับ", "สวสด"), ("ដាន", "សំដានភាសា", "ដន"), ("မြန်", "မြန်မာစာ", "မန"),
            ("𠮷野", "新𠮷野家", "吉野"),
            ("議", "会議", "会"), ("々", "人々は", "人"),
        ])
    func runs(beginning: String, text: String, others: String) {
        for kind in [SearchTerm.Kind.beginning, .inside, .phrase] {
            #expect(isFound(SearchTerm(kind, beginning), in: text))
            for other in others.split(separator: " ") {
                #expect(!isFound(SearchTerm(kind, beginning), in: String(other)), "\(other)")
            }
        }
    }

    @Test(
        "are all of their words one directly after the other where they have several, the last as a beginning",
        arguments: [
            ("e-mail", "an E-Mail, two e-mails; e mail", "email mail-e e-xmail ne-mail"),
            ("node.js", "Node.js; node.json", "nodejs js.node node.xjs"),
            ("https://example.org/a", "see https://example.org/about", "https://example.com/a"),
            ("AI会議", "AI会議; 新AI会議室; AI 会議", "AI会 会議AI AIの会議 XAI会議"), ("会議AI", "新会議AI; 会議AIs", "会AI 会議室AI"),
            ("3月5", "3月5日; 3月50", "13月5日 3月15日"), ("東京、大阪", "東京、大阪の; 東京 大阪", "東京大阪 大阪、東京"),
            ("צה\"ל", "צה״ל; צה\"ל", "צהל"), ("c++20", "C++20", "c20"),
        ])
    func several(beginning: String, texts: String, others: String) {
        for text in texts.split(separator: "; ") {
            #expect(isFound(SearchTerm(.beginning, beginning), in: String(text)), "\(text)")
        }
        for other in others.split(separator: " ") {
            #expect(!isFound(SearchTerm(.beginning, beginning), in: String(other)), "\(other)")
        }
    }

    @Test(
        "do without an apostrophe between letters, and may begin or end there",
        arguments: [
            ("don't", "I don’t; dont; donʼt; DON‘TS", "don t; don; dón'-t"),
            ("dont", "don't", "do not; don' t"),
            ("l'eau", "l’eau; leaux", "l eau; eau"), ("eau", "de l'eau; l'eaux", "leau"),
            ("м'ят", "мʼята; м’ята; м'ята", "м ята; ята"), ("im", "I'm", "i m"),
            ("rock", "rock'n'roll", "arock'n'roll"), ("roll", "rock'n'roll", "rocknroll"),
            ("ok", "'ok'; l'ok", "o k"), ("5'10", "5'10; 5 10", "510"),
        ])
    func apostrophes(beginning: String, texts: String, others: String) {
        for text in texts.split(separator: "; ") {
            #expect(isFound(SearchTerm(.beginning, beginning), in: String(text)), "\(text)")
        }
        for other in others.split(separator: "; ") {
            #expect(!isFound(SearchTerm(.beginning, beginning), in: String(other)), "\(other)")
        }
    }

    @Test(
        "may stand inside a word",
        arguments: [
            ("art", "Party; art; start", "ar t"), ("größ", "Übergröße", "grö"), ("икет", "этикетка", "икт"),
            ("ilm", "iIlMi", "il m"), ("rt-icl", "part-icle", "rticl"), ("कत", "भारकता", "कि"),
        ])
    func inside(part: String, texts: String, other: String) {
        for text in texts.split(separator: "; ") {
            #expect(isFound(SearchTerm(.inside, part), in: String(text)), "\(text)")
        }
        #expect(!isFound(SearchTerm(.inside, part), in: other))
    }

    @Test(
        "in quotes are whole words one after the other, whatever stands between that is no word",
        arguments: [
            (
                "some words", "Some — words.; some\n\twords; some 😀 words; (some) “words”",
                "some more words; awesome words; some wordsmith"
            ),
            ("5", "take 5!; 5, 6; 5️⃣", "50; 15; 5th"), ("C", "C++, c#; vitamin c", "cat; ac"),
            ("ada", "Ada's, d'Ada", "adas"),
            ("eau de l'or", "l'eau de l’or", "eau de la or"), ("Größe", "GRÖSSE", "Größen"),
            ("会議 room", "新会議 Room", "会議室 room; 会議 rooms"),
        ])
    func phrases(phrase: String, texts: String, others: String) {
        for text in texts.split(separator: "; ") {
            #expect(isFound(SearchTerm(.phrase, phrase), in: String(text)), "\(text)")
        }
        for other in others.split(separator: "; ") {
            #expect(!isFound(SearchTerm(.phrase, phrase), in: String(other)), "\(other)")
        }
    }

    @Test("are found with and without points of Arabic and Hebrew, and with lines stretched")
    func points() {
        for (one, other) in [
            ("كتاب", "كِتابٌ"), ("كِتاب", "كتاب"), ("ילד", "יֶלֶד"), ("יֶלֶד", "ילדה"), ("محمد", "محـــمّد"),
        ] {
            #expect(isFound(SearchTerm(.beginning, one), in: other), "\(one) in \(other)")
        }
        #expect(!isFound(SearchTerm(.beginning, "ان"), in: "آن"))
    }

    // MARK: What an index knows and is asked

    @Test("are looked up by what an index knows of a text")
    func tokens() {
        #expect(
            SearchedText("Don't, 5!").tokens == ["pdo", "pdon", "pdont", "tdon", "tont", "pt", "p5"])
        #expect(SearchedText("AI会議").tokens == ["pai", "c会", "c議", "c会議"])
        #expect(
            SearchedText("abcdefghij").tokens == [
                "pab", "pabc", "pabcd", "pabcde", "pabcdef", "pabcdefg", "pabcdefgh", "tabc", "tbcd", "tcde",
                "tdef",
                "tefg", "tfgh", "tghi", "thij",
            ])
        #expect(SearchedText("😀 – … a\u{301}").tokens == ["pa"])
        #expect(SearchedText("").tokens == [] && SearchedText("\u{301}'’").tokens == [])
    }

    @Test(
        "ask for the rarest first, and for six at most",
        arguments: [
            (SearchTerm(.beginning, "word"), ["pword", "tord", "twor", "pwor", "pwo"]),
            (SearchTerm(.beginning, "W"), []),
            (
                SearchTerm(.beginning, "wordsmithing"),
                ["pwordsmit", "ting", "tith", "pwordsmi", "pwordsm", "pwords"]
            ),
            (SearchTerm(.beginning, "e-mail"), ["pmail", "pe", "tail", "tmai", "pmai", "pma"]),
            (SearchTerm(.beginning, "e-m"), ["pe"]),
            (SearchTerm(.inside, "article"), ["tcle", "trti", "tart", "ttic", "ticl"]),
            (SearchTerm(.inside, "ar"), []),
            (SearchTerm(.beginning, "会議室"), ["c議室", "c会議", "c会", "c議", "c室"]),
            (SearchTerm(.beginning, "会"), ["c会"]),
            (SearchTerm(.phrase, "5 Größen"), ["pgrossen", "p5", "pgrosse", "pgross", "pgros", "tsen"]),
            (SearchTerm(.beginning, "!"), []), (SearchTerm(.beginning, "I'm"), ["pim"]),
            (SearchTerm(.beginning, "word", isExcluded: true), []),
            (
                SearchTerm(.phrase, "one seven of many words that are here seven times"),
                ["pseven", "pwords", "ptimes", "pmany", "pthat", "phere"]
            ),
        ])
    func asked(term: SearchTerm, tokens: [String]) {
        #expect(term.tokens == tokens)
    }

    /// Letters of ten scripts, signs, marks and what cannot be seen: few of each, so that terms are found.
    private static let alphabets: [[String]] = [
        ["a", "B", "ab", "é", "e\u{301}", "ß", "ﬁ", "c", "x1"], ["я", "Ж", "ё", "по"], ["α", "Σ", "ς", "ώ"],
        ["ש", "ל", "לֶ", "ם"], ["ك", "تا", "بٌ", "ا\u{653}"], ["द", "ि", "ल", "क्", "ड\u{93C}"],
        ["ก", "ิ", "ำ", "ข"],
        ["会", "議", "か", "\u{3099}", "ﾊ", "ﾞ", "ー"], ["\u{1112}", "\u{1161}", "\u{11AB}", "한", "글", "하"],
        ["ሰ", "ላ", "ም"],
    ]
    private static let others = [
        " ", " ", " ", "'", "’", "-", ".", "5", "٣", "😀", "\u{FE0F}", "\u{200D}", "\u{301}", "\u{5B0}",
        "\u{64B}", "\"",
    ]

    private static func text(
        _ lengths: ClosedRange<Int>, using random: inout some RandomNumberGenerator
    ) -> String {
        let alphabets = (0..<Int.random(in: 1...2, using: &random)).compactMap { _ in
            Self.alphabets.randomElement(using: &random)
        }
        return (0..<Int.random(in: lengths, using: &random)).map { _ in
            let parts =
                Int.random(in: 0..<4, using: &random) == 0
                ? others : alphabets.randomElement(using: &random) ?? []
            return parts.randomElement(using: &random) ?? ""
        }.joined()
    }

    @Test("have all they ask for in whatever text they are found in", arguments: 0..<8)
    func implication(seed: UInt64) throws {
        var random = Seeded(state: seed)
        var found = 0
        for _ in 0..<1_500 {
            let text = Self.text(1...40, using: &random)
            let kind = try #require(
                [.beginning, .inside, .phrase].randomElement(using: &random) as SearchTerm.Kind?)
            let scalars = Array(text.unicodeScalars)
            let start = Int.random(in: 0..<scalars.count, using: &random)
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[start...].prefix(Int.random(in: 1...14, using: &random)))
            let isOther = Int.random(in: 0..<4, using: &random) == 0
            let term = SearchTerm(kind, isOther ? Self.text(1...4, using: &random) : String(part))
            let matcher = SearchMatcher([term])
            let tokens = term.tokens
            #expect(tokens.count <= 6)
            guard matcher.match(text) != nil else { continue }
            found += 1
            #expect(SearchedText(text).tokens.isSuperset(of: tokens), "\(term) in \(text)")
        }
        #expect(found > 300)
    }
}

/// The same numbers each time (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
