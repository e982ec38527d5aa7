import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension ServiceDesk {
    /// `GET /profile/services/new`
    func showNewService(_ visit: Visit) throws -> Response {
        guard try visit.admitted().profile == .agent else { throw Refusal.notFound }
        let form = ServiceDraft.form(try options.current())
        return .html(try newServiceForm(visit, form, .unsent(form)))
    }

    /// `POST /profile/services/new`: writes a service down, once for each form.
    func addService(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let questions = ServiceDraft.form(try options.current())
        return try visit.submit(form) {
            if form["add"] != nil { return .html(try newServiceForm(visit, questions, FilledForm(form))) }
            try turns.take(.saveProfile, for: viewer)
            let (draft, album) = try visit.read(questions, withPicturesFrom: messenger, form)
            let nonce = form.nonce.covering(questions.texts(of: draft).map(\.value) + (album?.words ?? []))
            guard let number = try profiles.add(draft, with: album, nonce: nonce, for: viewer) else {
                throw Refusal.notFound
            }
            let publishes = form["publish"] != nil
            if publishes {
                _ = try profiles.set(.published, of: number, for: viewer)
                try look(at: number, viewer)
            }
            if album?.lacksWords == true {
                return .redirect(to: Route.ownService(Int64(number), .edit).path(done: "saved"))
            }
            return .redirect(to: Route.services(.list).path(done: publishes ? "published" : "saved"))
        } again: {
            try newServiceForm(visit, questions, $0)
        }
    }

    private func newServiceForm(
        _ visit: Visit, _ questions: Form<ServiceDraft>, _ form: FilledForm
    ) throws -> [UInt8] {
        ServiceForm(
            frame: visit.frame(.account), nonce: form.nonce.value, isNew: true,
            address: Route.services(.new).path, fields: form.fields(of: questions),
            album: try visit.albumField(form, messenger), problem: form.problem
        ).html()
    }
}
