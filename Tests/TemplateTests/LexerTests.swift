import Testing

@testable import TemplateCompiler

/// Swift Testing has a type of this name, too.
typealias TemplateTag = TemplateCompiler.Tag

@Suite("Lexer")
struct LexerTests {
    private func tokens(_ text: String) -> [Token] {
        var diagnostics: [Diagnostic] = []
        let tokens = Lexer.tokens(of: sources(text)[0], diagnostics: &diagnostics)
        #expect(diagnostics.isEmpty)
        return tokens
    }

    private func firstTag(_ text: String) -> TemplateTag? {
        if case .tag(let tag) = tokens(text).first { tag } else { nil }
    }

    @Test(
        "every kind of tag is told by its marker",
        arguments: [
            ("{{a}}", TemplateTag.Kind.value), ("{{{a}}}", .rawValue), ("{{&a}}", .rawValue),
            ("{{@a}}", .link),
            ("{{#a}}", .section),
            ("{{^a}}", .invertedSection), ("{{$a}}", .block), ("{{<a}}", .parent), ("{{>a}}", .partial),
            ("{{/a}}", .close), ("{{!a}}", .comment), ("{{=a}}", .delimiters),
        ])
    func kinds(text: String, kind: TemplateTag.Kind) {
        #expect(firstTag(text)?.kind == kind)
        #expect(firstTag(text)?.name == "a")
    }

    @Test("white space around a name means nothing")
    func padding() throws {
        let tag = try #require(firstTag("{{ #  a.b \n }}"))
        #expect(tag.kind == .section)
        #expect(tag.name == "a.b")
    }

    @Test("text is cut at line breaks, and a carriage return goes with its line break")
    func lines() {
        let texts = tokens("a\r\n\r\nb\rc\n").map { token in
            switch token {
            case .text(let text, _): text
            case .lineBreak(let text, _): text
            case .tag: ""
            }
        }
        #expect(texts == ["a", "\r\n", "\r\n", "b\rc", "\n"])
    }

    @Test("lines and columns count from one, through tags that span lines")
    func locations() {
        let locations = tokens("ab\n {{! x\n y}}c{{ d }}").map(\.location)
        #expect(locations.map(\.line) == [1, 1, 2, 2, 3, 3])
        #expect(locations.map(\.column) == [1, 3, 1, 2, 5, 6])
    }

    @Test("a name has the place of its first letter")
    func nameLocation() {
        #expect(firstTag("{{{  name }}}")?.nameLocation.column == 6)
    }
}
