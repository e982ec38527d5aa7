import AgentorCore
import FoundationEssentials
import Messaging

/// `/files`: all files somebody has sent, wherever that was, with what they count.
package struct OwnFilesPage: Sendable {
    package struct Item: Sendable {
        package let id: UUID
        package let name: String
        /// "PDF, 1.2 MB"
        package let words: String
        package let kept: Moment
        /// Where it was sent, as far as its owner may still go there.
        package let place: OwnFile.Place?
        /// What it is shown with.
        package let shown: Link?
        /// Where it is otherwise.
        package let whereabouts: String

        package struct Link: Sendable {
            package let label: String
            package let address: String
        }

        /// - Parameter album: what its album belongs to; nil for none.
        package init(_ file: OwnFile, kept: Moment, album: AlbumPlace?) {
            id = file.id
            name = file.name
            words = "\(file.label), \(sizeWords(file.size))"
            self.kept = kept
            place = file.place
            shown = album.map { Link(label: $0.title, address: $0.address) }
            whereabouts = file.isSent ? "In a conversation you have left" : "Not sent yet"
        }
    }

    package var frame: PageFrame
    package var notice: String?
    package var files: [Item]
    /// "12 MB of 2 GB"
    package var usage: String
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?

    package init(
        frame: PageFrame, notice: String?, files: [Item], bytes: Int64, quota: Int64, isFirst: Bool,
        next: String?
    ) {
        self.frame = frame
        self.notice = notice
        self.files = files
        usage = "\(sizeWords(bytes)) of \(quota >> 30 > 0 ? "\(quota >> 30) GB" : sizeWords(quota))"
        self.isFirst = isFirst
        self.next = next
    }

    package var hasFiles: Bool { !files.isEmpty }
}

extension AlbumPlace {
    /// Of the page where its owner changes it.
    package var address: String {
        (isService ? Route.ownService(Int64(number), .edit) : .ownWork(Int64(number), .edit)).path
    }
}
