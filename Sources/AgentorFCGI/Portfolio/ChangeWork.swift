import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension PortfolioDesk {
    /// `GET /profile/portfolio/{number}`
    func showOwnWork(_ number: Int64, _ visit: Visit) throws -> Response {
        let work = try work(number, of: owner(visit))
        let lacksWords = work.pictures.contains { $0.description.isEmpty }
        let notice =
            visit.request.query["done"] == "saved" && lacksWords
            ? "The work is saved. Say below what each picture shows, for whoever does not see it." : nil
        return .html(
            try workForm(
                work, visit, .unsent(WorkDraft.form, as: work.draft), saved: work.pictures, notice: notice))
    }

    /// `POST /profile/portfolio/{number}`: what is shown is changed for everybody.
    func changeWork(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try owner(visit)
        let work = try work(number, of: viewer)
        return try visit.submit(form) {
            if form["add"] != nil { return .html(try workForm(work, visit, FilledForm(form))) }
            try turns.take(.saveProfile, for: viewer)
            let (draft, album) = try visit.read(
                WorkDraft.form(keeping: work.draft), withPicturesFrom: messenger, form, needsOne: true)
            let isShown = form["show"] != nil
            guard let album,
                try profiles.change(
                    work: work.number, to: draft, with: album, isShown: isShown, over: form.revision,
                    for: viewer)
            else { throw OverwrittenForm<WorkDraft>.outdated }
            return saved(number, album, isShown)
        } again: {
            try workForm(self.work(number, of: viewer), visit, $0)
        }
    }

    private func workForm(
        _ work: Work, _ visit: Visit, _ form: FilledForm, saved: [MessageFile]? = nil, notice: String? = nil
    ) throws -> [UInt8] {
        let state = OverwrittenForm(
            form, of: WorkDraft.form(keeping: work.draft), saved: work.draft, work.revision)
        return WorkForm(
            frame: visit.frame(.account), notice: notice, nonce: form.nonce.value,
            address: Route.ownWork(Int64(work.number), .edit).path, isNew: false, isShown: work.isShown,
            fields: form.fields(of: WorkDraft.form),
            album: try visit.albumField(form, messenger, saved: saved, isRequired: true),
            revision: state.revision.text, meanwhile: state.meanwhile, problem: state.problem
        ).html()
    }
}
