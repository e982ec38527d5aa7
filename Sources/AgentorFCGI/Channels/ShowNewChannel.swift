import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /channels/new`
    func showNewChannel(_ visit: Visit) throws(Refusal) -> Response {
        _ = try visit.onboarded()
        return .html(newChannelPage(visit, ["visibility": "public"], nonce: FormNonce()).html())
    }

    func newChannelPage(
        _ visit: Visit, _ form: Fields, nonce: FormNonce, _ errors: FormErrors? = nil, problem: String? = nil
    ) -> NewChannelForm {
        NewChannelForm(
            frame: visit.frame(.channels), nonce: nonce.value, name: form.entry("name", errors),
            description: form.entry("description", errors), visibility: form.entry("visibility", errors),
            problem: problem)
    }
}
