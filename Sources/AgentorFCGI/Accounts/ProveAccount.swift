import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /account/prove?next=`: asks somebody signed in to prove again who they are. Where that takes a code by
    /// mail, `?send` was chosen by a button.
    func showProveAccount(_ visit: Visit) throws -> Response {
        .html(try proveAccountPage(visit, .unsent(visit.request.query)).html())
    }

    /// `POST /account/prove`: the session goes on under a new token.
    func proveAccount(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            if form["send"] != nil { return try sendProofCode(visit, viewer, form) }
            do {
                let typed = form["password"] ?? form["code"] ?? ""
                let token = try accounts.prove(typed, by: viewer, from: visit.arrival)
                return .redirect(to: form.next ?? Route.account(.show).path).setting(visit.cookie(token))
            } catch Accounts.Failure.wrongCredentials {
                throw FormErrors("password", .wrong, "That is not your password.")
            } catch Accounts.Failure.wrongCode, Accounts.Failure.ended {
                throw FormErrors.wrongCode
            }
        } again: {
            try proveAccountPage(visit, $0).html()
        }
    }

    private func sendProofCode(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        try turns.take(.mailFrom, for: visit.request.network)
        try turns.takeForMail(to: viewer.email, visit)
        try accounts.askCode(email: viewer.email, nonce: form.nonce, from: visit.arrival)
        postman.nudge()
        return .redirect(to: Route.account(.prove).path(next: form.next))
    }

    private func proveAccountPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let viewer = try visit.admitted()
        let proof = try accounts.proof(of: viewer)
        let isSent = try accounts.pendingCode(in: visit.token) == viewer.email
        let next = Fields.hidden(next: form.fields.next)
        func page(
            _ paragraph: String, _ field: [Field], _ button: String,
            _ hidden: [(name: String, value: String)] = [],
            links: [QuestionPage.Link] = []
        ) -> QuestionPage {
            QuestionPage(
                frame: visit.frame(.account), heading: "Confirm that it is you",
                paragraphs: ["What comes next is sensitive.", paragraph],
                address: Route.account(.prove).path, hidden: next + hidden,
                username: proof == .password ? viewer.email : nil, fields: field, button: button,
                problem: form.problem,
                links: links + [.init("Back to your account", Route.account(.show).path)],
                nonce: FormNonce().value)
        }
        switch proof {
        case .password:
            return page(
                "Type your password once more.", [form.field(.currentPassword())], "Confirm")
        case .secondFactor:
            return page(
                "Type the code your authenticator app shows now.",
                [form.field(.code("Code from your authenticator app"))], "Confirm")
        case .mail where isSent:
            return page(
                "We have sent a code to \(viewer.email).", [form.field(.code())], "Confirm",
                links: mailbox.links(for: visit))
        case .mail:
            return page(
                "You have no password, so we send a code to \(viewer.email).", [], "Send the code",
                [("send", "code")])
        }
    }
}
