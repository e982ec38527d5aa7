import AgentorCore
import AgentorViews
import FastCGI

extension AccountDesk {
    /// `GET /account/download`: what is kept about the viewer, as a JSON file.
    func downloadData(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.account, for: viewer)
        var response = Response(body: try accounts.data(of: viewer).json())
        response.headers["Content-Type"] = "application/json; charset=utf-8"
        response.headers["Content-Disposition"] = "attachment; filename=\"agentor-data.json\""
        return response
    }
}
