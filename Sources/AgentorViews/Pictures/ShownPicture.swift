import FoundationEssentials
import Messaging
import TemplateRuntime

/// A picture of somebody's work, or of a service, as a page shows it.
package struct ShownPicture: Sendable {
    /// Empty where nobody has said.
    package let description: String
    package let image: Markup
    /// The address of the largest there is, for browsers without scripts; nil where there is none.
    package let widest: String?

    /// - Parameters:
    ///   - title: of what it is a picture of.
    ///   - place: which of several, as "2 of 5".
    ///   - isPublic: whether everybody sees it, or else its owner alone.
    package init?(
        _ file: MessageFile, of title: String, place: String? = nil, in room: PictureItem.Room, isPublic: Bool
    ) {
        guard let picture = file.picture else { return nil }
        func address(_ variant: FileVariant) -> String {
            if isPublic, let mark = file.mark { return Route.shownPicture(mark, variant, .show).path }
            return Route.fileVariant(file.id, variant, .show).path
        }
        description = file.description
        // Beside its title a picture without words of its own says nothing more.
        let alt =
            file.description.isEmpty && room != .line
            ? "Picture \(place.map { "\($0) " } ?? "")of \u{2068}\(title)\u{2069}, without a description"
            : file.description
        image = Markup(picture, alt: alt, in: room, at: address)
        widest = picture.widest.map(address)
    }

    package var isDescribed: Bool { !description.isEmpty }

    /// All of something, one below the other.
    package static func all(_ files: [MessageFile], of title: String, isPublic: Bool) -> [ShownPicture] {
        files.enumerated().compactMap { index, file in
            ShownPicture(
                file, of: title, place: files.count > 1 ? "\(index + 1) of \(files.count)" : nil,
                in: index == 0 ? .page : .stack, isPublic: isPublic)
        }
    }
}

extension MessageFile {
    /// The address of a picture that everybody may see, for pages elsewhere that show one beside a link: the narrowest that is
    /// wide enough, in a format everything reads.
    var preview: String? {
        guard let picture, let mark, let format = FileVariant.Format(rawValue: picture.fallback),
            let width = picture.widths.first(where: { $0 >= 640 }) ?? picture.widths.last
        else { return nil }
        return Route.shownPicture(mark, FileVariant(width: width, format: format), .show).path
    }
}
