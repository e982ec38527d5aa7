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
            if draft.visibility == .public {
                try look(at: slug, called: draft.name, draft.description, viewer)
            }
            return .redirect(to: Route.channel(slug, .show).path)
        } again: {
            try newChannelForm(visit, $0).html()
        }
    }

    /// Has moderators look at a public channel of the viewer's, where what is said of it has words that are to be looked at.
    func look(at slug: String, called name: String, _ description: String, _ viewer: Viewer) throws {
        try care.look(
            at: .channel(slug), called: "the channel \(name.isolated)", at: Route.channel(slug, .show).path,
            [("Name", name), ("Description", description)], for: viewer)
    }

    private func subjects() throws -> ChannelSubjects { try options.current().channelSubjects() }

    private func newChannelForm(_ visit: Visit, _ form: FilledForm) throws -> NewChannelForm {
        NewChannelForm(
            frame: visit.frame(.channels), nonce: form.nonce.value,
            fields: form.fields(of: ChannelDraft.form(try subjects())),
            problem: form.problem)
    }
}
