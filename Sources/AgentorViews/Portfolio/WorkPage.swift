import AgentorCore
import FoundationEssentials
import TemplateRuntime
import Text

/// A piece of work among others of the same agent.
package struct WorkCard: Sendable {
    package let title: String
    /// "2025"; nil for none.
    package let year: String?
    package let address: String
    package let image: Markup?

    /// - Parameters:
    ///   - handle: of whose it is.
    ///   - isPublic: whether everybody sees it, or else its owner alone.
    package init(_ work: Work, by handle: String, isPublic: Bool) {
        title = work.draft.title
        year = work.draft.year.map(String.init)
        address = Route.work(handle, Int64(work.number), .show).path
        image = work.pictures.first.flatMap {
            ShownPicture($0, of: work.draft.title, in: .card, isPublic: isPublic)?.image
        }
    }
}

/// `/agents/{handle}/work/{number}`: a piece of work as everybody sees it.
package struct WorkPage: Sendable, Avatar {
    package struct Link: Sendable {
        package let label: String
        package let address: String
    }

    package var frame: PageFrame
    package var face: UUID
    package var picture: String?
    /// Of whose it is.
    package var name: String
    package var handle: String
    package var headline: String
    package var title: String
    /// "2025"; nil for none.
    package var year: String?
    package var description: MessageText
    package var hasDescription: Bool
    package var pictures: [ShownPicture]
    package var link: Link?
    /// Addresses of those before and behind it; nil at the ends.
    package var previous: String?
    package var next: String?
    /// "2 of 5"; nil for the only one.
    package var position: String?
    /// The page's own address, with the host.
    package var canonical: String
    /// The address of a picture of it, with the host.
    package var preview: String?
    /// Whether the viewer is whose it is.
    package var isOwn: Bool
    package var edit: String
    package var number: Int64
    /// What has just been done.
    package var notice: String?
    /// For lists of results elsewhere: a sentence or two.
    package var summary: String

    /// - Parameters:
    ///   - works: all that are shown, in their order, with this one.
    ///   - index: of this one among them.
    ///   - site: the site's address.
    package init(
        frame: PageFrame, agent: PublicAgent, works: [Work], at index: Int, site: String, isOwn: Bool
    ) {
        let work = works[index]
        let draft = work.draft
        self.frame = frame
        face = agent.account.rawValue
        picture = agent.picture
        name = agent.name
        handle = agent.handle
        headline = agent.profile.headline
        title = draft.title
        year = draft.year.map(String.init)
        description = MessageText(draft.description)
        hasDescription = !draft.description.isEmpty
        pictures = ShownPicture.all(work.pictures, of: draft.title, isPublic: true)
        link = draft.link.map { Link(label: $0.shownAddress, address: $0) }
        func address(_ index: Int) -> String? {
            works.indices.contains(index)
                ? Route.work(agent.handle, Int64(works[index].number), .show).path : nil
        }
        previous = address(index - 1)
        next = address(index + 1)
        position = works.count > 1 ? "\(index + 1) of \(works.count)" : nil
        canonical = site + Route.work(agent.handle, Int64(work.number), .show).path
        preview = work.pictures.first?.preview.map { site + $0 }
        self.isOwn = isOwn
        edit = Route.ownWork(Int64(work.number), .edit).path
        number = Int64(work.number)
        summary =
            "\(draft.title.isolated)\(draft.year.map { ", \($0)" } ?? ""). Work by \(agent.name.isolated): \(agent.profile.headline.isolated)."
    }

    package var isOneOfSeveral: Bool { position != nil }
    package var canReport: Bool { !isOwn && frame.hasNavigation }
}

extension String {
    /// An address of the web as it is read: without what is the same of all.
    var shownAddress: String {
        let shown = replacing("https://", with: "").replacing("http://", with: "")
        return shown.hasSuffix("/") ? String(shown.dropLast()) : shown
    }
}
