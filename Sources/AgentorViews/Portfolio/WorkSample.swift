import AgentorCore
import TemplateRuntime

extension Work {
    /// The picture that stands for it among others, as everybody sees it.
    func sample(in room: PictureItem.Room) -> Markup? {
        pictures.first.flatMap { ShownPicture($0, of: draft.title, in: room, isPublic: true)?.image }
    }
}
