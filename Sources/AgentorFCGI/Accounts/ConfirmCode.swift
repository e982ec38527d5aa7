import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /sign-in/code/confirm?next=`: asks for the code from the mail.
    func showConfirmCode(_ visit: Visit) throws -> Response {
        let form = visit.request.query
        if visit.viewer != nil { return .redirect(to: form.next ?? Route.home(.dashboard).path) }
        return .html(try confirmCodePage(visit, .unsent(["next": form.next ?? ""])).html())
    }

    /// `POST /sign-in/code/confirm`
    func confirmCode(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            try turns.take(.codeAddress, for: visit.request.network)
            do {
                let entrance = try accounts.signIn(code: form["code"] ?? "", from: visit.arrival)
                return visit.response(to: entrance, next: form.next)
            } catch Accounts.Failure.wrongCode {
                throw FormErrors.wrongCode
            } catch Accounts.Failure.ended {
                throw Self.codeEnded
            }
        } again: {
            try confirmCodePage(visit, $0).html()
        }
    }

    private static let codeEnded = Refusal.ended(again: .signIn(.code), label: "Send another code")

    private func confirmCodePage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        guard let email = try accounts.pendingCode(in: visit.token) else { throw Self.codeEnded }
        return QuestionPage(
            frame: visit.frame(), heading: "Check your mail",
            paragraphs: [
                "We have sent a mail to \(email). If there is an account with this address, it has a code."
            ],
            address: Route.signIn(.confirmCode).path, hidden: Fields.hidden(next: form.fields.next),
            fields: [form.field(.code(hint: "Eight digits, good for ten minutes."))],
            button: "Sign in", problem: form.problem,
            links: mailbox.links(for: visit) + [
                .init(
                    "No mail? Check the address and send another",
                    Route.signIn(.code).path(next: form.fields.next))
            ])
    }
}

extension FormErrors {
    static let wrongCode = FormErrors(
        "code", .wrong, "That is not the code. Check it, or ask for another.")
}
