import AgentorViews
import FastCGI

extension StyleguideDesk {
    /// `GET /styleguide`: every part of `templates/Components` and of the conversation, in every state.
    func showStyleguide(_ visit: Visit) throws -> Response {
        guard visit.isAtThisMachine else { throw Refusal.notFound }
        return .html(StyleguidePage(frame: visit.frame()).html())
    }
}
