import Testing

@testable import FastCGI

@Suite("Responses")
struct ResponseTests {
    private func head(_ response: Response) -> String? {
        response.head().map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a response reads as HTTP")
    func ordinary() {
        var response = Response.html(Array("<p>".utf8))
        response.headers.add("Vary", "Accept")
        #expect(
            head(response)
                == "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nVary: Accept\r\nContent-Length: 3\r\n\r\n"
        )
    }

    @Test("the length is the edge's to say, and what has no body has none")
    func length() {
        #expect(
            head(Response(headers: ["content-length": "77"])) == "Status: 200 OK\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(head(Response(status: .noContent, body: [1])) == "Status: 204 No Content\r\n\r\n")
        #expect(head(Response(status: .notModified)) == "Status: 304 Not Modified\r\n\r\n")
    }

    @Test(
        "no header can end its line",
        arguments: [
            ("X-A", "a\r\nSet-Cookie: b=c"), ("X-A", "a\nb"), ("X-A", "a\rb"), ("X-A", "\u{0}"),
            ("X-A", "\u{7F}"),
            ("X\r\nY", "a"), ("X Y", "a"), ("X:", "a"), ("", "a"), ("Status", "200 OK"), ("status", "500"),
        ])
    func injection(name: String, value: String) {
        var response = Response()
        response.headers.add(name, value)
        #expect(head(response) == nil)
        let responder = ClosureResponder { _ in Response() }
        let sendable = responder.sendable(response)
        #expect(sendable.response.status == .internalServerError && !sendable.isIntact)
        #expect(!String(decoding: sendable.head, as: UTF8.self).contains("Set-Cookie"))
    }

    @Test("a redirect is 303 and holds no more than an address")
    func redirect() {
        let response = Response.redirect(to: "/a b\r\nX: ü?q=%41")
        #expect(response.status == .seeOther)
        #expect(response.headers["location"] == "/a%20b%0D%0AX:%20%C3%BC?q=%41")
    }

    @Test("a cookie has the attributes of a session unless told otherwise")
    func cookie() {
        #expect(
            Cookie(name: "__Host-session", value: "abc").header
                == "__Host-session=abc; Path=/; HttpOnly; Secure; SameSite=Lax")
        #expect(
            Cookie(
                name: "a", value: "", path: "/x", maxAge: 0, httpOnly: false, secure: false, sameSite: .strict
            ).header == "a=; Path=/x; Max-Age=0; SameSite=Strict")
    }

    @Test("no part of a cookie can begin another, and it comes back as it was")
    func cookieInjection() {
        let value = "a; Domain=evil\r\nX: y\",%41 ü"
        let cookie = Cookie(name: "n;=\r\n", value: value, path: "/;\r\n x")
        #expect(cookie.header.split(separator: ";").count == 5)
        #expect(cookie.header.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
        let sent = Cookie(name: "n", value: value).header
        let pair = String(sent.prefix { $0 != ";" })
        #expect(Request(headers: ["Cookie": pair]).cookie("n") == value)
        var response = Response()
        response.set(cookie)
        #expect(head(response) != nil)
    }

    @Test("headers are found without regard to case and replaced in place")
    func headers() {
        var headers: Headers = ["A": "1", "B": "2", "a": "3"]
        #expect(headers["a"] == "1" && headers.all("A") == ["1", "3"])
        headers["a"] = "4"
        #expect(headers.all.map(\.value) == ["4", "2"])
        headers["b"] = nil
        headers["C"] = "5"
        #expect(headers.all.map(\.value) == ["4", "5"])
    }
}
