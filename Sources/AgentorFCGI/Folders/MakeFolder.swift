import AgentorViews
import FastCGI
import Forms
import Messaging

extension FolderDesk {
    /// `GET /folders`: those there are, and a form for one more.
    func showFolders(_ visit: Visit) throws -> Response {
        .html(try page(visit, .unsent([Folder.nameField.name: ""])).html())
    }

    /// `POST`: makes a folder, once for each form.
    func makeFolder(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            let name = form[Folder.nameField.name] ?? ""
            try messenger.makeFolder(name, nonce: form.nonce.covering(name), as: viewer.identity)
            return .redirect(to: Route.folders(.list).path)
        } again: {
            try page(visit, $0).html()
        }
    }

    private func page(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let folders = try messenger.folders(as: visit.admitted().identity).all
        return QuestionPage(
            frame: visit.frame(.channels), heading: "Your folders",
            paragraphs: ["You keep channels in them, for yourself: nobody else sees them."],
            address: folders.count < Folder.most ? Route.folders(.list).path : nil,
            fields: folders.count < Folder.most ? [form.field(Folder.nameField)] : [], button: "Add folder",
            weight: .second, problem: form.problem,
            links: folders.map {
                QuestionPage.Link("Change \u{2068}\($0.name)\u{2069}", Route.folder($0.id, .change).path)
            } + [QuestionPage.Link("Your channels", Route.channels(.list).path)], nonce: form.nonce.value)
    }
}
