import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/new`
    func showNewChannel(_ visit: Visit) throws -> Response {
        .html(try newChannelForm(visit, .unsent(ChannelDraft.form(subjects()))).html())
    }

    /// `POST /channels`: creates a channel, once for each form.
    func createChannel(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.createChannel, for: viewer)
            let nonce = form.nonce.covering(
                form["name"] ?? "", form["description"] ?? "", form["visibility"] ?? "",
                form["category"] ?? "", form["language"] ?? "")
            let draft = try ChannelDraft(nonce: nonce, try subjects()) { form[$0] }
            let slug = try messenger.create(draft, as: viewer.identity)
            return .redirect(to: Route.channel(slug, .show).path)
        } again: {
            try newChannelForm(visit, $0).html()
        }
    }

    private func subjects() throws -> ChannelSubjects { try options.current().channelSubjects() }

    private func newChannelForm(_ visit: Visit, _ form: FilledForm) throws -> NewChannelForm {
        NewChannelForm(
            frame: visit.frame(.channels), nonce: form.nonce.value,
            fields: form.fields(of: ChannelDraft.form(try subjects())),
            problem: form.problem)
    }
}
