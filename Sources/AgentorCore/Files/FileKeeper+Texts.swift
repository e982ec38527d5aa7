import Documents
import FileTypes
import FoundationEssentials
import Messaging
import Storage

extension FileKeeper {
    /// What came of reading files that were kept before what files say was searched.
    package struct Reading: Sendable {
        package var files = 0
        /// Those in which there was something to read.
        package var texts = 0
        /// Those that will be read another time: their bytes, or their key, cannot be had just now.
        package var left = 0
    }

    /// Reads what such files say, one after the other. Whatever ends it, calling again goes on where it stopped.
    /// - Parameter report: called for each file whose bytes cannot be had.
    package func readEarlier(_ report: (ContentDigest?, any Error) -> Void) throws -> Reading {
        var reading = Reading()
        var last: UUID?
        while true {
            let files = try messenger.unreadFiles(
                of: DocumentInspector.Kind.types, after: last, limit: Self.readAtOnce)
            for file in files {
                let digest = ContentDigest(rawValue: file.digest)
                do {
                    let text = try text(of: file, digest)
                    if try messenger.keepText(text, of: file) {
                        reading.files += 1
                        if text != nil { reading.texts += 1 }
                    }
                } catch MessagingError.database(let error) {
                    throw MessagingError.database(error)
                } catch {
                    reading.left += 1
                    report(digest, error)
                }
            }
            guard let end = files.last, files.count == Self.readAtOnce else { return reading }
            last = end.id
        }
    }

    private static var readAtOnce: Int { 100 }

    private func text(of file: UnreadFile, _ digest: ContentDigest?) throws -> String? {
        guard let digest else { throw StorageError.missing }
        guard let inspector, let kind = DocumentInspector.Kind(type: file.type) else { return nil }
        // It lies where nobody else finds it, and is gone when it has been read.
        var copy = try store.begin()
        let pieces = try store.open(digest).pieces()
        while let piece = try pieces.next() { try copy.write(piece) }
        return try withReading(copy) { inspector.inspect($0, as: kind).text }
    }
}

extension DocumentInspector.Kind {
    private static let kinds: [String: Self] = [
        "application/pdf": .pdf, "text/plain": .text, "text/markdown": .text, "text/csv": .text,
    ]

    /// Media types of what is read.
    fileprivate static var types: [String] { kinds.keys.sorted() }

    /// Nil for what is not read.
    init?(type: String) {
        guard let kind = Self.kinds[type] else { return nil }
        self = kind
    }
}
