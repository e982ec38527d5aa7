import Testing

@testable import TemplateCompiler

@Suite("Escaping by context")
struct EscapingContextTests {
    @Test(
        "a value is escaped for the place where it stands",
        arguments: [
            ("<p>{{a}}</p>", "<p>‹text a›</p>"),
            ("a < b {{a}} <3 {{b}}", "a < b ‹text a› <3 ‹text b›"),
            ("{{{a}}}{{&b}}", "‹markup a›‹markup b›"),
            ("<!doctype html>{{a}}", "<!doctype html>‹text a›"),
            ("<!-- a > --->{{a}}", "<!-- a > --->‹text a›"),
            ("<!-->{{a}}", "<!-->‹text a›"),
            (
                "<script>if (a < b && '</p>') {}</script>{{a}}",
                "<script>if (a < b && '</p>') {}</script>‹text a›"
            ),
            ("<style>a > b {}</STYLE >{{a}}", "<style>a > b {}</STYLE >‹text a›"),
            ("<title>{{a}} <b></title>{{b}}", "<title>‹attribute a› <b></title>‹text b›"),
            ("<textarea>\n{{a}}</textarea>", "<textarea>\n‹attribute a›</textarea>"),
            ("<a title=\"> {{a}}\">{{b}}", "<a title=\"> ‹attribute a›\">‹text b›"),
            ("<a title='{{a}}\"'>", "<a title='‹attribute a›\"'>"),
            ("<a\ntitle = \"{{a}}\"/>{{b}}", "<a\ntitle = \"‹attribute a›\"/>‹text b›"),
            ("<input value=a checked>{{a}}", "<input value=a checked>‹text a›"),
            ("<a data-href=\"{{a}}\">", "<a data-href=\"‹attribute a›\">"),
            (
                "<iframe srcdoc=\"<p>{{a}}\"></iframe>{{b}}",
                "<iframe srcdoc=\"<p>‹document a›\"></iframe>‹text b›"
            ),
        ])
    func places(template: String, expected: String) throws {
        #expect(try outline(template) == expected)
    }

    @Test(
        "in a URL, the start is checked and the rest is encoded",
        arguments: [
            ("<a href=\"{{a}}\">", "<a href=\"‹url a›\">"),
            ("<a HREF=\"{{a}}\">", "<a HREF=\"‹url a›\">"),
            (
                "<a href=\"https://x/{{a}}/y?b={{b}}#{{c}}\">",
                "<a href=\"https://x/‹urlComponent a›/y?b=‹urlComponent b›#‹urlComponent c›\">"
            ),
            ("<a href=\"{{a}}{{b}}/{{c}}\">", "<a href=\"‹url a›‹urlComponent b›/‹urlComponent c›\">"),
            ("<a href=\"x/{{a}}\">", "<a href=\"x/‹urlComponent a›\">"),
            ("<a href=\"mailto:{{a}}\">", "<a href=\"mailto:‹urlComponent a›\">"),
            (
                "<form action=\"{{a}}\"><button formaction='{{b}}'>",
                "<form action=\"‹url a›\"><button formaction='‹url b›'>"
            ),
            (
                "<img src=\"{{a}}\" srcset=\"i/{{b}}/s 1x, i/{{c}}/l 2x\">",
                "<img src=\"‹url a›\" srcset=\"i/‹urlComponent b›/s 1x, i/‹urlComponent c›/l 2x\">"
            ),
            (
                "<video poster=\"{{a}}\"><object data=\"{{b}}\"><q cite=\"{{c}}\">",
                "<video poster=\"‹url a›\"><object data=\"‹url b›\"><q cite=\"‹url c›\">"
            ),
            (
                "<meta http-equiv=\"refresh\" content=\"0; URL={{a}}\">",
                "<meta http-equiv=\"refresh\" content=\"0; URL=‹url a›\">"
            ),
            ("<meta content=\"5;url=?x={{a}}\">", "<meta content=\"5;url=?x=‹urlComponent a›\">"),
            (
                "<meta http-equiv=refresh content=\"{{a}}; url={{b}}\">",
                "<meta http-equiv=refresh content=\"‹number a›; url=‹url b›\">"
            ),
            (
                "<meta name=\"description\" content=\"{{a}}\">",
                "<meta name=\"description\" content=\"‹attribute a›\">"
            ),
        ])
    func urls(template: String, expected: String) throws {
        #expect(try outline(template) == expected)
    }

    @Test(
        "sections within tags are fine as long as what follows means the same",
        arguments: [
            "<input{{#a}} required{{/a}}>",
            "<input {{#a}}required{{/a}} value=\"{{b}}\">",
            "<input{{#a}} x=\"{{.}}\"{{/a}}{{#b}} y=\"{{.}}\"{{/b}}/>",
            "<p class=\"a{{#b}} {{.}}{{/b}}\">",
            "<a href=\"a{{#b}}/{{.}}{{/b}}?c={{d}}\">",
            "<a href=\"{{#b}}x/{{/b}}y\">",
            "<a href=\"{{#b}}x/{{c}}{{/b}}{{^b}}{{d}}{{/b}}\">",
            "{{#a}}<p>{{/a}}{{^a}}<div>{{/a}}{{b}}",
            "<a {{#a}}href=\"{{b}}\"{{/a}}{{^a}}title=\"{{b}}\"{{/a}}>",
        ])
    func sections(template: String) {
        #expect(errors(template) == [])
    }

    @Test("both branches of a choice are escaped for where the choice began")
    func branches() throws {
        #expect(
            try outline("<a href=\"{{#b}}{{c}}/x{{/b}}{{^b}}{{d}}{{/b}}/{{e}}\">")
                == "<a href=\"‹once b:‹url c›/x›‹unless b:‹url d››/‹urlComponent e›\">")
    }

    @Test(
        "a section whose content cannot follow itself must not be a loop",
        arguments: [
            ("<p class=\"a{{#b}} c{{/b}}\">", "with"), ("<p{{#b}} c{{/b}}>", "with"),
            ("<p {{#b}}c{{/b}}>", "once"),
            ("<a href=\"{{#b}}{{.}}{{/b}}\">", "once"), ("<a href=\"?{{#b}}{{.}}{{/b}}\">", "with"),
        ])
    func repetition(template: String, word: String) throws {
        #expect(try outline(template).contains("‹\(word) b:"))
    }

    @Test(
        "where no escaping helps, a value is refused",
        arguments: [
            ("<script>let a = '{{a}}'</script>", "1:20", "in <script>"),
            ("<script type=module>\n{{a}}</script>", "2:3", "in <script>"),
            ("<style>p { color: {{a}} }</style>", "1:21", "in <style>"),
            ("<!-- {{a}} -->", "1:8", "in an HTML comment"),
            ("<!doctype {{a}}>", "1:13", "in an HTML comment or declaration"),
            ("<{{a}}>", "1:4", "a tag's name"),
            ("<h{{a}}>", "1:5", "a tag's name"),
            ("<p {{a}}>", "1:6", "an attribute's name"),
            ("<p {{a}}=\"b\">", "1:6", "an attribute's name"),
            ("<p data-{{a}}=\"b\">", "1:11", "an attribute's name"),
            ("<p class={{a}}>", "1:12", "without quotes"),
            ("<p class=a{{a}}>", "1:13", "without quotes"),
            ("<p onclick=\"a({{a}})\">", "1:17", "an event handler"),
            ("<p OnClick='{{a}}'>", "1:15", "an event handler"),
            ("<p style=\"color: {{a}}\">", "1:20", "a style attribute"),
            ("<iframe srcdoc=\"{{{a}}}\">", "1:20", "raw values can stand between tags only"),
            ("<script src=\"{{a}}\"></script>", "1:16", "the address of a script"),
            ("<a href=\"javascript:{{a}}\">", "1:23", "javascript: address"),
            ("<a href=\"{{a}}:{{b}}\">", "1:18", "could be any scheme"),
            ("<a href=\"{{#a}}?x{{/a}}{{b}}\">", "1:26", "depends on a section"),
            ("<img srcset=\"{{a}} 2x\">", "1:16", "must begin with literal text"),
            ("<meta http-equiv=\"{{a}}\">", "1:21", "http-equiv must be written out"),
            ("<meta content=\"{{a}}\" http-equiv=\"refresh\">", "1:42", "write http-equiv before content"),
            ("<p title=\"{{{a}}}\">", "1:14", "raw values can stand between tags only"),
            ("<title>{{&a}}</title>", "1:11", "raw values can stand between tags only"),
            ("<a title=\"x\"{{#a}}b{{/a}}>", "1:19", "a space is missing"),
        ])
    func refused(template: String, place: String, reason: String) {
        let errors = errors(template)
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("TestPage.html:\(place): error: ") == true)
        #expect(errors.first?.contains(reason) == true)
    }

    @Test(
        "a section whose end means something else than its beginning is refused",
        arguments: [
            "{{#a}}<p title=\"{{/a}}x\">",
            "{{#a}}<!--{{/a}}",
            "<p title=\"{{#a}}\">{{/a}}",
            "<p {{#a}}title={{/a}}\"x\">",
            "{{^a}}<script>{{/a}}</script>",
        ])
    func unbalanced(template: String) {
        #expect(errors(template).contains { $0.contains("this section begins or is left out") })
    }

    @Test("a page that ends within a tag is refused")
    func unfinishedPage() {
        #expect(errors("<p title=\"a") == ["TestPage.html:1:1: error: the page ends in an attribute value"])
    }
}
