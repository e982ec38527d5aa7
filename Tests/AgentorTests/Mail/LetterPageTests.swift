import AgentorViews
import Mail
import Testing

@Suite("How a letter looks")
struct LetterPageTests {
    private func composed(_ letter: Letter) -> (text: String, html: String) {
        let (text, html) = LetterPage.compose(letter)
        return (text, String(decoding: html, as: UTF8.self))
    }

    @Test("text and HTML say the same, with the code in groups and the action as an address and a link")
    func parts() {
        let (text, html) = composed(
            Letter(
                subject: "Sign in", paragraphs: ["Somebody signs in."], code: "12345678",
                action: Letter.Action("Sign in", "https://agentor.example/a?b=c&d=e"),
                closing: ["Not you? Relax."]))
        for words in ["Somebody signs in.", "Not you? Relax."] {
            #expect(text.contains(words))
            #expect(html.contains(words))
        }
        #expect(text.contains("1234 5678"))
        #expect(html.contains(">1234</span>"))
        #expect(text.contains("Sign in:\nhttps://agentor.example/a?b=c&d=e\n"))
        #expect(html.contains("href=\"https://agentor.example/a?b=c&amp;d=e\""))
    }

    @Test("codes are grouped by fours or threes, and left alone where they have an order of their own")
    func codes() {
        let groups = [
            "123456": "123 456", "12345678": "1234 5678", "ab12-cd34": "ab12-cd34", "12345": "12345",
        ]
        for (code, shown) in groups {
            let text = LetterText(Letter(subject: "", paragraphs: [], code: code)).text
            #expect(text.contains("    \(shown)\n"))
        }
    }

    @Test(
        "long text in any script is whole, and its words stand in short lines",
        arguments: [
            String(repeating: "Zażółć gęślą jaźń. ", count: 200), String(repeating: "漢字", count: 2000),
            String(repeating: "👩‍👩‍👧‍👦 ", count: 300), ".\n..\nFrom here",
        ])
    func longText(paragraph: String) {
        let (text, html) = composed(Letter(subject: "Long", paragraphs: [paragraph]))
        let words = paragraph.split(whereSeparator: \.isWhitespace)
        #expect(text.split(whereSeparator: \.isWhitespace).prefix(words.count) == words[...])
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 72 || !$0.contains(" ") })
        #expect(html.contains(paragraph))
    }

    @Test("markup in a letter is text, and an address that runs scripts leads nowhere")
    func markup() {
        let (_, html) = composed(
            Letter(
                subject: "<script>a</script>", paragraphs: ["<b>bold</b> & \"quoted\""],
                action: Letter.Action("<i>", "javascript:alert(1)")))
        #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"))
        #expect(html.contains("&lt;b&gt;bold&lt;/b&gt; &amp;"))
        #expect(!html.contains("href=\"javascript"))
    }
}
