import AgentorCore
import AgentorViews
import FastCGI

// A link into a channel is kept in a cookie while whoever has followed it signs up and tells who they are.

extension Visit {
    private var linkCookieName: String {
        request.isPlainLoopback ? "agentor-join" : "__Host-agentor-join"
    }

    fileprivate func linkCookie(_ value: String, for lifetime: Duration) -> Cookie {
        Cookie(
            name: linkCookieName, value: value, maxAge: Int(lifetime.components.seconds),
            secure: !request.isPlainLoopback)
    }

    /// The link that was followed; nil for none.
    var keptLink: Route? {
        request.cookie(linkCookieName).flatMap(Secret.init).map { .invitationLink($0.text, .enter) }
    }

    /// Where somebody goes who has just told who they are.
    func afterOnboarding(otherwise route: String) -> String { keptLink?.path ?? route }
}

extension Response {
    /// Keeps the link that led here, for somebody who has to sign in or tell who they are first.
    func keepingLink(of visit: Visit) -> Response {
        guard case .invitationLink(let token, _) = visit.route, let secret = Secret(token) else {
            return self
        }
        return setting(visit.linkCookie(secret.text, for: .days(14)))
    }

    /// Keeps it no more: whoever has come to it needs it no more.
    func droppingLink(of visit: Visit) -> Response {
        visit.keptLink == nil ? self : setting(visit.linkCookie("", for: .zero))
    }
}
