import AgentorCore
import AgentorViews
import FastCGI

extension AccountDesk {
    /// `POST /sign-out`: ends the session, from the next request on, wakes what waits under it, and clears what the
    /// browser kept of it.
    func signOut(_ visit: Visit, _ form: Fields) throws -> Response {
        try accounts.signOut(visit.token)
        var response = Response.redirect(to: Route.home(.start).path(done: "signed-out")).setting(
            visit.noCookie
        ).droppingLink(of: visit)
        response.headers["Clear-Site-Data"] = "\"cache\""
        return response
    }
}
