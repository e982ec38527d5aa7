import FoundationEssentials
import Testing

@testable import TemplateRuntime

@Suite("Escaping")
struct EscapingTests {
    private func written(_ write: (inout HTML) -> Void) -> String {
        var out = HTML()
        write(&out)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    @Test("text and attributes escape everything that HTML gives a meaning")
    func text() {
        let hostile = "\"><script>alert('1') & </script>é\u{0}"
        let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;) &amp; &lt;/script&gt;é\u{0}"
        #expect(written { $0.text(hostile) } == escaped)
        #expect(written { $0.attribute(hostile) } == escaped)
        #expect(written { $0.text(hostile[...]) } == escaped)
        #expect(written { $0.text("") } == "")
    }

    @Test("numbers are written as they are, and nil is nothing")
    func otherValues() {
        #expect(written { $0.text(-12) } == "-12")
        #expect(written { $0.text(UInt8.max) } == "255")
        #expect(written { $0.text(1.21) } == "1.21")
        #expect(written { $0.attribute(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.text(String?.none) } == "")
        #expect(written { $0.text(Optional("<")) } == "&lt;")
        #expect(written { $0.url(Int?.none) } == "")
    }

    @Test("identifiers are written in lower case")
    func identifiers() throws {
        for text in ["0123abcd-ef45-6789-abcd-ef0123456789", UUID().uuidString.lowercased()] {
            let id = try #require(UUID(uuidString: text))
            #expect(written { $0.text(id) } == text)
            #expect(written { $0.attribute(id) } == text)
            #expect(written { $0.urlComponent(id) } == text)
        }
    }

    @Test("a document in an attribute is escaped whole, and can only be markup")
    func document() {
        #expect(
            written { $0.document(Markup(trusted: "<b title=\"&amp;\">")) }
                == "&lt;b title=&quot;&amp;amp;&quot;&gt;")
    }

    @Test("markup is written as it is")
    func markup() {
        #expect(written { $0.text(Markup(trusted: "<b>")) } == "<b>")
        #expect(written { $0.markup(Markup(trusted: "<b>")) } == "<b>")
        #expect(written { $0.markup(Markup?.none) } == "")
    }

    @Test(
        "harmless addresses pass",
        arguments: [
            "", "/", "a", "a/b:c", "?a:b", "#a:b", "//host/x", "http://host/", "HTTPS://host/?a=b",
            "mailto:a@b.c",
            "tel:+4930", "über:/x".replacing("über:", with: "über"), "/javascript:alert(1)",
        ])
    func harmlessURLs(url: String) {
        #expect(written { $0.url(url) } == url)
    }

    @Test("an address is escaped for its attribute")
    func escapedURL() {
        #expect(written { $0.url("/?a=1&b=\"><script>") } == "/?a=1&amp;b=&quot;&gt;&lt;script&gt;")
    }

    @Test(
        "an address with any other scheme is replaced",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\u{1}javascript:alert(1)",
            "java\tscript:alert(1)", "java\nscript:alert(1)", "java\u{0}script:alert(1)",
            "javascript :alert(1)",
            "\u{FEFF}javascript:alert(1)", "'javascript:alert(1)", "data:text/html,<script>", "vbscript:x",
            "file:///etc/passwd", "blob:x", "view-source:x", ":", " http://x", "httpx:", "http\t:x",
            "x-javascript:alert(1)", "&#106;avascript:alert(1)".replacing("#", with: ""),
        ])
    func hostileURLs(url: String) {
        #expect(written { $0.url(url) } == "about:invalid")
    }

    @Test("a part of an address cannot leave its place")
    func components() {
        #expect(written { $0.urlComponent("a-b_c.d~9") } == "a-b_c.d~9")
        #expect(
            written { $0.urlComponent("../a?b=c&d#e:@%\"é ") }
                == "..%2Fa%3Fb%3Dc%26d%23e%3A%40%25%22%C3%A9%20")
        #expect(written { $0.urlComponent(-1) } == "-1")
    }

    @Test(
        "a path keeps its slashes, and nothing else that could end it",
        arguments: [
            ("", ""), ("/", "/"), ("/a-b_c.d~9//e/", "/a-b_c.d~9//e/"),
            ("/a?b&c#d:@%\"é <x, y", "/a%3Fb%26c%23d%3A%40%25%22%C3%A9%20%3Cx%2C%20y"),
        ])
    func paths(path: String, expected: String) {
        #expect(written { $0.path(path) } == expected)
        #expect(written { $0.path(FixedPath(path)) } == expected)
    }
}
