import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/new`
    func showNewChannel(_ visit: Visit) throws -> Response {
        .html(newChannelForm(visit, .unsent(["visibility": "public"])).html())
    }

    /// `POST /channels`: creates a channel, once for each form.
    func createChannel(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.createChannel, for: viewer)
            let slug = try messenger.create(draft(form), as: viewer.identity)
            return .redirect(to: Route.channel(slug, .show).path)
        } again: {
            newChannelForm(visit, $0).html()
        }
    }

    private func draft(_ form: Fields) throws -> ChannelDraft {
        let visibility = Visibility(rawValue: form["visibility"] ?? "")
        let name = form["name"] ?? ""
        let description = form["description"] ?? ""
        var errors = FormErrors()
        do throws(MessagingError) {
            let draft = try ChannelDraft(
                name: name, description: description, visibility: visibility ?? .private,
                nonce: form.nonce.covering(name, description, form["visibility"] ?? ""))
            if visibility != nil { return draft }
        } catch { errors = FormErrors(error) }
        if visibility == nil { errors.add("visibility", "Choose who can join.") }
        throw errors
    }

    private func newChannelForm(_ visit: Visit, _ form: FilledForm) -> NewChannelForm {
        NewChannelForm(
            frame: visit.frame(.channels), nonce: form.nonce.value, name: form.entry("name"),
            description: form.entry("description"), visibility: form.entry("visibility"),
            problem: form.problem)
    }
}

extension FormErrors {
    /// What messaging cannot take, in words, under the names the forms use.
    init(_ error: MessagingError) {
        self.init()
        guard case .invalid(let fields) = error else { return }
        for invalid in fields {
            switch (invalid.field, invalid.reason) {
            case (.channelName, .missing): add("name", "Enter a name.")
            case (.channelName, .tooLong(let limit)): add("name", "Use \(limit) characters or fewer.")
            case (.channelDescription, .tooLong(let limit)):
                add("description", "Use \(limit) characters or fewer.")
            case (.channelDescription, .missing): add("description", "Enter a description.")
            case (.message, .missing): add("message", "Write something first.")
            case (.message, .tooLong(let limit)):
                add("message", "Use \(limit) characters or fewer. Send the rest in another message.")
            }
        }
    }
}
