import AgentorCore
import AgentorViews
import FastCGI

extension Visit {
    /// Runs what an address is for, if it is asked for as its endpoint says: the form is one of ours, and whoever asks may
    /// come here.
    func show(_ show: (Visit) throws -> Response) throws -> Response {
        try hide()
        guard request.isReading else { throw notAllowed }
        try admit()
        return try show(self)
    }

    func take(_ change: (Visit, Fields) throws -> Response) throws -> Response {
        try hide()
        guard request.method == .post else { throw notAllowed }
        let form = try form()
        try admit()
        return try change(self, form)
    }

    func show(
        _ show: (Visit) throws -> Response, orTake change: (Visit, Fields) throws -> Response
    ) throws -> Response {
        request.isReading ? try self.show(show) : try take(change)
    }

    /// As `show`, for what is answered later. Where the action itself asks who is there, it admits them too. No HEAD:
    /// waiting tells what was read meanwhile, and an answer without a body says nothing.
    func admitToWait() throws {
        guard request.method == .get else { throw notAllowed }
        try admit()
    }

    /// Who may not know that there is something is told that there is nothing, before anything else.
    private func hide() throws {
        if try isHidden { throw Refusal.notFound }
    }

    /// Whether what is asked for is not there for whoever asks.
    var isHidden: Bool {
        get throws {
            guard route?.conditions.access == .administrator else { return false }
            return try identify()?.isAdministrator != true
        }
    }

    private var notAllowed: Refusal {
        .methodNotAllowed(allowed: route?.conditions.methods.allowed ?? "GET, HEAD")
    }

    /// The submitted form, if it is one of ours: it came from this site, and carries what the visit's token vouches for.
    private func form() throws -> Fields {
        let form = hasFiles ? try readFormWithFiles() : try request.form()
        try vouch(for: form)
        return form
    }

    /// - Throws: where a form is none of ours.
    func vouch(for form: Fields) throws {
        guard request.isFromHere, let formToken = form["csrf"] else { throw Refusal.formNotOurs }
        guard token.vouches(for: formToken) else {
            if try isView { throw Refusal.onlyLooking }
            throw isNew && SessionToken.isFormToken(formToken) ? Refusal.noCookie : .formNotOurs
        }
    }

    private func admit() throws {
        guard let conditions = route?.conditions else { throw Refusal.notFound }
        if conditions.access == .loopback, !request.isFromLoopback { throw Refusal.notFound }
        if conditions.identity == .first { try allow(conditions.access) }
    }

    /// The viewer the address is open to; everybody else is told what they have to do first. What reads a conversation asks
    /// after its first statements, which have told who it is.
    func admitted() throws -> Viewer {
        guard let access = route?.conditions.access else { throw Refusal.notFound }
        try allow(access)
        return try signedIn()
    }

    private func allow(_ access: Access) throws {
        try refuseInView()
        switch access {
        case .anybody, .loopback: try identify()
        case .signedIn: _ = try signedIn()
        case .signedInAndProved: try requireFreshProof(of: signedIn())
        case .settled: _ = try settled()
        case .proved: try requireFreshProof(of: settled())
        case .onboarded: guard try settled().isOnboarded else { throw Refusal.onboardingFirst }
        case .administrator:
            guard try identify()?.isAdministrator == true else { throw Refusal.notFound }
            try requireFreshProof(of: settled())
        }
    }

    /// Nothing is changed by whoever looks at the site as somebody sees it, and what is secret is not shown.
    private func refuseInView() throws {
        guard try identify()?.seen != nil, let inViews = route?.conditions.inViews else { return }
        switch inViews {
        case .ends: break
        case .shown where request.isReading: break
        case .shown, .refused: throw Refusal.onlyLooking
        }
    }

    private func requireFreshProof(of viewer: Viewer) throws {
        guard viewer.hasProvedRecently else { throw Refusal.proveFirst }
    }

    private func signedIn() throws -> Viewer {
        guard let viewer = try identify() else { throw Refusal.signInFirst }
        return viewer
    }

    /// Whoever is here to stay, on the terms as they are now.
    func settled() throws -> Viewer {
        let viewer = try signedIn()
        guard !viewer.isLeaving else { throw Refusal.keepFirst }
        guard viewer.hasAgreed else { throw Refusal.agreeFirst }
        return viewer
    }
}
