import Messaging
import Testing

@Suite("Words that count as a name")
struct KeywordsTests {
    @Test(
        "stand alone where their script writes spaces between words",
        arguments: [
            ("invoice", "the Invoice, please", "invoices reinvoice invoice2 2invoice"),
            ("größe", "GRÖSSE!", "Größen Übergröße"), ("café", "Cafe\u{301} Noir", "cafe cafés"),
            ("łódź", "ŁÓDŹ?", "łódźki"), ("ışık", "IŞIK", "ışıklar"), ("привет", "ПРИВЕТ, всем", "приветы"),
            ("οδός", "ΟΔΟΣ; όχι. ΟΔΌΣ", "οδόσημο"), ("բարև", "«ԲԱՐև»", "բարևներ"), ("შენ", "აი, შენ", "შენი"),
            ("שלום", "שלום, עולם", "שלומי ושלום"), ("ילד", "יֶלֶד ילדָ", "ילדים"),
            ("كتاب", "كتاب، كتابٌ", "كتابه والكتاب"), ("ฮัล1", "ฮัล1", "ฮัล12"),
            ("दिल", "मेरा दिल।", "दिल्ली दिली कादिल"), ("हिन्दी", "हिन्दी में", "हिन्दीभाषी"),
            ("தமிழ்", "(தமிழ்)", "தமிழ்நாடு"), ("ভাষা", "ভাষা?", "ভাষার"), ("ሰላም", "ሰላም።", "ሰላምታ"),
            ("ᏣᎳᎩ", "ꮳꮃꭹ!", "ᏣᎳᎩᎢ"), ("𐐔𐐇", "𐐼𐐯.", "𐐼𐐯𐑅"),
        ])
    func whole(word: String, found: String, parts: String) {
        let keywords = Keywords([word])
        #expect(keywords.areIn(found))
        #expect(keywords.areIn("… \(word)"))
        for part in parts.split(separator: " ") { #expect(!keywords.areIn(String(part)), "\(part)") }
    }

    @Test(
        "are found in parts of words where it writes none, or joins particles to them",
        arguments: [
            ("設計", "新設計案"), ("设计", "这个设计很好"), ("さくら", "きれいなさくらが"), ("サーバー", "新サーバーズ"), ("データ", "ビッグデータベース"),
            ("서울", "서울에서"), ("สวัสดี", "ขอสวัสดีครับ"), ("ສະບາຍ", "ສະບາຍດີ"), ("ភាសា", "ភាសាខ្មែរ"),
            ("မြန်မာ", "မြန်မာစာ"), ("𠮷野", "新𠮷野家"), ("々", "人々は"), ("བོད", "བོད་ཡིག"),
        ])
    func parts(word: String, text: String) {
        #expect(Keywords([word]).areIn(text))
        #expect(Keywords([word]).areIn(word))
        #expect(!Keywords([word]).areIn(String(word.dropLast())))
    }

    @Test(
        "may be phrases, and have signs in them that mean nothing else",
        arguments: [
            ("rush job", "a RUSH  job!", true), ("rush job", "a rush\n\tjob", true),
            ("rush job", "a rush\u{3000}job", true),
            ("rush job", "a rush and a job", false), ("rush job", "rushjob", false),
            ("c++", "we like C++.", true),
            ("c++", "c", false), (".*", "anything", false), ("(", "a ( b", true), ("a|b", "a", false),
            ("\\d", "7", false),
            ("***", "a *** b", true), ("#1", "the #1", true), ("#1", "the #12", false), ("👍", "ok👍🏽", true),
            ("❤", "I ❤️ it", true), ("acme", "Acme™, acme²", true), ("@bo", "to @bo-berg", true),
            ("co-op", "a Co-op.", true),
            (" job ", "a job", true), ("", "anything", false), (" ", "a b", false), ("1", "1️⃣", true),
        ])
    func signs(word: String, text: String, isThere: Bool) {
        #expect(Keywords([word]).areIn(text) == isThere)
    }

    @Test("are looked for all at once, also where one is the beginning, the end or a part of another")
    func several() {
        let keywords = Keywords(["he", "she", "his", "hers", "us her"])
        for text in ["he", "she", "his", "hers", "a she", "ushe us her", "ushers he"] {
            #expect(keywords.areIn(text), "\(text)")
        }
        for text in ["", "h", "her", "ushers", "hi s", "shis", "us herd", "the"] {
            #expect(!keywords.areIn(text), "\(text)")
        }
        let joined = Keywords(["新設計案", "設計", "計画書"])
        for text in ["新設計", "新設計画書", "計画書"] { #expect(joined.areIn(text), "\(text)") }
        for text in ["設", "新設", "計画", "新計案"] { #expect(!joined.areIn(text), "\(text)") }
        #expect(Keywords(["a b", "b"]).areIn("xa b") && Keywords(["b", "a b"]).areIn("xa b"))
        #expect(Keywords(["bb", "b"]).areIn("abb b"))
    }

    @Test("of none there are none, and of more than there may be the first count")
    func bounds() {
        #expect(Keywords([]).isEmpty && Keywords(["", " \u{A0}"]).isEmpty && !Keywords([]).areIn("anything"))
        let words = (1...NotificationChoice.keywordLimit + 1).map { "word\($0)" }
        #expect(Keywords(words).areIn("word20") && !Keywords(words).areIn("word21"))
    }

    @Test("are found or not by each of them alone, whatever they are made of")
    func agreement() {
        var generator = SystemRandomNumberGenerator()
        func random(_ length: ClosedRange<Int>) -> String {
            String(
                (0..<Int.random(in: length, using: &generator)).map { _ in
                    "ab ɑ設-".randomElement(using: &generator)!
                })
        }
        for _ in 0..<2_000 {
            let words = (0..<5).map { _ in random(1...4) }
            let text = random(0...12)
            #expect(
                Keywords(words).areIn(text) == words.contains { Keywords([$0]).areIn(text) },
                "\(words) in \(text)")
        }
    }

    @Test("cannot be chosen so that a long text takes long")
    func hostile() {
        let words = (1...20).map { String(repeating: "a ", count: 20 + $0 / 2) + ($0 % 2 == 0 ? "b" : "c") }
        let keywords = Keywords(words)
        let text = String(repeating: "a ", count: 8_000)
        for _ in 0..<100 { #expect(!keywords.areIn(text)) }
        #expect(keywords.areIn(text + "b"))
    }
}
