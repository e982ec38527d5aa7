import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension FileDesk {
    /// `POST /files`: a script sends a file before the message it goes with. The form's fields name it in the message's form.
    func upload(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.refuseFiles()
        let viewer = try visit.admitted()
        let kept = try messenger.pendingFiles(form.files, as: viewer.identity)
        guard let file = kept.first, kept.count == 1 else {
            throw FormErrors(FormWithFiles.fieldName, .missing, "Send one file at a time.")
        }
        return try .json(PendingFileJSON(file), status: .created)
            .adding(["Location": Route.file(file.id, .show).path])
    }
}

struct PendingFileJSON: Encodable {
    struct Picture: Encodable {
        let width: Int
        let height: Int
        /// The address of a small one.
        let thumbnail: String?
    }

    let id: String
    let name: String
    let label: String
    let size: Int64
    /// As pages say it.
    let words: String
    let picture: Picture?

    init(_ file: MessageFile) {
        id = file.id.segment
        name = file.name
        label = file.label
        size = file.size
        words = FileItem(file).words
        picture = file.picture.map {
            Picture(width: $0.width, height: $0.height, thumbnail: file.thumbnail)
        }
    }
}

extension MessageFile {
    /// The address of a small picture of it.
    var thumbnail: String? {
        guard let picture, let width = picture.widths.first,
            let format = FileVariant.Format(rawValue: picture.fallback)
        else { return nil }
        return Route.fileVariant(id, FileVariant(width: width, format: format), .show).path
    }
}
