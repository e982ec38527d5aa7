import Glibc
import Testing

@testable import FastCGI

@Suite("Request variables")
struct RequestTests {
    @Test("a request is built of what a web server says")
    func ordinary() throws {
        let request = try build([
            "REQUEST_METHOD=POST", "REQUEST_URI=/channels/caf%C3%A9?after=5&x=a%20b",
            "QUERY_STRING=after=5&x=a%20b",
            "CONTENT_TYPE=text/plain; charset=utf-8", "CONTENT_LENGTH=3", "REMOTE_ADDR=192.0.2.1", "HTTPS=on",
            "HTTP_HOST=example.org", "HTTP_ACCEPT_LANGUAGE=de", "HTTP_COOKIE=a=1; b=2", "nonsense", "=x",
        ])
        #expect(request.method == .post)
        #expect(request.path == "/channels/café")
        #expect(request.query.all("x") == ["a b"])
        #expect(request.remoteAddress == "192.0.2.1")
        #expect(request.host == "example.org")
        #expect(request.isSecure)
        #expect(request.headers["ACCEPT-language"] == "de")
        #expect(request.cookie("b") == "2")
        #expect(request.body.contentLength == 3)
        #expect(request.body.mediaType == "text/plain")
        #expect(try request.body.read(upTo: 9) == [1, 2, 3])
        #expect(try request.body.read(upTo: 9) == [])
    }

    @Test("what is absent is empty")
    func absent() throws {
        let request = try build(["REQUEST_METHOD=GET", "REQUEST_URI=/"])
        #expect(
            request.host == "" && !request.isSecure && request.query.isEmpty && request.cookie("a") == nil)
        #expect(request.body.contentLength == 0)
    }

    @Test("the path is decoded once")
    func once() throws {
        #expect(try build(["REQUEST_METHOD=GET", "REQUEST_URI=/a%2525"]).path == "/a%25")
        #expect(try build(["REQUEST_METHOD=GET", "DOCUMENT_URI=/a%25"]).path == "/a%25")
        #expect(try build(["REQUEST_METHOD=GET", "PATH_INFO=/ü"]).path == "/ü")
        #expect(try build(["REQUEST_METHOD=GET", "REQUEST_URI=/a+b"]).path == "/a+b")
        #expect(try build(["REQUEST_METHOD=GET", "REQUEST_URI=/a?b=1"]).query["b"] == "1")
    }

    @Test(
        "a hostile path is malformed",
        arguments: [
            "", "a", "*", "http://example.org/", "/%", "/%1", "/%gg", "/%00", "/%0A", "/%0d", "/%1b", "/%7F",
            "/%C2%85",
            "/%FF", "/%C0%AF", "/a%2Fb", "/..", "/a/../b", "/./a", "/%2e%2e/a", "/a/.",
        ])
    func malformed(uri: String) {
        #expect(throws: RequestError.malformedPath) {
            try build(["REQUEST_METHOD=GET", "REQUEST_URI=\(uri)"])
        }
    }

    @Test(
        "a head without a method or with a strange length is malformed",
        arguments: [
            [], ["REQUEST_METHOD="], ["REQUEST_METHOD=G T"],
            ["REQUEST_METHOD=\(String(repeating: "A", count: 33))"],
            ["REQUEST_METHOD=GET", "CONTENT_LENGTH=-1"], ["REQUEST_METHOD=GET", "CONTENT_LENGTH=1x"],
            ["REQUEST_METHOD=GET", "CONTENT_LENGTH=+1"],
            ["REQUEST_METHOD=GET", "CONTENT_LENGTH=99999999999999999999"],
        ])
    func malformedHead(variables: [String]) {
        #expect(throws: RequestError.malformedHead) { try build(["REQUEST_URI=/"] + variables) }
    }

    @Test("the cookie asked for is found among those of strangers")
    func cookies() {
        let request = Request(headers: [
            "Cookie":
                "; =; junk;a=\u{1};other=x y;q=\"quoted\" ; __Host-session=to.ken-1;a=2; session=%41%zz;b=%C3%A4"
        ])
        #expect(request.cookie("__Host-session") == "to.ken-1")
        #expect(request.cookie("a") == "2")
        #expect(request.cookie("q") == "quoted")
        #expect(request.cookie("session") == "%41%zz")
        #expect(request.cookie("b") == "ä")
        #expect(request.cookie("junk") == nil)
        #expect(request.cookie("other") == nil)
    }

    private func build(_ variables: [String]) throws -> Request {
        try withEnvironment(variables) { vector throws(RequestError) in
            let variables = RequestVariables(vector)
            return try variables.request(
                reading: BodyReader(ThreeBytes(), length: variables.contentLength ?? 0), limits: Limits())
        }
    }
}

private struct ThreeBytes: ByteSource {
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        target.copyBytes(from: [1, 2, 3].prefix(target.count))
        return min(3, target.count)
    }
}

/// A vector as `environ` is one, for the time of the call.
private func withEnvironment<Result, Failure: Error>(
    _ variables: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(Failure) -> Result
) throws(Failure) -> Result {
    let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: variables.count + 1)
    for (index, variable) in variables.enumerated() { (vector + index).initialize(to: strdup(variable)) }
    (vector + variables.count).initialize(to: nil)
    defer {
        for index in variables.indices { free(vector[index]) }
        vector.deallocate()
    }
    return try body(vector)
}
