import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension FolderDesk {
    /// `GET /folders/{id}`: its name and its place.
    func showFolder(_ id: UUID, _ visit: Visit) throws -> Response {
        let (folders, folder) = try folder(id, visit)
        let place = 1 + (folders.firstIndex(of: folder) ?? 0)
        return .html(
            page(folder, folders, visit, .unsent([Folder.nameField.name: folder.name, "place": "\(place)"]))
                .html())
    }

    /// `POST`: as often as it is sent.
    func changeFolder(_ id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let (folders, folder) = try folder(id, visit)
        return try visit.submit(form) {
            let viewer = try visit.admitted()
            var errors = FormErrors()
            let name = errors.read(Folder.nameField, form[Folder.nameField.name])
            let place = errors.read(Self.place(folders), form["place"]).flatMap { Int($0) }
            guard let name, let place else { throw errors }
            try turns.take(.mark, for: viewer)
            try messenger.changeFolder(id, name: name, place: place, as: viewer.identity)
            return .redirect(to: Route.folders(.list).path)
        } again: {
            page(folder, folders, visit, $0).html()
        }
    }

    /// `POST /folders/{id}/closed`: has it shown closed, or open (`closed=no`), from now on.
    func closeFolder(_ id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.closeFolder(id, isWanted: form["closed"] != "no", as: viewer.identity)
        return .redirect(to: Route.channels(.list).path)
    }

    /// `GET /folders/{id}/remove`
    func showRemoveFolder(_ id: UUID, _ visit: Visit) throws -> Response {
        let folder = try folder(id, visit).one
        return .html(
            QuestionPage(
                frame: visit.frame(.channels), heading: "Remove the folder \u{2068}\(folder.name)\u{2069}?",
                paragraphs: ["You stay in the channels that are in it. They are in no folder then."],
                address: Route.folder(id, .remove).path, button: "Remove folder", weight: .second,
                links: [.init("Keep it", Route.folder(id, .change).path)]
            ).html())
    }

    /// `POST`: as often as it is sent.
    func removeFolder(_ id: UUID, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        do { try messenger.removeFolder(id, as: viewer.identity) } catch MessagingError.notFound {}
        return .redirect(to: Route.folders(.list).path)
    }

    private static func place(_ folders: [Folder]) -> FormField<String> {
        .select(
            "place", "Place in your list", (1...max(folders.count, 1)).map { .init("\($0)", "\($0)") },
            missing: "Choose a place.")
    }

    private func page(_ folder: Folder, _ folders: [Folder], _ visit: Visit, _ form: FilledForm)
        -> QuestionPage
    {
        QuestionPage(
            frame: visit.frame(.channels), heading: "Folder \u{2068}\(folder.name)\u{2069}",
            address: Route.folder(folder.id, .change).path,
            fields: [form.field(Folder.nameField), form.field(Self.place(folders))], button: "Save",
            problem: form.problem,
            links: [
                .init("Remove the folder", Route.folder(folder.id, .remove).path),
                .init("Your folders", Route.folders(.list).path),
            ])
    }
}
