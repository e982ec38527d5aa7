import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension BlockDesk {
    /// `GET /account/blocks/{handle}/block`, `…/mute`, `…/undo`: what it means.
    func showKeepAway(from handle: String, by wish: Block.Kind?, _ visit: Visit) throws -> Response {
        .html(page(try somebody(handle, visit), by: wish, visit, .unsent()).html())
    }

    /// `POST`: has the viewer block or mute somebody, or neither any more; as often as it is sent. With `from=conversation` the
    /// conversation with them is shown again.
    func keepAway(
        from handle: String, by wish: Block.Kind?, _ visit: Visit, _ form: Fields
    ) throws -> Response {
        let viewer = try visit.admitted()
        let other = try somebody(handle, visit)
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            try messenger.keepAway(from: other.id, by: wish, as: viewer.identity)
            return try visit.present(BlockStateJSON(handle: other.handle, kind: wish?.rawValue), json: \.self)
            { _ in
                .redirect(
                    to: form["from"] == "conversation"
                        ? Route.conversation(other.handle, .show).path
                        : Route.blocks(.list).path(done: wish?.rawValue ?? "undo"))
            }
        } again: {
            page(other, by: wish, visit, $0).html()
        }
    }

    /// - Throws: not found for the viewer themselves, too.
    private func somebody(_ handle: String, _ visit: Visit) throws -> Correspondent {
        let viewer = try visit.admitted()
        let other = try messenger.correspondent(handle, as: viewer.identity)
        guard other.id.rawValue != viewer.id.rawValue else { throw Refusal.notFound }
        return other
    }

    private func page(
        _ other: Correspondent, by wish: Block.Kind?, _ visit: Visit, _ form: FilledForm
    ) -> QuestionPage {
        let name = "\u{2068}\(other.name)\u{2069}"
        let (deed, route): (String, BlockRoute) =
            switch wish {
            case .block: ("Block", .block)
            case .mute: ("Mute", .mute)
            case nil: (other.keptAway == .mute ? "Unmute" : "Unblock", .undo)
            }
        return QuestionPage(
            frame: visit.frame(.account), heading: "\(deed) \(called(other.name, other.handle))",
            paragraphs: wish?.meaning ?? other.keptAway.end, address: Route.block(other.handle, route).path,
            button: "\(deed) \(name)", problem: form.problem,
            links: [.init("Whom you have blocked or muted", Route.blocks(.list).path)])
    }
}

extension Block.Kind {
    /// In plain words.
    fileprivate var meaning: [String] {
        switch self {
        case .block:
            [
                "Neither of you finds the profile of the other, can write to them, put them into a group, or name them in a message. Neither sees whether the other is there, writes, or has read something.",
                "In channels and groups that you are both in, what they write is folded away for you and counts as read. You can still open it, and they still see what you write there.",
                "What you have written to each other stays readable; a request of theirs that waits is declined. They are not told: to them you are somebody who does not want to be written to.",
            ]
        case .mute:
            [
                "What they write in channels and groups is folded away for you and counts as read, also where it names you. You can still open it. What they write to you alone waits in your conversation without a count.",
                "Nothing changes for them, and they are not told.",
            ]
        }
    }
}

extension Block.Kind? {
    /// What it means that it ends.
    fileprivate var end: [String] {
        switch self {
        case .block:
            [
                "You can write to each other again, as before, and see again what each of you shows. They are not told."
            ]
        case .mute: ["What they write is shown to you and counted again, as before. They are not told."]
        case nil: ["You have neither blocked nor muted them."]
        }
    }
}

struct BlockStateJSON: Encodable {
    let handle: String
    /// "block", "mute", or nil for neither.
    let kind: String?
}
