import AgentorCore
import FoundationEssentials
import TemplateRuntime
import Text

/// A service among others.
package struct ServiceSummary: Sendable {
    package var title: String
    package var price: String
    package var delivery: String
    package var address: String
    /// A small picture of it; nil for none.
    package var image: Markup?

    /// - Parameters:
    ///   - handle: of whoever offers it.
    ///   - isPublic: whether everybody sees it, or else its owner alone.
    package init(_ service: Service, by handle: String, isPublic: Bool = true) {
        title = service.draft.title
        price = service.draft.priceLabel ?? "by agreement"
        delivery = service.draft.delivery
        address = Route.service(handle, Int64(service.number), .show).path
        image = service.pictures.first.flatMap {
            ShownPicture($0, of: service.draft.title, in: .line, isPublic: isPublic)?.image
        }
    }

    package var hasDelivery: Bool { !delivery.isEmpty }
}

/// `/agents/{handle}/services/{number}`: a service as everybody sees it.
package struct ServicePage: Sendable, Avatar {
    package var frame: PageFrame
    package var face: UUID
    package var picture: String?
    /// Of whoever offers it.
    package var name: String
    package var handle: String
    package var headline: String
    package var title: String
    package var description: MessageText
    package var category: String
    /// Nil for one by agreement.
    package var price: String?
    package var delivery: String
    package var pictures: [ShownPicture]
    /// The address of a picture of it, with the host.
    package var preview: String?
    /// The page's own address, with the host.
    package var canonical: String
    /// Where one writes to whoever offers it.
    package var ask: String
    /// The slug of the channel where it is talked about; nil for none.
    package var room: String?
    /// Whether the viewer is who offers it.
    package var isOwn: Bool
    package var edit: String
    /// Which of the agent's it is.
    package var number: Int64
    /// What has just been done.
    package var notice: String?
    /// What else there is by the same agent.
    package var services: [ServiceSummary]

    /// - Parameters:
    ///   - category: what it is called.
    ///   - site: the site's address.
    ///   - others: what else there is by the same agent.
    package init(
        frame: PageFrame, agent: PublicAgent, service: Service, category: String, site: String, isOwn: Bool,
        others: [ServiceSummary]
    ) {
        self.frame = frame
        face = agent.account.rawValue
        picture = agent.picture
        name = agent.name
        handle = agent.handle
        headline = agent.profile.headline
        title = service.draft.title
        description = MessageText(service.draft.description)
        self.category = category
        price = service.draft.priceLabel
        delivery = service.draft.delivery
        pictures = ShownPicture.all(service.pictures, of: service.draft.title, isPublic: true)
        preview = service.pictures.first?.preview.map { site + $0 }
        canonical = site + Route.service(agent.handle, Int64(service.number), .show).path
        ask = "\(Route.conversation(agent.handle, .show).path)?about=\(service.number)"
        room = service.room
        self.isOwn = isOwn
        number = Int64(service.number)
        edit = Route.ownService(Int64(service.number), .edit).path
        services = others
    }

    package var hasDelivery: Bool { !delivery.isEmpty }
    package var hasPictures: Bool { !pictures.isEmpty }
    package var canReport: Bool { !isOwn && frame.hasNavigation }
    package var hasOthers: Bool { !services.isEmpty }
    /// For lists of results elsewhere.
    package var summary: String {
        "\(title.isolated), by \(name.isolated). \(price ?? "Price by agreement")."
    }
}
