import Testing

@testable import TemplateCompiler

@Suite("Static files")
struct StaticFileTests {
    @Test("the hash is FNV-1a, cut to twelve digits")
    func hash() {
        #expect(StaticFiles.hash(of: "".utf8) == "cbf29ce48422")
        #expect(StaticFiles.hash(of: "a".utf8) == "af63dc4c8601")
        #expect(StaticFiles.hash(of: "foobar".utf8) == "85944171f739")
    }

    @Test(
        "an address below /static/ gets the hash of its file",
        arguments: [
            ("<link href=\"/static/a.css\">", "<link href=\"/static/a.af63dc4c8601.css\">"),
            (
                "<script src='/static/a.css?x'></script>",
                "<script src='/static/a.af63dc4c8601.css?x'></script>"
            ),
            ("<use href=\"/static/a.css#x\">", "<use href=\"/static/a.af63dc4c8601.css#x\">"),
            ("<img src=/static/a.css>", "<img src=/static/a.af63dc4c8601.css>"),
            (
                "<img srcset=\"/static/a.css 1x, /static/b 2x\">",
                "<img srcset=\"/static/a.af63dc4c8601.css 1x, /static/b.af63df4c8601 2x\">"
            ),
            (
                "<img src=\"{{#a}}/static/a.css{{/a}}{{^a}}/static/b{{/a}}\">",
                "<img src=\"‹once a:/static/a.af63dc4c8601.css›‹unless a:/static/b.af63df4c8601›\">"
            ),
            ("<p title=\"/static/a.css\">/static/a.css", "<p title=\"/static/a.css\">/static/a.css"),
            ("<a href=\"x/static/a.css\">", "<a href=\"x/static/a.css\">"),
        ])
    func addresses(template: String, expected: String) throws {
        try withTemporaryFolder { folder in
            try write("a", to: "\(folder)/a.css")
            try write("b", to: "\(folder)/b")
            #expect(try outline(template, staticFiles: folder) == expected)
        }
    }

    @Test("a file that is missing is an error at its address")
    func missing() {
        #expect(
            errors("<link\n href=\"/static/a.css\">") == [
                "TestPage.html:2:8: error: there is no file static/a.css"
            ])
        #expect(
            errors("<link href=\"/static/../a\">") == [
                "TestPage.html:1:13: error: there is no file static/../a"
            ])
    }

    @Test(
        "an address that is put together at run time is refused",
        arguments: ["<img src=\"/static/{{a}}.png\">", "<img src=\"/static/a{{#b}}c{{/b}}.png\">"])
    func dynamic(template: String) {
        #expect(errors(template).contains { $0.contains("an address below /static/ must be written out") })
    }
}
