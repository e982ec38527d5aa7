import Testing

@testable import TemplateCompiler

@Suite("Errors in templates")
struct DiagnosticTests {
    @Test(
        "an error names the place and what is wrong",
        arguments: [
            ("a\n  {{b", "TestPage.html:2:3: error: this tag is never closed with }}"),
            ("{{{b}}", "TestPage.html:1:1: error: this tag is never closed with }}}"),
            ("{{#a}}\n{{#b}}\n{{/a}}", "TestPage.html:2:1: error: {{#b}} is never closed"),
            ("{{^a}}", "TestPage.html:1:1: error: {{^a}} is never closed"),
            ("x{{/a}}", "TestPage.html:1:2: error: {{/a}} closes nothing"),
            ("{{#a}}{{/b}}{{/a}}", "TestPage.html:1:7: error: {{/b}} closes nothing; {{#a}} is open"),
            ("{{$a}}", "TestPage.html:1:1: error: {{$a}} is never closed"),
            ("{{}}", "TestPage.html:1:3: error: a name is missing"),
            ("{{ a b }}", "TestPage.html:1:4: error: 'a b' is not a name: a.b, or . for the current value"),
            ("{{a..b}}", "TestPage.html:1:3: error: 'a..b' is not a name: a.b, or . for the current value"),
            ("{{1a}}", "TestPage.html:1:3: error: '1a' is not a name: a.b, or . for the current value"),
            ("{{=| |=}}", "TestPage.html:1:1: error: other delimiters than {{ and }} are not supported"),
            (
                "{{>*a}}",
                "TestPage.html:1:4: error: names of templates that are known only at run time are not supported"
            ),
            ("<p>{{> Nothing }}</p>", "TestPage.html:1:4: error: there is no template Nothing"),
        ])
    func single(template: String, message: String) {
        #expect(errors(template) == [message])
    }

    @Test("several errors are reported at once, in the order of the templates")
    func several() {
        let files = sources(["APage": "{{#a}}\n{{b c}}", "BPage": "{{> x }}"])
        #expect(
            errors(files) == [
                "APage.html:2:3: error: 'b c' is not a name: a.b, or . for the current value",
                "APage.html:1:1: error: {{#a}} is never closed",
                "BPage.html:1:1: error: there is no template x",
            ])
    }

    @Test("an error in a partial is reported at the partial, once for all pages")
    func sharedPartial() {
        let files = sources(["APage": "{{>p}}", "BPage": "{{>p}}{{>p}}", "p": "\n<a b={{c}}>"])
        #expect(errors(files) == ["p.html:2:8: error: a value cannot stand in an attribute without quotes"])
    }

    @Test("a mistyped path gets a suggestion")
    func suggestion() {
        let files = sources(["TestPage": "{{> Field }}", "Components/Field": "a"])
        #expect(
            errors(files) == [
                "TestPage.html:1:1: error: there is no template Field; did you mean Components/Field?"
            ])
    }

    @Test("a template that includes itself is refused")
    func recursion() {
        let files = sources(["TestPage": "{{>a}}", "a": "{{>b}}", "b": "{{#x}}{{>a}}{{/x}}"])
        #expect(errors(files) == ["b.html:1:7: error: a includes itself, and recursion is not supported"])
    }

    @Test("a block that the parent does not have is refused")
    func unknownBlock() {
        let files = sources(["TestPage": "{{<L}}{{$titel}}a{{/titel}}{{/L}}", "L": "{{$title}}{{/title}}"])
        #expect(errors(files) == ["TestPage.html:1:7: error: L has no block titel"])
    }

    @Test("a block given twice, and anything but blocks in a parent, is refused")
    func parentBody() {
        let files = sources(["TestPage": "{{<L}}{{$a}}{{/a}}{{$a}}{{/a}}{{b}}{{/L}}", "L": "{{$a}}{{/a}}"])
        #expect(
            errors(files) == [
                "TestPage.html:1:19: error: block a is given twice",
                "TestPage.html:1:31: error: only blocks can stand directly in {{<L}}: put this into {{$…}}",
            ])
    }

    @Test("two pages of one name are refused")
    func duplicatePage() {
        let files = sources(["A/TestPage": "", "B/TestPage": ""])
        #expect(
            errors(files) == [
                "B/TestPage.html:1:1: error: A/TestPage has the same name, and a view can have only one template"
            ])
    }

    @Test("sections nested deeper than the runtime can look are refused")
    func depth() {
        let names = ["a", "b", "c", "d", "e", "f"]
        let opening = names.map { "{{#\($0)}}" }.joined()
        let closing = names.reversed().map { "{{/\($0)}}" }.joined()
        #expect(errors(opening + "{{^g}}{{g}}{{/g}}" + closing).isEmpty)
        #expect(
            errors(opening + "{{#g}}{{/g}}" + closing) == [
                "TestPage.html:1:40: error: sections can be nested 6 deep: let the view prepare this"
            ])
    }
}
