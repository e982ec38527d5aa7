import Testing

@testable import FastCGI

@Suite("Fields")
struct FieldsTests {
    private func parse(_ text: String, limits: Limits = Limits()) throws(RequestError) -> Fields {
        try Fields(form: Array(text.utf8), limits: limits)
    }

    private func parse(query text: String, limits: Limits = Limits()) -> Fields {
        Fields(query: Array(text.utf8), limits: limits)
    }

    @Test("order, repetition, empty values and encoded text are kept")
    func ordinary() throws {
        let fields = try parse("b=1&a=&b=2&caf%C3%A9=gr%C3%BC%C3%9Fe+an+alle&flag")
        #expect(fields.all.map(\.name) == ["b", "a", "b", "café", "flag"])
        #expect(fields["b"] == "1")
        #expect(fields.all("b") == ["1", "2"])
        #expect(fields["café"] == "grüße an alle")
        #expect(fields["flag"] == "")
        #expect(fields["none"] == nil)
    }

    @Test("line breaks stay as they were sent")
    func lineBreaks() throws {
        #expect(try parse("text=a%0D%0Ab")["text"] == "a\r\nb")
    }

    @Test(
        "what is no UTF-8, no escape, or has a NUL is malformed",
        arguments: ["a=%", "a=%4", "a=%zz", "a=%FF", "a=%C3", "a=%ED%A0%80", "%FF=a", "a=%00", "a=%C0%80"])
    func malformed(text: String) {
        #expect(throws: RequestError.malformedField) { try parse(text) }
    }

    @Test("number and length are limited")
    func limits() throws {
        let limits = Limits(fieldCount: 2, name: 4, value: 3, longValue: 6, longNames: ["long"])
        #expect(try parse("name=123&long=123456", limits: limits).all.count == 2)
        #expect(try parse("name=%31%32%33", limits: limits)["name"] == "123", "bytes are counted as decoded")
        #expect(throws: RequestError.tooManyFields(limit: 2)) { try parse("a&b&c", limits: limits) }
        for text in ["a=1234", "a=%31%32%33%34", "a=%C3%BC%C3%BC"] {
            #expect(throws: RequestError.fieldTooLarge(name: "a", limit: 3)) {
                try parse(text, limits: limits)
            }
        }
        #expect(throws: RequestError.fieldTooLarge(name: "long", limit: 6)) {
            try parse("long=1234567", limits: limits)
        }
        #expect(throws: RequestError.fieldTooLarge(name: "", limit: 4)) {
            try parse("names=1", limits: limits)
        }
    }

    @Test("a field that is too long is not decoded, so that it costs nothing to refuse")
    func tooLongToDecode() throws {
        let text = "a=" + String(repeating: "%", count: 10)
        #expect(throws: RequestError.fieldTooLarge(name: "a", limit: 3)) {
            try parse(text, limits: Limits(value: 3))
        }
        #expect(throws: RequestError.malformedField) { try parse(text) }
    }

    @Test(
        "what cannot be decoded in a query is taken as browsers take it",
        arguments: [
            ("q=100%", "100%"), ("q=%", "%"), ("q=%4", "%4"), ("q=%zz%41", "%zzA"), ("q=%%41", "%A"),
            ("q=%FF", "\u{FFFD}"), ("q=%C3", "\u{FFFD}"), ("q=a%C0%80b", "a\u{FFFD}\u{FFFD}b"),
            ("q=%00", "\u{FFFD}"), ("q=a+b%20c", "a b c"), ("q=gr%C3%BC%C3%9Fe", "grüße"),
        ])
    func query(text: String, value: String) {
        #expect(parse(query: text)["q"] == value)
        #expect(parse(query: "after=7&\(text)")["after"] == "7")
    }

    @Test("a query of many or of long fields is taken as far as it goes")
    func longQuery() {
        let limits = Limits(fieldCount: 2, name: 1, value: 1)
        let fields = parse(query: "name=value&&b=%&c=3&d=4", limits: limits)
        #expect(fields.all.map(\.name) == ["name", "b"])
        #expect(fields.all.map(\.value) == ["value", "%"])
    }

    @Test("encoding and decoding again gives the same fields")
    func roundTrip() throws {
        let fields = Fields([("a b", "1+1=2&c"), ("ü", "\u{1F600}\n%"), ("", "")])
        #expect(try parse(fields.urlEncoded) == fields)
    }

    @Test("a body is a form only when it says so, and is read once")
    func form() throws {
        let request = Request(method: .post, body: Body(form: ["a": "1"]))
        #expect(try request.form()["a"] == "1")
        #expect(try request.form()["a"] == "1")
        #expect(throws: RequestError.unsupportedMediaType) {
            try Request(body: Body([1, 2], contentType: "text/plain")).form()
        }
        #expect(throws: RequestError.unsupportedMediaType) { try Request(body: Body([1, 2])).form() }
        #expect(try Request().form().isEmpty)
        let other = Body(Array("a=1".utf8), contentType: "Application/X-WWW-Form-URLEncoded; charset=utf-8")
        #expect(try Request(body: other).form()["a"] == "1")
        let touched = Request(body: Body(form: ["a": "1"]))
        #expect(try touched.body.read(upTo: 1) == [UInt8(ascii: "a")])
        #expect(throws: RequestError.bodyNoLongerReadable) { try touched.form() }
    }

    @Test("a form above the limit is refused before it is read")
    func tooLarge() throws {
        let request = Request(body: Body(form: ["a": "123456"]), limits: Limits(form: 5))
        #expect(throws: RequestError.tooLarge(limit: 5)) { try request.form() }
        #expect(try request.body.read(upTo: 100).count == 8)
    }
}
