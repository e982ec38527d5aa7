import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in?next=`
    func showSignIn(_ visit: Visit) throws(Refusal) -> Response {
        let next = visit.request.query["next"].flatMap(localAddress)
        if visit.viewer != nil { return .redirect(to: next ?? Route.dashboard.path) }
        let notice: String? =
            switch visit.request.query["done"] {
            case "password": "Your password is changed. Sign in with it."
            case "unlocked": "Your account is unlocked. Sign in."
            case "kept": "Your account stays. Sign in."
            case "email": "Your address is changed. Sign in with the new one."
            default: nil
            }
        return .html(
            SignInPage(
                frame: visit.frame(.signIn), next: next, codeAddress: Route.signInCode.address(next: next),
                notice: notice, providers: providerLinks(next: next)
            ).html()
        ).greeting(visit, accounts.rules)
    }

    /// The address of a page of this site, as it may be followed after signing in; nil for anything else.
    func localAddress(_ address: String) -> String? {
        // What a header cannot hold is no address.
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let path = String(address.prefix { $0 != "?" && $0 != "#" })
        return Route(path: path)?.isPage == true ? address : nil
    }
}
