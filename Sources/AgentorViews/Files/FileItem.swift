import FoundationEssentials
import Messaging

/// A file as a message and lists show it: a link that saves it.
package struct FileItem: Sendable {
    package let id: UUID
    package let name: String
    /// "PDF, 1.2 MB"
    package let words: String

    package init(_ file: MessageFile) {
        id = file.id
        name = file.name
        words = "\(file.label), \(sizeWords(file.size))"
    }
}

/// "1.2 MB", in units of 1024 as limits are.
package func sizeWords(_ bytes: Int64) -> String {
    let kilo: Int64 = 1024
    let mega = kilo * kilo
    if bytes < kilo { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    if bytes < mega { return "\((bytes + kilo - 1) / kilo) KB" }
    let tenths = (10 * bytes + mega / 2) / mega
    return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10) MB" : "\((tenths + 5) / 10) MB"
}
