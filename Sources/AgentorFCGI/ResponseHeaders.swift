import AgentorViews
import FastCGI

extension Response {
    /// The headers every answer carries. Only the frame of a conversation may be framed, and only by this site.
    @inline(never)
    func secured(for route: Route?) -> Response {
        var response = self
        let ancestors =
            switch route {
            case .channelLive, .channelLog, .inboxLive: "'self'"
            default: "'none'"
            }
        response.headers["Content-Security-Policy"] =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            + "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors \(ancestors)"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] =
            route?.hasSecretAddress == true ? "strict-origin" : "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        // Pages with forms are kept by the browser for going back, so that half-typed text survives. Signing out asks
        // it to forget them (`Clear-Site-Data`, over https).
        if response.headers["Cache-Control"] == nil {
            response.headers["Cache-Control"] = route?.isKept ?? true ? "private, no-cache" : "no-store"
        }
        return response
    }
}

extension Route {
    /// Its query is a secret, which must not go along to where the page leads. (Without any referrer browsers send
    /// forms with the origin `null`.)
    fileprivate var hasSecretAddress: Bool {
        switch self {
        case .confirmLink, .resetPassword, .returnFromProvider: true
        default: false
        }
    }

    /// Not lists, which are old at once, and not what holds a secret or everything about somebody.
    fileprivate var isKept: Bool {
        switch self {
        case .dashboard, .channels, .inboxLive, .inboxChanges, .confirmLink, .resetPassword,
            .setUpSecondFactor, .recoveryCodes,
            .accountData, .returnFromProvider:
            false
        default: true
        }
    }
}
