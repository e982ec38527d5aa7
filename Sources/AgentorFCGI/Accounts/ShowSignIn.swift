import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in?next=`
    func showSignIn(_ visit: Visit) throws(Refusal) -> Response {
        let next = visit.request.query["next"].flatMap(localAddress)
        if visit.viewer != nil { return .redirect(to: next ?? Route.dashboard.path) }
        return .html(SignInPage(frame: visit.frame(.signIn), next: next).html()).setting(
            visit.cookie(visit.token))
    }

    /// The address of a page of this site, as it may be followed after signing in; nil for anything else.
    func localAddress(_ address: String) -> String? {
        let path = String(address.prefix { $0 != "?" && $0 != "#" })
        return Route(path: path)?.isPage == true ? address : nil
    }
}
