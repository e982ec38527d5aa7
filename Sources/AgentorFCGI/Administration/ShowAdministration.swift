import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension AdministrationDesk {
    /// `GET /admin`: how the site stands.
    func showAdministration(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        guard let figures = try administrators.figures(for: viewer),
            let takesTwo = try administrators.takesTwoModerators(for: viewer)
        else { throw Refusal.notFound }
        let overdue = figures.oldestDue.map { Date().timeIntervalSince($0) > 900 } ?? false
        let findings: [AdministrationPage.Finding] = [
            .init("Database", "It answers. It takes \(figures.databaseBytes.megabytes)."),
            .init(
                "Mail",
                figures.oldestDue.map {
                    overdue
                        ? "The mail that has been due longest was due on \(viewer.dayAndTime($0).label)."
                        : "Nothing is overdue."
                } ?? "Nothing waits.", isWrong: overdue),
            .init(
                "Files",
                settings.files.map {
                    "They are kept: up to \(Int64($0.limits.file).megabytes) each, \($0.limits.quota.megabytes) for one person."
                } ?? "None are kept: the operator has named no place for them."),
            .init("Grave decisions", takesTwo ? "They take two moderators." : "They take one moderator."),
            .init("New accounts", settings.rules.registration.words),
            .init(
                "Sessions",
                "They end after \(settings.rules.sessionIdle.wholeDays) days without use, and after \(settings.rules.sessionLifetime.wholeDays) at the latest."
            ),
        ]
        return .html(
            AdministrationPage(
                frame: visit.frame(), figures, findings: findings, isModerator: viewer.isModerator,
                notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/sign-everybody-out`
    func showSignEverybodyOut(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(signEverybodyOutPage(visit, .unsent()).html())
    }

    /// `POST /admin/sign-everybody-out`: as after a break-in, whoever does it too.
    func signEverybodyOut(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        try reasoned(visit, viewer, form, then: Route.signIn(.password).path) { reason, errors in
            guard errors.isEmpty else { throw errors }
            return try administrators.signEverybodyOut(reason: reason, for: viewer)
        } again: {
            signEverybodyOutPage(visit, $0)
        }
    }

    private func signEverybodyOutPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "Sign everybody out?",
            paragraphs: [
                "Every session ends at once, yours too, and everybody signs in again. That is for after a break-in."
            ],
            address: Route.administration(.signEverybodyOut).path,
            fields: [form.field(Administrators.reasonField)], button: "Sign everybody out", weight: .grave,
            problem: form.problem, links: [.init("Back", Route.administration(.overview).path)])
    }
}

extension AccountRules.Registration {
    fileprivate var words: String {
        switch self {
        case .open: "Everybody may create one."
        case .invitation: "By invitation."
        case .waitingList: "Whoever asks is put on the waiting list."
        }
    }
}

extension Duration {
    fileprivate var wholeDays: Int64 { components.seconds / 86_400 }
}

extension Int64 {
    fileprivate var megabytes: String { self < 1 << 20 ? "less than 1 MB" : "\(self >> 20) MB" }
}

extension Visit {
    /// What an administrator has just done, on the page they are led to afterwards.
    var administrationNotice: String? {
        switch request.query["done"] {
        case "suspend": "Suspended, and signed out everywhere. A mail tells them."
        case "restore": "They can sign in again. A mail tells them."
        case "sign-out": "Signed out everywhere. A mail tells them."
        case "unlock": "Failed passwords and codes are forgiven."
        case "remove-factor": "The second factor is off. A mail tells them, and can undo it."
        case "erase": "The account is erased within a minute."
        case "add-moderator": "They are a moderator now. A mail tells them."
        case "remove-moderator": "They are no moderator any more. A mail tells them."
        case "add-administrator": "They are an administrator now. A mail tells them."
        case "remove-administrator": "They are no administrator any more. A mail tells them."
        case "created": "The account is created. A link to choose a password is on its way to them."
        case "verified": "The sign-up is complete. They can sign in with the password they chose."
        case "waits": "The address is confirmed, and on the waiting list."
        case "invited": "The invitation is on its way."
        case "admitted": "Let in. A mail tells them."
        case "nobody": "Nobody was waiting."
        case "limit": "It is so from now on. Workers go by it within a few seconds."
        case "care": "The rule is set, and holds from now on."
        case "retry": "It is sent again now."
        case "drop": "It is not sent any more."
        case "archive": "The channel is archived."
        case "bring-back": "The channel is back."
        case "option": "It is so within a minute."
        case "option-added": "It is offered within a minute."
        case "hold": "The hold is placed. Nobody else is told."
        case "lift-hold": "The hold is lifted."
        case "retention": "It is kept that long from now on. What is older goes within some hours."
        case "two-moderators": "It is so from now on."
        case "hand-over": "They are an administrator of the channel now."
        default: nil
        }
    }
}
