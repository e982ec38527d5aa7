import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension ChannelDesk {
    /// `POST /channels/{slug}/favourite` puts one of the viewer's channels first in their list, `…/remove` does not any more:
    /// twice is once.
    func favour(_ slug: String, isWanted: Bool = true, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.favour(slug, isWanted: isWanted, as: viewer.identity)
        return .redirect(to: Route.channels(.list).path)
    }

    /// `GET /channels/{slug}/folder`: which of one's folders it is in, and the others.
    func showFolder(of slug: String, _ visit: Visit) throws -> Response {
        let (channel, folders, current) = try place(of: slug, visit)
        return .html(
            page(channel, folders, visit, .unsent(["folder": current?.uuidString.lowercased() ?? ""])).html())
    }

    /// `POST`: as often as it is sent.
    func chooseFolder(of slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let (channel, folders, _) = try place(of: slug, visit)
        return try visit.submit(form) {
            var errors = FormErrors()
            guard let chosen = errors.read(Self.folderField(folders), form["folder"]) else { throw errors }
            try turns.take(.mark, for: viewer)
            try messenger.file(slug, in: chosen.flatMap(UUID.init(uuidString:)), as: viewer.identity)
            return .redirect(to: Route.channels(.list).path)
        } again: {
            page(channel, folders, visit, $0).html()
        }
    }

    private func place(of slug: String, _ visit: Visit) throws -> (Channel, [Folder], UUID?) {
        let identity = try visit.admitted().identity
        let channel = try messenger.channel(slug, as: identity)
        guard channel.isMember, channel.direct == nil else { throw Refusal.notFound }
        let folders = try messenger.folders(with: slug, as: identity)
        return (channel, folders.all, folders.current)
    }

    private static func folderField(_ folders: [Folder]) -> FormField<String?> {
        .optionalRadios(
            "folder", "Folder",
            [FieldDescription.Choice("", "No folder")]
                + folders.map { FieldDescription.Choice($0.id.uuidString.lowercased(), $0.name) })
    }

    private func page(_ channel: Channel, _ folders: [Folder], _ visit: Visit, _ form: FilledForm)
        -> QuestionPage
    {
        QuestionPage(
            frame: visit.frame(.channels), heading: "Where do you keep \u{2068}\(channel.name)\u{2069}?",
            paragraphs: folders.isEmpty
                ? ["You have no folder yet. Nobody else sees your folders."]
                : ["Nobody else sees your folders."],
            address: folders.isEmpty ? nil : Route.channel(channel.slug, .folder).path,
            fields: folders.isEmpty ? [] : [form.field(Self.folderField(folders))], button: "Save",
            problem: form.problem,
            links: [
                .init("Your folders", Route.folders(.list).path),
                .init("Your channels", Route.channels(.list).path),
            ])
    }
}
