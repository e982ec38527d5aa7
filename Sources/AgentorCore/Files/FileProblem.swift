import Imaging
import Storage

/// Why a file was not kept, for whoever sent it.
package enum FileProblem: Error {
    case empty
    /// In bytes.
    case tooLarge(limit: Int)
    case notPermitted
    case picture(ImagingError)
    /// In bytes.
    case quota(Int64)
    case tooManyPending
    case tookTooLong
    /// More files than go with one message.
    case tooMany(Int)
    /// This site keeps no files.
    case notOffered
    case store(StorageError)

    package var words: String {
        switch self {
        case .empty: "There is nothing in this file."
        case .tooLarge(let limit): "This file is too large: a file may have \(limit >> 20) MB."
        case .notPermitted:
            "Files of this kind cannot be sent. Send a picture, a PDF, a document, text, sound, a film or a ZIP archive."
        case .picture(let error): error.words
        case .quota(let bytes):
            "There is no room left: all that you keep here may have \(bytes >> 30 > 0 ? "\(bytes >> 30) GB" : "\(bytes >> 20) MB"). Delete messages with files first."
        case .tooManyPending: "Too many files wait to be sent. Send or remove some first."
        case .tookTooLong: "Keeping this file took too long. Try again."
        case .tooMany(let limit): "Send no more than \(limit) files with one message."
        case .notOffered: "Files cannot be sent here."
        case .store: "Files cannot be kept just now. Try again later."
        }
    }

    /// Whether it is the site's fault, for its log.
    package var fault: String? {
        switch self {
        case .store(let error): "\(error)"
        case .picture(.makerMissing(let detail)): detail
        default: nil
        }
    }
}
