import AgentorCore
import FoundationEssentials

/// Where pictures are chosen that are shown with something, and those it has already, each with what it shows.
package struct AlbumField: Sendable {
    package struct Picture: Sendable {
        package let id: UUID
        package let name: String
        /// The address of a small one; nil for none.
        package let thumbnail: String?
        /// What it shows.
        package let description: Field
        /// Whether it stands first.
        package let isFirst: Bool

        package init(id: UUID, name: String, thumbnail: String?, description: Field, isFirst: Bool) {
            self.id = id
            self.name = name
            self.thumbnail = thumbnail
            self.description = description
            self.isFirst = isFirst
        }
    }

    package let pictures: [Picture]
    package let error: String?
    /// Whether there has to be one.
    package let isRequired: Bool
    private let mostBytes: Int64

    /// - Parameter mostBytes: of each.
    package init(_ pictures: [Picture], error: String?, isRequired: Bool, mostBytes: Int64) {
        self.pictures = pictures
        self.error = error
        self.isRequired = isRequired
        self.mostBytes = mostBytes
    }

    package var hasPictures: Bool { !pictures.isEmpty }
    package var hasSeveral: Bool { pictures.count > 1 }

    package var hint: String {
        "Up to \(AlbumDraft.mostPictures), as JPEG, PNG, GIF, WebP, AVIF or HEIC files of up to \(sizeWords(mostBytes)) each. “Add” shows them here, so that you can say what each shows before you save."
    }

    /// For the summary of the page.
    package var errors: [FieldError] {
        (error.map { [FieldError(field: AlbumDraft.fieldName, label: "Pictures", message: $0)] } ?? [])
            + pictures.compactMap { picture in
                picture.description.error.map {
                    FieldError(
                        field: picture.description.name, label: picture.description.subject, message: $0)
                }
            }
    }
}
