import AgentorCore
import FoundationEssentials

/// Where files are chosen to go with a message, and those that are sent already and wait for it.
package struct AttachField: Sendable {
    package struct PendingFile: Sendable {
        package var id: UUID
        package var name: String
        /// "PDF, 1.2 MB", as `FileItem.words`.
        package var words: String
        /// Where a small picture of it is; nil for what is no picture.
        package var thumbnail: String?
        /// What it shows, as far as that was said.
        package var description: String

        package init(
            id: UUID, name: String, words: String, thumbnail: String? = nil, description: String = ""
        ) {
            self.id = id
            self.name = name
            self.words = words
            self.thumbnail = thumbnail
            self.description = description
        }
    }

    package var pending: [PendingFile]
    package var error: String?
    package var mostFiles: Int
    /// Of each.
    package var mostBytes: Int64

    package init(
        pending: [PendingFile] = [], error: String? = nil, mostFiles: Int = 10, mostBytes: Int64 = 26_214_400
    ) {
        self.pending = pending
        self.error = error
        self.mostFiles = mostFiles
        self.mostBytes = mostBytes
    }

    package var hasPending: Bool { !pending.isEmpty }
    /// What a browser is to show at once.
    package var isOpen: Bool { error != nil || hasPending }
    package var hint: String { "Up to \(mostFiles) files of \(sizeWords(mostBytes)) each" }
    /// As forms refuse them, for a script that refuses them before they are sent.
    package var tooMany: String { FileProblem.tooMany(mostFiles).words }
    package var tooLarge: String { FileProblem.tooLarge(limit: Int(mostBytes)).words }
}
