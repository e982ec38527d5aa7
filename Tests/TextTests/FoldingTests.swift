import Testing
import Text

@Suite("Texts as they are searched")
struct FoldingTests {
    @Test(
        "letter case does not count in any script, nor how a letter was composed, nor how much white space there is",
        arguments: [
            ("RUSH  job", "rush job"), ("rush\n\t job", "Rush Job"), ("GRÖSSE", "größe"),
            ("GRO\u{308}SSE", "Größe"),
            ("ПРИВЕТ", "привет"), ("ΣΟΦΟΣ", "σοφος"), ("σοφος", "σοφοσ"), ("ԲԱՐԵՒ", "բարև"),
            ("ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", "საქართველო"),
            ("𐐔𐐇𐐝", "𐐼𐐯𐑅"), ("ᎣᏏᏲ", "ꭳꮟᏺ"), ("İSTANBUL", "istanbul"), ("IŞIK", "ışık"), ("ＡＤＡ", "ａｄａ"),
            ("\u{1112}\u{1161}\u{11AB}글", "한글"), ("a\u{3000}\u{A0}b", "a b"),
        ])
    func same(one: String, other: String) {
        #expect(PlainText.folded(one) == PlainText.folded(other))
    }

    @Test(
        "accents, signs and letters of another kind do",
        arguments: [
            ("Größe", "Grosse"), ("दिल", "दिली"), ("は", "ば"), ("m²", "m2"), ("Acme™", "AcmeTM"), ("a b", "ab"),
            ("e", "é"), ("i", "í"),
        ])
    func different(one: String, other: String) {
        #expect(PlainText.folded(one) != PlainText.folded(other))
    }

    @Test("what is long stays whole")
    func long() {
        for text in [String(repeating: "Ab ", count: 20_000), String(repeating: "ÄΐИ", count: 20_000)] {
            #expect(PlainText.folded(text).count >= text.utf16.count)
            #expect(PlainText.folded(text) == PlainText.folded(text.lowercased()))
        }
        #expect(PlainText.folded("") == [])
    }
}
