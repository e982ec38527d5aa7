import Imaging
import Scanning
import Storage

/// Why a file was not kept, for whoever sent it.
package enum FileProblem: Error {
    case empty
    /// In bytes.
    case tooLarge(limit: Int)
    case notPermitted
    /// A picture was asked for, and this is none.
    case noPicture
    /// With what it was found to hold.
    case infected(String)
    case notChecked(MalwareScanner.Failure)
    case picture(ImagingError)
    /// In bytes.
    case quota(Int64)
    case tookTooLong
    /// More files than go with one message.
    case tooMany(Int)
    /// Several where one picture was asked for.
    case oneAtATime
    /// None was chosen.
    case missing
    /// This site keeps no files.
    case notOffered
    case store(StorageError)
    /// What it is could not be found out.
    case undetected(String)

    package var words: String {
        switch self {
        case .empty: "There is nothing in this file."
        case .tooLarge(let limit): "This file is too large: a file may have \(limit >> 20) MB."
        case .notPermitted:
            "Files of this kind cannot be sent. Send a picture, a PDF, a document, text, sound, a film or a ZIP archive."
        case .noPicture: ImagingError.notAnImage.words
        case .infected(let name): "This file holds malware (\(name)). It is not kept."
        case .notChecked(.refused): "This file cannot be looked at for malware. It may be too large for that."
        case .notChecked: "Files cannot be looked at for malware just now. Try again later."
        case .picture(let error): error.words
        case .quota(let bytes):
            "You have used your \(bytes >> 30 > 0 ? "\(bytes >> 30) GB" : "\(bytes >> 20) MB") for files. Delete some of them to make room: your account has a list."
        case .tookTooLong: "Keeping this file took too long. Try again."
        case .tooMany(let limit): "Send no more than \(limit) files with one message."
        case .oneAtATime: "Choose one picture."
        case .missing: "Choose a picture."
        case .notOffered: "Files cannot be sent here."
        case .store, .undetected: "Files cannot be kept just now. Try again later."
        }
    }

    /// Whether it is the site's fault, for its log.
    package var fault: String? {
        switch self {
        case .store(let error): "\(error)"
        case .undetected(let detail): detail
        case .notChecked(let failure): "\(failure)"
        case .picture(.makerMissing(let detail)): detail
        default: nil
        }
    }
}
