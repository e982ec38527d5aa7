import AgentorViews
import FastCGI
import Messaging

extension NotificationDesk {
    private static let field = "List-Unsubscribe"
    private static let oneClick = "One-Click"

    /// `GET /unsubscribe?token=TOKEN`: asks. Whatever follows links by itself ends nothing.
    func showUnsubscribe(_ visit: Visit) throws -> Response {
        let token = try link(visit)
        return .html(
            page(
                visit, heading: "No more mails of what you missed?",
                words: "Mails about your account, such as codes to sign in, go on.",
                address: "\(Route.notifications(.unsubscribe).path)?token=\(token)", button: "Unsubscribe"
            ).html())
    }

    /// `POST /unsubscribe?token=TOKEN` (RFC 8058): whoever has the link ends the mails, a mail program that has neither cookie nor
    /// form of ours among them.
    func unsubscribe(_ visit: Visit) throws -> Response {
        guard visit.request.method == .post else {
            throw Refusal.methodNotAllowed(allowed: "GET, HEAD, POST")
        }
        guard try visit.request.form()[Self.field] == Self.oneClick,
            let account = visit.request.query["token"].flatMap(missed.account(unsubscribingBy:))
        else { throw Refusal.formNotOurs }
        try missed.stop(account)
        return .html(
            page(
                visit, heading: "You get these mails no more",
                words: "You can have them again: it is among the settings of your account."
            ).html())
    }

    /// A token of ours.
    private func link(_ visit: Visit) throws -> String {
        guard let token = visit.request.query["token"], missed.account(unsubscribingBy: token) != nil else {
            throw Refusal.notFound
        }
        return token
    }

    private func page(
        _ visit: Visit, heading: String, words: String, address: String? = nil, button: String = ""
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: heading, paragraphs: [words], address: address,
            hidden: [(Self.field, Self.oneClick)], button: button,
            links: [.init("What reaches you", Route.notifications(.settings).path)])
    }
}
