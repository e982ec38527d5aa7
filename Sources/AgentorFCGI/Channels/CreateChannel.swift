import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `POST /channels`: creates a channel, once for each form.
    func createChannel(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.onboarded()
        let nonce = form.nonce
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) -> Response {
            .html(newChannelPage(visit, form, nonce: nonce, errors, problem: problem).html(), status: status)
        }
        if let seconds = try turn(.createChannel, for: viewer) {
            return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        let visibility = Visibility(rawValue: form["visibility"] ?? "")
        let name = form["name"] ?? ""
        let description = form["description"] ?? ""
        var draft: ChannelDraft?
        var errors = FormErrors()
        do throws(MessagingError) {
            draft = try ChannelDraft(
                name: name, description: description, visibility: visibility ?? .private,
                nonce: nonce.covering(name, description, form["visibility"] ?? ""))
        } catch { errors = FormErrors(error) }
        if visibility == nil { errors.add("visibility", "Choose who can join.") }
        guard let draft, errors.isEmpty else { return again(.unprocessableContent, errors) }
        do {
            return .redirect(to: Route.channel(try messenger.create(draft, as: viewer.identity)).path)
        } catch {
            throw Refusal(error)
        }
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
