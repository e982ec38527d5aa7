import FoundationEssentials
import Messaging

/// `/files/{id}`: one file; of a picture, all there is to see, and for its author what it shows in words.
package struct FilePage: FormPage {
    /// Where it was sent.
    package struct Place: Sendable {
        package var slug: String
        /// The channel's name.
        package var channel: String
        package var sequence: Int64
        package var author: String
        package var authorHandle: String?
        /// Of whom the channel is called by.
        package var handle: String?
        /// With the day: "28 November 2026, 15:07".
        package var sent: Moment
        /// Which of the message's pictures it is: "2 of 5"; nil where it is the only one.
        package var position: String?
        /// Pictures to go on to.
        package var previous: UUID?
        package var next: UUID?

        package init(
            slug: String, channel: String, handle: String?, sequence: Int64, author: String,
            authorHandle: String?, sent: Moment,
            position: String? = nil, previous: UUID? = nil, next: UUID? = nil
        ) {
            self.slug = slug
            self.channel = channel
            self.sequence = sequence
            self.author = author
            self.authorHandle = authorHandle
            self.handle = handle
            self.sent = sent
            self.position = position
            self.previous = previous
            self.next = next
        }

        package var isOneOfSeveral: Bool { previous != nil || next != nil }
    }

    package var frame: PageFrame
    package let file: MessageFile
    package let item: FileItem
    package let picture: PictureItem?
    /// Nil for what is not sent yet.
    package var place: Place?
    /// For its author, where it is a picture.
    package var fields: [Field]
    package var problem: String?
    package var notice: String?
    /// Where it is, of what was not sent.
    package let whereabouts: String
    /// Whether the viewer sent it.
    package let isOwn: Bool
    /// Whether only they see it while a moderator looks at it.
    package let isHidden: Bool

    /// - Parameter field: in which its author says what it shows; nil for everybody else.
    package init(
        frame: PageFrame, file: MessageFile, place: Place?, isInAlbum: Bool = false, isOwn: Bool,
        isHidden: Bool = false, field: Field? = nil, notice: String? = nil
    ) {
        self.frame = frame
        self.file = file
        self.place = place
        self.notice = notice
        self.isOwn = isOwn
        self.isHidden = isHidden
        whereabouts = isInAlbum ? "that you show" : "that is not sent yet"
        item = FileItem(file)
        picture = file.picture.map {
            PictureItem(
                file.id, $0, alt: PictureItem.alt(file, from: place?.author ?? "you", place: place?.position),
                in: .page)
        }
        fields = field.map { [$0] } ?? []
    }

    /// The largest there is, for browsers without scripts.
    package var widest: FileVariant? { file.picture?.widest }
    package var kind: String { picture == nil ? "File" : "Picture" }
    package var canReport: Bool { !isOwn && place != nil }
    /// "4032 × 3024"
    package var dimensions: String? {
        file.picture.map { "\($0.width) × \($0.height) pixels" }
    }
    package var isDescribed: Bool { !file.description.isEmpty }
    package var mayDescribe: Bool { !fields.isEmpty }
}
