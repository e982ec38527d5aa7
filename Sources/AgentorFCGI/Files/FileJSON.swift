import AgentorViews
import Messaging
import Text

/// A file of a message.
struct FileJSON: Encodable {
    struct Variant: Encodable {
        let address: String
        let type: String
        /// In pixels.
        let width: Int
    }

    let id: String
    /// Of its page.
    let address: String
    /// Of what is saved of it.
    let download: String
    let name: String
    let nameDirection: PlainText.Direction
    let type: String
    let size: Int64
    /// Whether whoever sent it has taken it away: nothing of it is to be had.
    let isDeleted: Bool
    /// Whether it is hidden while a moderator looks at it: likewise.
    let isHidden: Bool
    /// What it shows, in words; empty where nobody has said.
    let description: String
    let descriptionDirection: PlainText.Direction
    /// In pixels; of pictures alone.
    let width: Int?
    let height: Int?
    let isAnimated: Bool?
    /// Of a picture, the narrowest first.
    let variants: [Variant]?

    init(_ file: MessageFile) {
        id = file.id.segment
        address = Route.file(file.id, .show).path
        download = Route.file(file.id, .download).path
        name = file.name
        nameDirection = PlainText.direction(of: name)
        type = file.type
        size = file.size
        isDeleted = file.isDeleted
        isHidden = file.isHidden
        description = file.description
        descriptionDirection = PlainText.direction(of: description)
        width = file.picture?.width
        height = file.picture?.height
        isAnimated = file.picture?.isAnimated
        variants = file.picture.map { picture in
            let fallback = FileVariant.Format(rawValue: picture.fallback) ?? .jpg
            let all =
                picture.webPWidths.map { FileVariant(width: $0, format: .webp) }
                + picture.widths.map { FileVariant(width: $0, format: fallback) }
            return all.sorted { $0.width < $1.width }.map { variant in
                Variant(
                    address: Route.fileVariant(file.id, variant, .show).path, type: variant.mediaType,
                    width: variant.width)
            }
        }
    }
}

extension FileVariant {
    fileprivate var mediaType: String {
        switch format {
        case .webp: "image/webp"
        case .jpg: "image/jpeg"
        case .png: "image/png"
        }
    }
}
