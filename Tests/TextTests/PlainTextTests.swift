import Testing
import Text

@Suite("Typed text")
struct PlainTextTests {
    @Test("a line has single spaces, and nothing that cannot be seen")
    func line() {
        #expect(PlainText.line("  Tax \t for\r\nfreelancers\u{0} \u{202E}") == "Tax for freelancers")
        #expect(PlainText.line("\n \t") == "")
    }

    @Test(
        "text in which nothing can be seen is empty",
        arguments: ["\u{200B}", "\u{2800}\u{3164}", "\u{FEFF}\u{AD} \u{200D}", "\u{E0041}\u{2060}\n"])
    func invisible(text: String) {
        #expect(PlainText.line(text).isEmpty)
        #expect(PlainText.lines(text).isEmpty)
    }

    @Test("invisible characters do not make two names of one, and emoji stay whole")
    func lookAlikes() {
        #expect(PlainText.line("Ve\u{200B}ra\u{2060}") == "Vera")
        #expect(PlainText.line("👩‍👩‍👧 ❤️ क्‍ष") == "👩‍👩‍👧 ❤️ क्‍ष")
    }

    @Test("lines keep their breaks and indentation, and lose blank ends")
    func lines() {
        #expect(PlainText.lines("\r\n\n  first\r\n\tsecond\rthird \n\n") == "  first\n\tsecond\nthird")
        #expect(PlainText.lines(" \r\n ") == "")
        #expect(PlainText.lines("a\u{8}b\u{2066}c 👩‍👩‍👧") == "abc 👩‍👩‍👧")
    }

    @Test(
        "what belongs to how a language is written stays",
        arguments: [
            "می\u{200C}خواهم", "न्\u{200D}या", "क्\u{200C}ष", "ශ්\u{200D}රී", "র\u{200D}্যাব", "ರ\u{200D}್ಕ",
            "ᠮᠣᠩ\u{180B}ᠭᠣᠯ", "葛\u{E0100}飾区",
            "ភាសា\u{200B}ខ្មែរ", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", "👩🏽\u{200D}🚀",
            "1\u{FE0F}\u{20E3}",
            "🏳\u{FE0F}\u{200D}⚧\u{FE0F}", "\u{600}١٢٣", "וְהָאָ֗רֶץ", "ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ", "ြန်မာ", "\u{1160}ᆨ",
        ])
    func written(text: String) {
        #expect(Array(PlainText.line(text).unicodeScalars) == Array(text.nfc.unicodeScalars))
        #expect(Array(PlainText.lines(text).unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test("a letter bears three marks of no script, and eight in all", arguments: ["a", "ก", "ع"])
    func marks(letter: String) {
        let stacked = PlainText.line(letter + String(repeating: "\u{33F}", count: 110) + "b")
        #expect(stacked.unicodeScalars.count == 5)
        let own = PlainText.lines("ก" + String(repeating: "\u{E47}", count: 110))
        #expect(own.unicodeScalars.count == 9)
    }

    @Test(
        "what turns the direction of the text behind it goes; what says the direction of a word stays in longer text"
    )
    func direction() {
        for value in Array(0x202A...0x202E) + Array(0x2066...0x2069) {
            #expect(PlainText.lines("a\(Unicode.Scalar(UInt32(value))!)b") == "ab")
        }
        #expect(PlainText.lines("מחיר: 5\u{200E}$") == "מחיר: 5\u{200E}$")
        #expect(PlainText.line("\u{200E}Ada\u{200F}") == "Ada")
    }

    @Test(
        "a code is the same however it was pasted or typed",
        arguments: [
            "1234 5678", "1234\u{A0}5678", "\t12345678\n", "1234\u{2009}5678", "１２３４５６７８", "١٢٣٤٥٦٧٨",
            "\u{200B}12345678\u{FEFF}",
            "1234-5678", "1234–5678", "१२३४५६७८",
        ])
    func code(text: String) {
        #expect(PlainText.code(text) == "12345678")
        #expect(PlainText.code("ＡＢcd") == "ABcd")
    }
}
