import Testing

@testable import TemplateRuntime

@Suite("Links in what people write")
struct LinkedTextTests {
    private func html(_ text: String) -> String {
        String(decoding: Markup(linking: text).html, as: UTF8.self)
    }

    private func link(_ address: String) -> String {
        "<a href=\"\(address)\" rel=\"nofollow ugc noopener noreferrer\">\(address)</a>"
    }

    @Test(
        "an address of the web is a link, without what closes the sentence",
        arguments: [
            ("see https://example.org/a?b=1#c.", "see ", "https://example.org/a?b=1#c", "."),
            ("(http://example.org/wiki/A_(b))", "(", "http://example.org/wiki/A_(b)", ")"),
            ("HTTPS://EXAMPLE.ORG!", "", "HTTPS://EXAMPLE.ORG", "!"),
            ("https://bücher.example/straße, oder?", "", "https://bücher.example/straße", ", oder?"),
            ("http://[2001:db8::1]:80/", "", "http://[2001:db8::1]:80/", ""),
            ("**https://example.org/**", "**", "https://example.org/", "**"),
            ("a\nhttps://example.org\nb", "a\n", "https://example.org", "\nb"),
        ])
    func linked(text: String, before: String, address: String, after: String) {
        #expect(html(text) == before + link(address) + after)
    }

    @Test("several addresses are several links, and characters of HTML stay text in them")
    func several() {
        #expect(
            html("https://a.example/?x=1&y=2 <b> https://b.example/\"onmouseover=")
                == "<a href=\"https://a.example/?x=1&amp;y=2\" rel=\"nofollow ugc noopener noreferrer\">"
                + "https://a.example/?x=1&amp;y=2</a> &lt;b&gt; " + link("https://b.example/")
                + "&quot;onmouseover=")
    }

    @Test(
        "nothing else is a link",
        arguments: [
            "javascript://example.org/%0aalert(1)", "ftp://example.org", "https://", "https:// example.org",
            "xhttps://example.org", "https:/example.org", "https://.", "data:text/html,https",
            "mailto:ada@example.org",
            "://example.org", ":", "",
        ])
    func plain(text: String) {
        #expect(!html(text).contains("<a "))
    }

    // A reading that begins again at each address or bracket needs minutes for these, and hours for a page of them.
    @Test(
        "a text is read in proportion to its length, whatever stands behind what begins like an address",
        .timeLimit(.minutes(1)))
    func long() {
        let brackets = String(repeating: ")", count: 8_000)
        let none = String(repeating: "http://-", count: 1_000) + brackets
        #expect(html(none) == none)
        for closing in [")", "]"] {
            let text = String(repeating: closing, count: 16_000)
            #expect(html("http://a" + text) == link("http://a") + text)
        }
        let open = String(repeating: "(", count: 8_000)
        #expect(html("http://a" + open + brackets + ")") == link("http://a" + open + brackets) + ")")
    }
}
