import Messaging

/// What hangs on a message: its pictures, four of them at most, and its other files.
package struct MessageFiles: Sendable {
    package let slug: String
    package let sequence: Int64
    package let pictures: [PictureItem]
    package let files: [FileItem]
    /// "All 5 as a ZIP", where there are several.
    package let archiveLabel: String?
    /// What is said of those that were deleted since; nil where none was.
    package let goneLabel: String?
    /// What is said of those that are hidden for now; nil where none is.
    package let hiddenLabel: String?
    /// What a quote says where the message has no text.
    package let words: String

    private static let mostPictures = 4

    /// Nil where nothing does.
    package init?(_ message: Message, of slug: String) {
        guard !message.isDeleted, !message.files.isEmpty else { return nil }
        self.slug = slug
        sequence = message.sequence
        words = message.words(limit: 160)
        let seen = message.files.filter { $0.picture != nil }
        let isOne = seen.count == 1
        pictures = seen.prefix(Self.mostPictures).enumerated().compactMap { number, file in
            guard let picture = file.picture else { return nil }
            let place = isOne ? nil : "\(number + 1) of \(seen.count)"
            var item = PictureItem(
                file.id, picture, alt: PictureItem.alt(file, from: message.author.name, place: place),
                in: isOne ? .alone : .tile)
            if number == Self.mostPictures - 1, seen.count > Self.mostPictures {
                item.more = seen.count - Self.mostPictures
            }
            return item
        }
        let left = message.files.filter(\.isThere)
        files = left.filter { $0.picture == nil }.map(FileItem.init)
        archiveLabel = left.count > 1 ? "All \(left.count) as a ZIP" : nil
        goneLabel =
            switch message.files.count(where: \.isDeleted) {
            case 0: nil
            case 1: "A file was deleted."
            case let count: "\(count) files were deleted."
            }
        hiddenLabel =
            switch message.files.count(where: \.isHidden) {
            case 0: nil
            case 1: "A file is hidden while a moderator looks at it."
            case let count: "\(count) files are hidden while a moderator looks at them."
            }
    }

    package var hasPictures: Bool { !pictures.isEmpty }
}
