import Outgoing
import TestHost
import Testing

@Suite("Asking other hosts over HTTP")
struct CurlTransportTests {
    private func send(
        to address: String, within time: Duration = .seconds(5), headers: [String] = [],
        form: [(String, String)]? = nil
    ) throws(TransferFailure) -> HTTPResponse {
        try CurlTransport().send(HTTPRequest(to: address, headers: headers, form: form), within: time)
    }

    private static func answer(_ status: String, _ body: String, more: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(more)\r\n\(body)"
    }

    @Test("a form is posted as one, with the headers it was given, and any status is a response")
    func form() throws {
        let host = try HTTPHost(answering: Self.answer("400 Bad Request", "{}"))
        defer { host.stop() }
        let answer = try send(
            to: host.address, headers: ["Accept: text/x", "User-Agent: Test"],
            form: [("a b", "ü&="), ("c", "")])
        #expect(answer.status == 400)
        #expect(answer.body == Array("{}".utf8))
        let request = try #require(host.requests.first)
        #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
        #expect(request.contains("\r\nUser-Agent: Test\r\n"))
        #expect(request.contains("\r\nAccept: text/x\r\n"))
        #expect(request.contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n"))
        #expect(request.hasSuffix("\r\n\r\na%20b=%C3%BC%26%3D&c="))
    }

    @Test("a text is posted as it is")
    func text() throws {
        let host = try HTTPHost(answering: Self.answer("200 OK", "{}"))
        defer { host.stop() }
        let request = HTTPRequest(
            to: host.address, headers: ["Content-Type: application/json"], text: "{\"ü\":\"&=\"}")
        #expect(try CurlTransport().send(request, within: .seconds(5)).status == 200)
        let received = try #require(host.requests.first)
        #expect(received.hasPrefix("POST / HTTP/1.1\r\n"))
        #expect(received.contains("\r\nContent-Type: application/json\r\n"))
        #expect(received.hasSuffix("\r\n\r\n{\"ü\":\"&=\"}"))
    }

    @Test("a redirect is not followed")
    func redirect() throws {
        let target = try HTTPHost(answering: Self.answer("200 OK", "{}"))
        let host = try HTTPHost(
            answering: Self.answer("302 Found", "", more: "Location: \(target.address)\r\n"))
        defer {
            target.stop()
            host.stop()
        }
        #expect(try send(to: host.address).status == 302)
        #expect(target.requests.isEmpty)
    }

    @Test("a response of 1 MiB is taken, and not a byte more")
    func limit() throws {
        for (count, isTaken) in [(1 << 20, true), (1 << 20 + 1, false)] {
            let body = String(repeating: "a", count: count)
            let host = try HTTPHost(answering: Self.answer("200 OK", body))
            defer { host.stop() }
            #expect((try? send(to: host.address).body.count) == (isTaken ? count : nil))
        }
    }

    @Test("who goes on without an end is not listened to, and that is what the failure says")
    func endless() throws {
        let host = try HTTPHost(answering: "HTTP/1.1 200 OK\r\n\r\na", goesOn: true)
        defer { host.stop() }
        let failure = #expect(throws: TransferFailure.self) { try send(to: host.address) }
        #expect(failure?.description == "more than 1048576 bytes came")
    }

    @Test("a host that does not answer is waited for no longer than told")
    func silence() throws {
        let host = try HTTPHost(answering: "")
        defer { host.stop() }
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(throws: TransferFailure.self) { try send(to: host.address, within: .milliseconds(200)) }
        }
        #expect(time >= .milliseconds(200) && time < .seconds(3))
    }

    @Test("a host that is not there gives no response, and neither does one with another scheme")
    func absence() throws {
        let host = try HTTPHost(answering: "")
        host.stop()
        for address in [host.address, "file:///etc/hostname", "gopher://127.0.0.1/"] {
            #expect(throws: TransferFailure.self) { try send(to: address, within: .seconds(2)) }
        }
    }
}
