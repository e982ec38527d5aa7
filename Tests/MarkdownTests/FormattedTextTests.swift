import Testing

@testable import Markdown

@Suite("Text with marks")
struct FormattedTextTests {
    /// Parts as a line of signs, which reads more easily than cases.
    private func outline(_ text: String) -> String? {
        FormattedText(text)?.parts.map { part in
            switch part {
            case .begin(let element): "<\(name(element))>"
            case .end(let element): "</\(name(element).prefix { $0 != " " })>"
            case .text(let text): text
            case .code(let text): "<code>\(text)</code>"
            case .codeBlock(let text): "<pre>\(text)</pre>"
            case .lineBreak: "|"
            case .rule: "<hr>"
            }
        }.joined()
    }

    private func name(_ element: FormattedText.Element) -> String {
        switch element {
        case .paragraph: "p"
        case .heading: "h"
        case .quote: "quote"
        case .list(let start): start.map { "ol \($0)" } ?? "ul"
        case .item: "li"
        case .emphasis: "em"
        case .strong: "strong"
        case .strikethrough: "del"
        case .link(let address): "a \(address)"
        }
    }

    @Test(
        "text without marks is none",
        arguments: [
            "", "Hello", "Two\n\nparagraphs", "3 * 4 = 12", "a_b_c and __init", "2 apples\n2026 was good",
            "~ 5 ~",
            "C:\\Users\\ada", "<b>not HTML</b>", "&amp; &lt;", "| a | b |", "f[i] (x)",
            "[1]: https://example.org",
            "    indented", "see https://example.org/a_b_c/_d_/*e*", "a - b\nc + d", "-", "+1", "#1 of 2",
            "x ~y~ z",
        ])
    func plain(text: String) {
        #expect(outline(text) == nil)
    }

    @Test(
        "marks within a line",
        arguments: [
            ("*a* _b_", "<p><em>a</em> <em>b</em></p>"),
            ("**a** __b__", "<p><strong>a</strong> <strong>b</strong></p>"),
            ("~~a~~", "<p><del>a</del></p>"), ("`a  *b*`", "<p><code>a  *b*</code></p>"),
            ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"), ("\\*a\\*", "<p>*a*</p>"),
            ("**a**\nb", "<p><strong>a</strong>|b</p>"), ("**a**  \nb", "<p><strong>a</strong>|b</p>"),
            ("**a**\n\nb", "<p><strong>a</strong></p><p>b</p>"),
            ("**كتاب** x", "<p><strong>كتاب</strong> x</p>"),
        ])
    func inline(text: String, parts: String) {
        #expect(outline(text) == parts)
    }

    @Test(
        "a link whose words look like another address says where it leads",
        arguments: [
            (
                "[https://bank.example](https://evil.example) x",
                "https://bank.example</a> (https://evil.example) x"
            ),
            ("[www.bank.example](https://evil.example)", "www.bank.example</a> (https://evil.example)"),
            ("[ada@bank.example](mailto:eve@evil.example)", "ada@bank.example</a> (mailto:eve@evil.example)"),
            ("[https://bank.example](https://bank.example)", "https://bank.example</a>"),
            ("[ada@bank.example](mailto:ada@bank.example)", "ada@bank.example</a>"),
            ("[here](https://a.example)", "here</a>"),
        ])
    func masked(text: String, end: String) {
        #expect(outline(text)?.hasSuffix(">\(end)</p>") == true, "\(outline(text) ?? "")")
    }

    @Test(
        "blocks",
        arguments: [
            ("# a\nb", "<h>a</h><p>b</p>"), ("a\n===", "<h>a</h>"), ("> a\n> b", "<quote><p>a|b</p></quote>"),
            ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"), ("* a", "<ul><li>a</li></ul>"),
            ("3. a\n4. b", "<ol 3><li>a</li><li>b</li></ol>"),
            ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
            ("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
            ("```swift\n  a  b\n\n*c*\n```", "<pre>  a  b\n\n*c*</pre>"), ("~~~\na", "<pre>a</pre>"),
            ("***", "<hr>"),
            ("*a*\n\n    b\n      c", "<p><em>a</em></p><p>    b|      c</p>"),
        ])
    func blocks(text: String, parts: String) {
        #expect(outline(text) == parts)
    }

    @Test(
        "links lead to pages and mailboxes, and whatever else was meant stays as it was typed",
        arguments: [
            ("[a](https://example.org/x_(y)_z)", "<p><a https://example.org/x_(y)_z>a</a></p>"),
            (
                "[a](HTTP://example.org)[b](mailto:b@example.org)",
                "<p><a HTTP://example.org>a</a><a mailto:b@example.org>b</a></p>"
            ),
            ("[a](https://example.org/`|^)", "<p><a https://example.org/%60%7c%5e>a</a></p>"),
            (
                "*x* <https://example.org/a_b_>",
                "<p><em>x</em> <a https://example.org/a_b_>https://example.org/a_b_</a></p>"
            ),
            ("[](https://example.org)", "<p><a https://example.org>https://example.org</a></p>"),
            ("![cat](https://example.org/c.png)", "<p><a https://example.org/c.png>cat</a></p>"),
            ("[![cat](https://a.example/c)](https://b.example)", "<p><a https://b.example>cat</a></p>"),
            ("**f**[i](x)", "<p><strong>f</strong>[i](x)</p>"),
            ("*a* [b](javascript:alert(1))", "<p><em>a</em> [b](javascript:alert(1))</p>"),
            ("*a* ![b](data:image/png,x \"t\")", "<p><em>a</em> ![b](data:image/png,x \"t\")</p>"),
            (
                "*a* [b](https:evil) [c](//evil) [d](mailto:)",
                "<p><em>a</em> [b](https:evil) [c](//evil) [d](mailto:)</p>"
            ),
            ("**https://example.org/a_b**, so", "<p><strong>https://example.org/a_b</strong>, so</p>"),
            (
                "**x** https://example.org/_a_/*b*/~~c~~?d=1&copy=2",
                "<p><strong>x</strong> https://example.org/_a_/*b*/~~c~~?d=1&copy=2</p>"
            ),
        ])
    func links(text: String, parts: String) {
        #expect(outline(text) == parts)
    }

    @Test(
        "HTML, entities, tables and definitions are text",
        arguments: [
            (
                "**a** <b onclick=x>c</b> &copy; &#60;",
                "<p><strong>a</strong> <b onclick=x>c</b> &copy; &#60;</p>"
            ),
            ("<div>\n*a*\n\n*b*", "<p><div>|<em>a</em></p><p><em>b</em></p>"),
            ("<!-- *a* -->", "<p><!-- <em>a</em> --></p>"), ("`&amp;<b>`", "<p><code>&amp;<b></code></p>"),
            ("*a*\n\n| b | c |\n| - | - |", "<p><em>a</em></p><p>| b | c ||| - | - |</p>"),
            (
                "*a*\n\n[b]: https://example.org\n\n[b]",
                "<p><em>a</em></p><p>[b]: https://example.org</p><p>[b]</p>"
            ),
        ])
    func text(text: String, parts: String) {
        #expect(outline(text) == parts)
    }

    @Test("no character of somebody's stands for another")
    func noncharacters() {
        let shields = [0xFDD0, 0xFDD1, 0xFDEF].compactMap(Unicode.Scalar.init(_:)).map(String.init)
        #expect(
            outline("*a* \(shields[0])\(shields[1])script\(shields[2])")
                == "<p><em>a</em> \u{FFFD}\u{FFFD}script\u{FFFD}</p>")
        #expect(outline("*a* ﷺ\0b") == "<p><em>a</em> ﷺ\u{FFFD}b</p>")
    }

    @Test("what begins ends, in order")
    func balance() throws {
        let texts = [
            "> - *a **b* c** [d *e](https://f) g*\n>> h\n1. ~~i\n\n   j~~",
            "- a\n> b\n- c\n\n\n  d\n***\n# e [f](x)",
        ]
        for text in texts {
            var open: [FormattedText.Element] = []
            for part in try #require(FormattedText(text)).parts {
                if case .begin(let element) = part { open.append(element) }
                if case .end(let element) = part { #expect(open.popLast() == element) }
            }
            #expect(open.isEmpty)
        }
    }

    @Test(
        "more marks than people use are none",
        arguments: [
            String(repeating: ">", count: 5_000) + " a", String(repeating: "> ", count: 5_000) + "a",
            String(repeating: "- ", count: 5_000) + "a", String(repeating: "1. ", count: 5_000) + "a",
            String(repeating: "*", count: 5_000) + "a", String(repeating: "*a **b ", count: 2_000),
            String(repeating: "[", count: 5_000) + String(repeating: "](https://a)", count: 5_000),
            String(repeating: "![](", count: 5_000), String(repeating: "`a``b", count: 2_000),
            String(repeating: "~~a", count: 3_000),
        ])
    func tooMany(text: String) {
        #expect(outline(text) == nil)
    }

    @Test("nothing lies deeper than the limit, and nothing is of more parts than its text allows")
    func depth() throws {
        func nested(_ count: Int) -> String {
            (0..<count).map { String(repeating: "  ", count: $0) + "- a" }.joined(separator: "\n")
        }
        #expect(outline(nested(10)) != nil)
        #expect(outline(nested(120)) == nil)
        let emphasis = String(repeating: "*a ", count: 500) + String(repeating: "b*", count: 500)
        #expect(outline(emphasis) == nil)
        #expect(outline(String(repeating: "-\n", count: 16_000)) == nil)
        let wide = try #require(FormattedText(String(repeating: "- a\n", count: 4_096)))
        #expect(wide.parts.count == 2 + 3 * 4_096)
    }

    @Test("marks up to the limits count")
    func limits() {
        let quotes = FormattedText.Limit.containersOfLine
        #expect(outline(String(repeating: ">", count: quotes) + " a") != nil)
        #expect(outline(String(repeating: ">", count: quotes + 1) + " a") == nil)
        let stars = FormattedText.Limit.marks / 4
        #expect(outline(String(repeating: "**a** ", count: stars)) != nil)
        #expect(outline(String(repeating: "**a** ", count: stars) + "*") == nil)
    }

    @Test("texts are read on many threads at once")
    func threads() async {
        let expected = outline("~~a~~ **b** ~~c~~")
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    (0..<200).allSatisfy { _ in outline("~~a~~ **b** ~~c~~") == expected }
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test(
        "the words are what is left without marks",
        arguments: [
            ("plain *", "plain *"), ("**a** `b` [c](https://d)", " a b c "), ("- a\n- b", "  a  b  "),
            ("```\nx\n```\n*y*\nz", "x  y z "),
        ])
    func words(text: String, words: String) {
        #expect(FormattedText.words(of: text) == words)
    }
}
