import Forms
import FoundationEssentials
import Postgres

/// Pictures somebody wants to show with a service or a piece of work, in their order, each with what it shows in words.
package struct AlbumDraft: Hashable, Sendable {
    package struct Picture: Hashable, Sendable {
        /// The file's.
        package let id: UUID
        /// Empty where nobody has said.
        package let description: String

        package init(id: UUID, description: String) {
            self.id = id
            self.description = description
        }
    }

    /// The database holds to it.
    package static let mostPictures = 6
    /// The field of a form that brings or names them.
    package static let fieldName = "files"

    /// What a picture shows, for whoever does not see it.
    package static func description(of id: UUID) -> FormField<String> {
        .line("description-\(id.uuidString.lowercased())", "What it shows", limit: 1_000, missing: nil)
    }

    package let pictures: [Picture]

    /// - Throws: an error of the form's where they are too many.
    package init(_ pictures: [Picture]) throws(FormErrors) {
        if pictures.count > Self.mostPictures {
            throw FormErrors(
                Self.fieldName, .tooMany,
                "Show \(Self.mostPictures) pictures at most: leave out \(pictures.count - Self.mostPictures) of these \(pictures.count)."
            )
        }
        self.pictures = pictures
    }

    /// What tells it from others, for a form's nonce.
    package var words: [String] {
        pictures.flatMap { [$0.id.uuidString.lowercased(), $0.description] }
    }

    func bind(to parameters: inout Parameters) {
        parameters.append(pictures.map(\.id))
        parameters.append(pictures.map(\.description))
    }

    package static let gone = FormErrors(
        fieldName, .gone, "A picture is not there any more, or is shown elsewhere already. Choose it again.")

    /// Does what puts pictures into an album.
    /// - Throws: `gone` where one is not there, or belongs to somebody else.
    static func checking<Result>(_ change: () throws -> Result) throws -> Result {
        do { return try change() } catch let error as PostgresError where error.constraint == "files_album" {
            throw gone
        }
    }
}
