import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /account/download`: what is kept about the viewer, as a JSON file.
    func downloadData(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.signedIn()
        guard viewer.hasProvedRecently else { throw .proveFirst }
        try requireTurn(.account, for: viewer)
        do {
            var response = Response(body: try accounts.data(of: viewer).json())
            response.headers["Content-Type"] = "application/json; charset=utf-8"
            response.headers["Content-Disposition"] = "attachment; filename=\"agentor-data.json\""
            return response
        } catch { throw (error as? Accounts.Failure).map(Refusal.init) ?? .overloaded }
    }
}
