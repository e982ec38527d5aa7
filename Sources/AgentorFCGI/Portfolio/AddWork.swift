import AgentorCore
import AgentorViews
import FastCGI

extension PortfolioDesk {
    /// `GET /profile/portfolio/new`
    func showNewWork(_ visit: Visit) throws -> Response {
        _ = try owner(visit)
        return .html(try newWorkForm(visit, .unsent(WorkDraft.form)))
    }

    /// `POST /profile/portfolio/new`: writes a work down, once for each form. "Add" shows the pictures that came, and keeps all
    /// that is typed.
    func addWork(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try owner(visit)
        return try visit.submit(form) {
            if form["add"] != nil { return .html(try newWorkForm(visit, FilledForm(form))) }
            try turns.take(.saveProfile, for: viewer)
            let (draft, album) = try visit.read(
                WorkDraft.form, withPicturesFrom: messenger, form, needsOne: true)
            guard let album else { throw Refusal.notFound }
            let isShown = form["show"] != nil
            let nonce = form.nonce.covering(WorkDraft.form.texts(of: draft).map(\.value) + album.words)
            guard
                let number = try profiles.add(
                    draft, with: album, isShown: isShown, nonce: nonce, for: viewer)
            else { throw Refusal.notFound }
            return saved(Int64(number), album, isShown)
        } again: {
            try newWorkForm(visit, $0)
        }
    }

    /// On to the list, or to say what the pictures show.
    func saved(_ number: Int64, _ album: AlbumDraft, _ isShown: Bool) -> Response {
        album.lacksWords
            ? .redirect(to: Route.ownWork(number, .edit).path(done: "saved"))
            : .redirect(to: Route.portfolio(.list).path(done: isShown ? "shown" : "saved"))
    }

    private func newWorkForm(_ visit: Visit, _ form: FilledForm) throws -> [UInt8] {
        WorkForm(
            frame: visit.frame(.account), nonce: form.nonce.value, address: Route.portfolio(.new).path,
            isNew: true, isShown: true, fields: form.fields(of: WorkDraft.form),
            album: try visit.albumField(form, messenger, isRequired: true), problem: form.problem
        ).html()
    }
}
