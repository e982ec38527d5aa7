import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Text

extension AdministrationDesk {
    /// `GET /admin/people/{id}/{deed}`
    func showDeed(_ deed: PersonDeed, to id: UUID, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(try deedPage(deed, id, visit, viewer, .unsent()).html())
    }

    /// `POST /admin/people/{id}/{deed}`: does it, with a reason, and tells them by mail.
    func take(
        _ deed: PersonDeed, to id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        // Whoever signs themselves out is led to signing in.
        let page = Route.person(id, .show)
        let isEndingOwn = id == viewer.id.rawValue && deed != .unlock
        let next = isEndingOwn ? Route.signIn(.password).path : page.path(done: deed.segment)
        return try reasoned(visit, viewer, form, then: next) { reason, errors in
            let field = Administrators.wordsField
            let words = deed.takesWords ? errors.read(field, form[field.name]) : ""
            guard let words, errors.isEmpty else { throw errors }
            return try administrators.act(deed, to: id, reason: reason, words: words, for: viewer)
        } again: {
            try deedPage(deed, id, visit, viewer, $0)
        }
    }

    private func deedPage(
        _ deed: PersonDeed, _ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: FilledForm
    ) throws -> QuestionPage {
        guard let person = try administrators.see(id, for: viewer)?.person else { throw Refusal.notFound }
        let name = person.name.isolated
        let who = person.handle.map { "\(name) (@\($0))" } ?? name
        return QuestionPage(
            frame: visit.frame(), heading: deed.heading(name),
            paragraphs: deed.paragraphs(who, isHeld: person.isHeld),
            address: Route.person(id, deed.route).path,
            fields: [form.field(Administrators.reasonField)]
                + (deed.takesWords ? [form.field(Administrators.wordsField)] : []),
            button: deed.button, weight: deed.isGrave ? .grave : .first, problem: form.problem,
            links: [.init("Back to \(name)", Route.person(id, .show).path)])
    }
}

extension PersonDeed {
    fileprivate var route: PersonRoute {
        switch self {
        case .suspend: .suspend
        case .restore: .restore
        case .signOut: .signOut
        case .unlock: .unlock
        case .removeFactor: .removeFactor
        case .erase: .erase
        case .addModerator: .addModerator
        case .removeModerator: .removeModerator
        case .addAdministrator: .addAdministrator
        case .removeAdministrator: .removeAdministrator
        case .hold: .hold
        case .release: .release
        }
    }

    /// As its address ends.
    fileprivate var segment: String {
        switch self {
        case .suspend: "suspend"
        case .restore: "restore"
        case .signOut: "sign-out"
        case .unlock: "unlock"
        case .removeFactor: "remove-factor"
        case .erase: "erase"
        case .addModerator: "add-moderator"
        case .removeModerator: "remove-moderator"
        case .addAdministrator: "add-administrator"
        case .removeAdministrator: "remove-administrator"
        case .hold: "hold"
        case .release: "lift-hold"
        }
    }

    fileprivate var isGrave: Bool {
        switch self {
        case .suspend, .removeFactor, .erase, .removeAdministrator: true
        case .restore, .signOut, .unlock, .addModerator, .removeModerator, .addAdministrator, .hold, .release:
            false
        }
    }

    fileprivate func heading(_ name: String) -> String {
        switch self {
        case .suspend: "Suspend \(name)?"
        case .restore: "Let \(name) in again?"
        case .signOut: "Sign \(name) out everywhere?"
        case .unlock: "Forgive failed passwords of \(name)?"
        case .removeFactor: "Take the second factor of \(name) off?"
        case .erase: "Erase the account of \(name)?"
        case .addModerator: "Make \(name) a moderator?"
        case .removeModerator: "Make \(name) no moderator any more?"
        case .addAdministrator: "Make \(name) an administrator?"
        case .removeAdministrator: "Make \(name) no administrator any more?"
        case .hold: "Keep all that \(name) says?"
        case .release: "Lift the hold on \(name)?"
        }
    }

    fileprivate func paragraphs(_ who: String, isHeld: Bool) -> [String] {
        switch self {
        case .suspend:
            [
                "\(who) is signed out everywhere, and let in no more. Their profile is not shown. Nothing is deleted.",
                "A mail tells them, and so does signing in.",
            ]
        case .restore: ["\(who) can sign in again. A mail tells them."]
        case .signOut: ["Every session of \(who) ends at once. A mail tells them."]
        case .unlock: ["\(who) can try again at once, in every browser. They are not told."]
        case .removeFactor:
            [
                "Be sure that it is them who has lost it. \(who) is signed out everywhere, a password shorter than 15 characters goes too, and a mail tells them, with a link that undoes it."
            ]
        case .erase:
            [
                isHeld
                    ? "A legal hold keeps the account of \(who). They are signed out and let in no more; it is erased, with its profile and all they wrote, once the hold is lifted. That cannot be taken back."
                    : "The account of \(who) is erased within a minute, with its profile and all they wrote. That cannot be taken back.",
                "A mail tells them before, and another afterwards.",
            ]
        case .addModerator:
            [
                "\(who) sees what people report, and decides about it, with a second factor. They sign in anew, and a mail tells them."
            ]
        case .removeModerator:
            ["What \(who) had taken is given back. They sign in anew, and a mail tells them."]
        case .addAdministrator:
            [
                "\(who) sees and does all that you do here, with a second factor. They sign in anew, and a mail tells them."
            ]
        case .removeAdministrator: ["\(who) signs in anew, and a mail tells them."]
        case .hold:
            [
                "A legal hold: what \(who) has said, with its files, is kept until the hold is lifted, also what they delete from now on, and whatever is kept for a time only. Their account is not erased before, either.",
                "What they delete is gone for everybody on the site. They are not told of the hold.",
            ]
        case .release:
            [
                "What \(who) has deleted meanwhile goes for good, and what is too old to be kept. They are not told."
            ]
        }
    }

    fileprivate var button: String {
        switch self {
        case .suspend: "Suspend"
        case .restore: "Let in again"
        case .signOut: "Sign out everywhere"
        case .unlock: "Forgive them"
        case .removeFactor: "Take it off"
        case .erase: "Erase for good"
        case .addModerator: "Make a moderator"
        case .removeModerator: "Make no moderator any more"
        case .addAdministrator: "Make an administrator"
        case .removeAdministrator: "Make no administrator any more"
        case .hold: "Place the hold"
        case .release: "Lift the hold"
        }
    }
}
