import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension AdministrationDesk {
    private static let most = FormField<String>.line(
        "most", "How many", hint: "Those who have waited longest: 1 to 1000.", limit: 4,
        missing: "Say how many.")

    /// `GET /admin/waiting?after=PLACE`
    func showWaiting(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let place = visit.request.query["after"].flatMap(WaitingPlace.init)
        let (people, hasMore) = try administrators.waiting(
            after: place.map { ($0.asked, $0.email) }, for: viewer)
        return .html(
            WaitingPage(
                frame: visit.frame(), people: people.map { WaitingPage.Person($0, viewer.day) },
                next: hasMore
                    ? people.last.map {
                        AdministrationRoute.waiting.path([
                            ("after", WaitingPlace(asked: $0.askedAt, email: $0.email).address)
                        ])
                    } : nil, notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/waiting/invite`
    func showInvite(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(invitePage(visit, .unsent()).html())
    }

    /// `POST /admin/waiting/invite`: lets an address in that may not have asked, and tells it by mail.
    func invite(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        try reasoned(visit, viewer, form, then: AdministrationRoute.waiting.path([("done", "invited")])) {
            reason, errors in
            let email = errors.read(.email(), form["email"])
            guard let email, errors.isEmpty else { throw errors }
            return try administrators.invite(email, reason: reason, for: viewer) != nil
        } again: {
            invitePage(visit, $0)
        }
    }

    private func invitePage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "Invite somebody",
            paragraphs: ["They are sent a mail, once more if they were invited before."],
            address: Route.administration(.invite).path,
            fields: [form.field(.email()), form.field(Administrators.reasonField)], button: "Invite",
            problem: form.problem,
            links: [.init("Back to the waiting list", Route.administration(.waiting).path)])
    }

    /// `GET /admin/waiting/admit?email=ADDRESS`: one address, or without it whoever has waited longest.
    func showAdmit(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let email = visit.request.query["email"].map { [(name: "email", value: $0)] } ?? []
        return .html(admitPage(visit, .unsent(Fields(email))).html())
    }

    /// `POST /admin/waiting/admit`
    func admitPeople(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        var admitted = 0
        let response = try reasoned(
            visit, viewer, form, then: AdministrationRoute.waiting.path([("done", "admitted")])
        ) { reason, errors in
            let email = form["email"].flatMap { $0.isEmpty ? nil : $0 }
            var most: Int? = 1
            if email == nil {
                most = errors.read(Self.most, form[Self.most.name]).flatMap { Int($0) }
                if errors.isEmpty, !(1...1000).contains(most ?? 0) {
                    throw FormErrors(Self.most.name, .malformed, "Use a number from 1 to 1000.")
                }
            }
            guard let most, errors.isEmpty else { throw errors }
            admitted = try administrators.admit(email, most: most, reason: reason, for: viewer)
            return true
        } again: {
            admitPage(visit, $0)
        }
        return response.status == .seeOther && admitted == 0
            ? .redirect(to: AdministrationRoute.waiting.path([("done", "nobody")])) : response
    }

    private func admitPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        let email = form.fields["email"].flatMap { $0.isEmpty ? nil : $0 }
        return QuestionPage(
            frame: visit.frame(),
            heading: email.map { "Let \($0) in?" } ?? "Let in who has waited longest",
            paragraphs: ["They can create an account then, and a mail tells them."],
            address: Route.administration(.admit).path,
            hidden: email.map { [(name: "email", value: $0)] } ?? [],
            fields: (email == nil ? [form.field(Self.most)] : [])
                + [form.field(Administrators.reasonField)],
            button: "Let in", problem: form.problem,
            links: [.init("Back to the waiting list", Route.administration(.waiting).path)])
    }
}

/// Where a page of the waiting list ends: microseconds since 1970, then the address there.
private struct WaitingPlace {
    let asked: Date
    let email: String

    init(asked: Date, email: String) {
        self.asked = asked
        self.email = email
    }

    init?(_ address: String) {
        let parts = address.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]), abs(microseconds) < 1 << 53 else {
            return nil
        }
        self.init(
            asked: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000), email: String(parts[1]))
    }

    var address: String { "\(Int64((asked.timeIntervalSince1970 * 1_000_000).rounded())) \(email)" }
}
