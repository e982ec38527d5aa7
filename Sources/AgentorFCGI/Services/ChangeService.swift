import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ServiceDesk {
    /// `GET /profile/services/{number}`
    func showOwnService(_ number: Int64, _ visit: Visit) throws -> Response {
        let service = try ownService(number, visit)
        let form = ServiceDraft.form(try options.current(), keeping: service.draft)
        let lacksWords = service.pictures.contains { $0.description.isEmpty }
        let notice =
            visit.request.query["done"] == "saved" && lacksWords
            ? "The service is saved. Say below what each picture shows, for whoever does not see it." : nil
        return .html(
            try serviceForm(
                number, visit, form, .unsent(form, as: service.draft), saved: service.pictures, notice: notice
            ))
    }

    /// `POST /profile/services/{number}`: what is published is changed for everybody.
    func changeService(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let saved = try ownService(number, visit).draft
        let questions = ServiceDraft.form(try options.current(), keeping: saved)
        return try visit.submit(form) {
            if form["add"] != nil {
                return .html(try serviceForm(number, visit, questions, FilledForm(form)))
            }
            try turns.take(.saveProfile, for: viewer)
            let (draft, album) = try visit.read(questions, withPicturesFrom: messenger, form)
            let isChanged = try profiles.change(
                Int(number), to: draft, with: album, over: form.revision, for: viewer)
            guard isChanged else { throw OverwrittenForm<ServiceDraft>.outdated }
            try look(at: Int(number), viewer)
            if album?.lacksWords == true {
                return .redirect(to: Route.ownService(number, .edit).path(done: "saved"))
            }
            return .redirect(to: Route.services(.list).path(done: "saved"))
        } again: {
            try serviceForm(number, visit, questions, $0)
        }
    }

    /// Has moderators look at a service everybody sees, where it has words that are to be looked at.
    func look(at number: Int, _ viewer: Viewer) throws {
        guard let service = try profiles.services(of: viewer).first(where: { $0.number == number }),
            service.state == .published
        else { return }
        try care.look(
            at: .service(number), called: "the service \(service.draft.title.isolated)",
            at: Route.ownService(Int64(number), .edit).path,
            [("Title", service.draft.title), ("Description", service.draft.description)], for: viewer)
    }

    private func ownService(_ number: Int64, _ visit: Visit) throws -> Service {
        guard let service = try profiles.services(of: visit.admitted()).first(where: { $0.number == number })
        else { throw Refusal.notFound }
        return service
    }

    private func serviceForm(
        _ number: Int64, _ visit: Visit, _ questions: Form<ServiceDraft>, _ form: FilledForm,
        saved pictures: [MessageFile]? = nil, notice: String? = nil
    ) throws -> [UInt8] {
        let saved = try ownService(number, visit)
        let state = OverwrittenForm(form, of: questions, saved: saved.draft, saved.revision)
        return ServiceForm(
            frame: visit.frame(.account), notice: notice, nonce: form.nonce.value, isNew: false,
            address: Route.ownService(number, .edit).path, fields: form.fields(of: questions),
            album: try visit.albumField(form, messenger, saved: pictures), revision: state.revision.text,
            meanwhile: state.meanwhile, problem: state.problem
        ).html()
    }
}
