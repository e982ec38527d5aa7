import CCurl

/// What another host is asked.
package struct HTTPRequest: Sendable {
    package let address: String
    package var headers: [String]
    /// The fields of a form to post; where `text` and `bytes` are nil too, it is asked with GET.
    package var form: [(String, String)]?
    /// What to post as it is, without a null character: its type is among the headers.
    package var text: String?
    /// The same of anything.
    package var bytes: [UInt8]?

    package init(
        to address: String, headers: [String] = [], form: [(String, String)]? = nil, text: String? = nil,
        bytes: [UInt8]? = nil
    ) {
        self.address = address
        self.headers = headers
        self.form = form
        self.text = text
        self.bytes = bytes
    }
}

/// What it said. Any status is a response.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// In how many seconds it wants to be asked again (`Retry-After`); nil where it did not say.
    package let retryAfter: Int?

    package init(status: Int, body: [UInt8] = [], retryAfter: Int? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// Asks other hosts. Blocks its thread, at most for the time given.
package protocol HTTPTransport: Sendable {
    /// - Throws: when there is no response.
    func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse
}

/// By libcurl: follows no redirects, since one would take what was sent along, and takes no more than 1 MiB.
package struct CurlTransport: HTTPTransport {
    private static let limit = 1 << 20
    private let authorities: String?
    private let goesByProxy: Bool
    private let refusesPrivateNetworks: Bool

    /// - Parameters:
    ///   - authorities: a file of certificates (PEM); a host has to be vouched for by one of those, and by no other.
    ///   - goesByProxy: whether a proxy the environment names is used.
    ///   - refusesPrivateNetworks: whether no host is asked at an address that is not the whole world's, whatever its name leads to: for
    ///     addresses that people or operators chose. No proxy is used then.
    package init(
        authorities: String? = nil, goesByProxy: Bool = true, refusesPrivateNetworks: Bool = false
    ) {
        self.authorities = authorities
        self.goesByProxy = goesByProxy && !refusesPrivateNetworks
        self.refusesPrivateNetworks = refusesPrivateNetworks
    }

    package func send(
        _ request: HTTPRequest, within time: Duration
    ) throws(TransferFailure) -> HTTPResponse {
        let transfer = try Transfer(to: request.address, schemes: "https,http", timeout: time)
        try transfer.set(CURLOPT_FOLLOWLOCATION, 0)
        try transfer.set(CURLOPT_HTTPHEADER, request.headers)
        if let form = request.form { try transfer.set(CURLOPT_COPYPOSTFIELDS, FormEncoding.encode(form)) }
        if let text = request.text { try transfer.set(CURLOPT_COPYPOSTFIELDS, text) }
        if let bytes = request.bytes { try transfer.post(bytes) }
        if let authorities { try transfer.trust(onlyIn: authorities) }
        if !goesByProxy { try transfer.set(CURLOPT_PROXY, "") }
        if refusesPrivateNetworks { try transfer.refusePrivateNetworks() }
        let answer = try transfer.perform(receivingUpTo: Self.limit)
        return HTTPResponse(status: answer.reply, body: answer.body, retryAfter: transfer.retryAfter)
    }
}
