import AgentorViews
import FastCGI

extension HomeDesk {
    /// `GET /frame?of=ADDRESS&turn=N`: what stands around a live document, for browsers that keep it (`FrameTurn`). It holds
    /// nothing but the address it was asked for.
    func showFrame(_ visit: Visit) throws -> Response {
        let query = visit.request.query
        guard let address = query["of"], let turn = query["turn"].flatMap({ Int($0) }),
            let frame = FrameTurn(of: address, turn: turn, isSecure: visit.request.isSecure)
        else { throw Refusal.notFound }
        var response = Response.html(frame.html())
        response.headers["Cache-Control"] = "private, max-age=86400, immutable"
        return response
    }
}
