import Testing

@testable import TemplateCompiler

@Suite("Structure of templates")
struct StructureTests {
    @Test("a tag that stands alone takes its line with it; a value does not")
    func standaloneLines() throws {
        #expect(try outline("a\n  {{#b}}\n  c\n  {{/b}}\n  {{d}}\n") == "a\n‹with b:  c\n›  ‹text d›\n")
    }

    @Test("a partial alone on its line has its lines indented, and blank lines stay blank")
    func partialIndentation() throws {
        let files = sources(["TestPage": "<ul>\n  {{> Item }}\n</ul>\n", "Item": "<li>\n\n  {{a}}\n</li>\n"])
        #expect(try outline(files) == "<ul>\n  <li>\n\n    ‹text a›\n  </li>\n</ul>\n")
    }

    @Test("partials are named by their path")
    func partialPath() throws {
        #expect(try outline(sources(["A/TestPage": "{{> B/c }}", "B/c": "d"])) == "d")
    }

    @Test("a page fills the blocks of its parent, and keeps the defaults of the others")
    func inheritance() throws {
        let files = sources([
            "TestPage":
                "{{< Layout }}\n{{$title}}Home{{/title}}\n{{$main}}\n  <p>{{a}}</p>\n{{/main}}\n{{/ Layout }}\n",
            "Layout":
                "<title>{{$title}}-{{/title}} {{$site}}Agentor{{/site}}</title>\n{{$main}}\n{{/main}}\n",
        ])
        #expect(try outline(files) == "<title>Home Agentor</title>\n<p>‹text a›</p>\n")
    }

    @Test("a block in a partial of the parent can be replaced")
    func blockInPartial() throws {
        let files = sources([
            "TestPage": "{{<L}}{{$t}}new{{/t}}{{/L}}", "L": "{{>head}}", "head": "<b>{{$t}}old{{/t}}</b>",
        ])
        #expect(try outline(files) == "<b>new</b>")
    }

    @Test("a block of the same name inside a replacement is another block")
    func hygiene() throws {
        let files = sources([
            "TestPage":
                "{{<L}}{{$content}}[{{<Card}}{{$content}}card{{/content}}{{/Card}}]{{/content}}{{/L}}",
            "L": "<main>{{$content}}{{/content}}</main>", "Card": "({{$content}}{{/content}})",
        ])
        #expect(try outline(files) == "<main>[(card)]</main>")
    }

    @Test("literals around comments and partials become one")
    func mergedLiterals() throws {
        var diagnostics: [Diagnostic] = []
        let files = sources(["TestPage": "a{{! b }}c{{> d }}e", "d": "d"])
        let library = Library(files, diagnostics: &diagnostics)
        let nodes = Resolver.flatten(library.pages[0], in: library, diagnostics: &diagnostics)
        let operations = ContextAnalysis.operations(
            for: nodes, of: library.pages[0], staticFiles: StaticFiles(directory: ""),
            diagnostics: &diagnostics)
        #expect(operations.count == 1)
    }

    @Test("only pages, forms and fragments become Swift, in an extension of the type of their name")
    func pages() throws {
        let files = sources([
            "A/OnePage": "a", "B/TwoFragment": "b", "C/ThreeForm": "c", "Layout": "d", "Pages": "e",
        ])
        let pages = try Compiler.compile(files, staticFiles: StaticFiles(directory: ""))
        #expect(pages.map(\.name) == ["OnePage", "TwoFragment", "ThreeForm"])
        #expect(pages[0].swift.contains("extension OnePage: Template {"))
    }

    @Test("text is quoted for Swift")
    func quoting() {
        #expect(SwiftEmitter.quoted("a\"\\(b)\n\t\r\u{1}é") == #""a\"\\(b)\n\t\r\u{1}é""#)
    }
}
