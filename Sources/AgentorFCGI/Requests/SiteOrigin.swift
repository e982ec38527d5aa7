import FastCGI

/// Where people reach the site, as browsers write it in `Origin`.
struct SiteOrigin: Sendable {
    let isSecure: Bool
    /// The host, with its port where that is not the scheme's own.
    let authority: String

    /// - Parameter address: as in `SiteSettings`.
    init(_ address: String) {
        let text = address.lowercased()
        isSecure = text.hasPrefix("https://")
        let authority = text.drop { $0 != "/" }.drop { $0 == "/" }
        let ownPort = isSecure ? ":443" : ":80"
        self.authority = String(authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority)
    }

    /// A request as the browser sent it, whatever stands in front of the web server. A site that is reached over TLS
    /// has the cookies of one, though TLS may have ended before and the host have been replaced by an inner one; what
    /// says that it comes from the site's own address was sent to that.
    func asSent(_ request: Request) -> Request {
        guard isSecure else { return request }
        var request = request
        request.isSecure = true
        if request.headers["Origin"] == "https://\(authority)" { request.host = authority }
        return request
    }
}
