import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension NotificationDesk {
    private static let field = "List-Unsubscribe"
    private static let oneClick = "One-Click"

    /// `GET /unsubscribe?token=TOKEN`: asks. Whatever follows links by itself ends nothing.
    func showUnsubscribe(_ visit: Visit) throws -> Response {
        guard let token = visit.request.query["token"], let link = link(token) else { throw Refusal.notFound }
        let (heading, words) =
            switch link {
            case .missed:
                (
                    "No more mails of what you missed?",
                    "Mails about your account, such as codes to sign in, go on."
                )
            case .invitations:
                (
                    "No more invitations by mail?",
                    "Nobody can invite the address this link was sent to by mail any more. If you have an account, people can still invite you here."
                )
            }
        return .html(
            page(
                visit, heading: heading, words: words,
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
            let link = visit.request.query["token"].flatMap(link)
        else { throw Refusal.formNotOurs }
        let words: String
        switch link {
        case .missed(let account):
            try missed.stop(account)
            words = "You can have them again: it is among the settings of your account."
        case .invitations(let fingerprint):
            try mailed.stop(fingerprint)
            words = "No invitation into a channel goes to this address by mail any more."
        }
        return .html(page(visit, heading: "You get these mails no more", words: words).html())
    }

    /// Which mails a link ends, and whose.
    private enum Ended {
        case missed(AccountID)
        case invitations([UInt8])
    }

    /// Nil for a token that is none of ours.
    private func link(_ token: String) -> Ended? {
        missed.account(unsubscribingBy: token).map { .missed($0) }
            ?? mailed.fingerprint(unsubscribingBy: token).map { .invitations($0) }
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
