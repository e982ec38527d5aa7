/// The answer to a request. `Content-Length` is the edge's to set.
package struct Response: Sendable {
    package var status: Status
    package var headers: Headers
    package var body: [UInt8]
    /// What follows the body, a piece at a time, made when the one before has been sent: for what may be of any length.
    /// Nil after the last. When it throws, the peer sees the response break off.
    package var rest: (@Sendable () throws -> [UInt8]?)?
    /// How many bytes follow the body, where that is known.
    package var restLength: Int64?

    package init(
        status: Status = .ok, headers: Headers = [:], body: [UInt8] = [],
        rest: (@Sendable () throws -> [UInt8]?)? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.rest = rest
    }

    package static func html(_ body: [UInt8], status: Status = .ok) -> Response {
        Response(status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: body)
    }

    package static func text(_ body: String, status: Status = .ok) -> Response {
        Response(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(body.utf8))
    }

    /// 303: the browser follows with GET. What cannot stand in a header is percent-encoded.
    package static func redirect(to location: String) -> Response {
        let encoded = PercentEncoding.encode(location, keeping: { $0 > 0x20 && $0 < 0x7F })
        return Response(status: .seeOther, headers: ["Location": encoded])
    }

    /// The address is another for good. For reading only.
    package static func moved(to location: String) -> Response {
        var response = redirect(to: location)
        response.status = .movedPermanently
        return response
    }

    package mutating func set(_ cookie: Cookie) {
        headers.add("Set-Cookie", cookie.header)
    }

    package func setting(_ cookie: Cookie) -> Response {
        var response = self
        response.set(cookie)
        return response
    }

    /// The head as CGI and FastCGI send it, with the blank line; nil when a header cannot be sent safely.
    func head() -> [UInt8]? {
        var head: [UInt8] = []
        head.reserveCapacity(512)
        head += "Status: \(status.code) ".utf8
        head += status.phrase.utf8
        head += "\r\n".utf8
        for header in headers.all where !Headers.isSame(header.name, "Content-Length") {
            guard header.isSendable, !Headers.isSame(header.name, "Status") else { return nil }
            head += header.name.utf8
            head += ": ".utf8
            head += header.value.utf8
            head += "\r\n".utf8
        }
        if status.hasBody, rest == nil || restLength != nil {
            head += "Content-Length: \(Int64(body.count) + (restLength ?? 0))\r\n".utf8
        }
        head += "\r\n".utf8
        return head
    }
}

extension Responder {
    /// The head of `response`; what cannot be sent becomes a refusal, and an unsendable refusal a bare 500.
    func sendable(_ response: Response) -> (head: [UInt8], response: Response, isIntact: Bool) {
        if let head = response.head() { return (head, response, true) }
        let refusal = refusal(of: .unsendableResponse)
        if let head = refusal.head() { return (head, refusal, false) }
        return (
            Array("Status: 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n".utf8), Response(), false
        )
    }
}
