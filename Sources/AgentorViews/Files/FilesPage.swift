import FoundationEssentials
import Messaging

/// `/channels/{slug}/files`: what was sent in a conversation, the latest first.
package struct FilesPage: Sendable {
    /// One file, and the message it came with.
    package struct Item: Sendable {
        package let file: FileItem
        package let sequence: Int64
        package let author: String
        package let handle: String?
        /// With the day: "28 November, 15:07".
        package let sent: Moment
        fileprivate let picture: PictureItem?
        /// What stands before what is folded away for the viewer: pictures too are listed with other files then.
        package let fold: String?

        package init(
            _ file: MessageFile, sequence: Int64, author: String, handle: String?, sent: Moment,
            fold: String? = nil
        ) {
            self.fold = fold
            self.file = FileItem(file)
            self.sequence = sequence
            self.author = author
            self.handle = handle
            self.sent = sent
            picture =
                fold != nil
                ? nil
                : file.picture.map {
                    PictureItem(
                        file.id, $0,
                        alt: "\(PictureItem.alt(file, from: author, handle: handle)), \(sent.label)",
                        in: .tile)
                }
        }
    }

    package struct Month: Sendable {
        /// "November 2026"
        package let label: String
        package let pictures: [PictureItem]
        /// All others.
        package let others: [Item]

        package init(_ label: String, _ items: [Item]) {
            self.label = label
            pictures = items.compactMap(\.picture)
            others = items.filter { $0.picture == nil }
        }

        package var hasPictures: Bool { !pictures.isEmpty }
        package var hasOthers: Bool { !others.isEmpty }
    }

    /// Files and bytes of the archive of all.
    package static let mostOfArchive = 1_000
    package static let mostBytesOfArchive: Int64 = 2 << 30 - 1 << 20

    package var frame: PageFrame
    package var slug: String
    /// The channel's name.
    package var channel: String
    /// Of whom it is called by.
    package var handle: String?
    package var months: [Month]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?

    package init(
        frame: PageFrame, slug: String, channel: String, handle: String?, months: [Month],
        isFirst: Bool = true,
        next: String? = nil
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.handle = handle
        self.months = months
        self.isFirst = isFirst
        self.next = next
    }

    package var hasArchive: Bool { isFirst && !months.isEmpty }
    package var archiveHint: String {
        "As a ZIP: the latest \(Self.mostOfArchive), and no more than 2 GB of them."
    }
}
