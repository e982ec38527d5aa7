package enum Method: Sendable, Hashable {
    case get, head, post
    case other(String)

    package init(_ name: String) {
        switch name {
        case "GET": self = .get
        case "HEAD": self = .head
        case "POST": self = .post
        default: self = .other(name)
        }
    }
}

/// A request as a value; only the body still comes from somewhere.
package struct Request: Sendable {
    package var method: Method
    /// Decoded, beginning with a slash, without the query.
    package var path: String
    package var query: Fields
    package var remoteAddress: String
    /// "" when absent.
    package var host: String
    package var isSecure: Bool
    package var headers: Headers
    package var body: Body
    package var limits: Limits

    package init(
        method: Method = .get, path: String = "/", query: Fields = [:], remoteAddress: String = "127.0.0.1",
        host: String = "localhost", isSecure: Bool = false, headers: Headers = [:], body: Body = .empty,
        limits: Limits = Limits()
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.remoteAddress = remoteAddress
        self.host = host
        self.isSecure = isSecure
        self.headers = headers
        self.body = body
        self.limits = limits
    }

    /// The first cookie of that name, percent-decoded where it can be.
    package func cookie(_ name: String) -> String? {
        for header in headers.all("Cookie") {
            if let value = Cookie.value(of: name, in: header) { return value }
        }
        return nil
    }

    /// The fields of a submitted form. The body is read on the first call; later calls give the same fields.
    package func form() throws(RequestError) -> Fields {
        try body.form(limits: limits)
    }
}
