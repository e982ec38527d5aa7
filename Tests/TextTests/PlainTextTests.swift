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
}
