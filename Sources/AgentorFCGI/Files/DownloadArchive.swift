import AgentorCore
import AgentorViews
import Compression
import FastCGI
import FileTypes
import FoundationEssentials
import Messaging
import Storage
import Synchronization

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}/files.zip`: all files of a message, one after the other, as they are.
    func downloadArchive(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let parts = try messenger.parts(ofMessage: place, in: slug, as: visit.identity)
        _ = try visit.admitted()
        guard let keeper = visit.intake.keeper else { throw Refusal.notFound }
        // More than the archive's form has room for.
        guard parts.reduce(0, { $0 + $1.size }) < 1 << 31 else { throw Refusal.notFound }
        var rest = parts[...]
        return .archive("\(slug)-\(place)", of: keeper) { rest.popFirst() }
    }
}

extension ChannelDesk {
    /// `GET /channels/{slug}/files.zip`: the latest files of a conversation, as many as an archive has room for. Each
    /// is looked for when its turn has come: what was deleted meanwhile is left out, and whoever has left gets no more.
    func downloadArchive(of slug: String, _ visit: Visit) throws -> Response {
        let first = try messenger.part(in: slug, as: visit.identity)
        let viewer = try visit.admitted()
        guard let keeper = visit.intake.keeper, first != nil else { throw Refusal.notFound }
        try turns.take(.archive, for: viewer)
        let (messenger, identity) = (messenger, visit.identity)
        var place: FilePlace?
        var (count, size) = (0, Int64(0))
        return .archive("\(slug)-files", of: keeper) {
            guard let found = try messenger.part(before: place, in: slug, as: identity) else { return nil }
            place = found.place
            count += 1
            size += found.part.size
            return count <= FilesPage.mostOfArchive && size <= FilesPage.mostBytesOfArchive ? found.part : nil
        }
    }
}

extension Response {
    /// An archive that is made while it is sent.
    /// - Parameter next: the next file; nil after the last.
    fileprivate static func archive(
        _ name: String, of keeper: FileKeeper, _ next: sending @escaping () throws -> StoredPart?
    ) -> Response {
        archive(name, of: keeper, first: nil) { try next().map { ("", $0) } }
    }

    /// - Parameters:
    ///   - first: what the archive begins with, by its name, made a piece at a time; nil for nothing.
    ///   - next: the next file, and the folder it is to stand in ("files/"); nil after the last. What the archive's form has no
    ///     room for is left out.
    static func archive(
        _ name: String, of keeper: FileKeeper, first: sending (name: String, next: () throws -> [UInt8]?)?,
        _ next: sending @escaping () throws -> (folder: String, part: StoredPart)?
    ) -> Response {
        let archive = ArchiveDownload(keeper, first, next)
        var response = Response(headers: [
            "Content-Type": "application/zip",
            "Content-Disposition": "attachment; filename=\"\(name).zip\"",
            "Cache-Control": "private, no-cache",
        ])
        response.rest = { try archive.next() }
        return response
    }
}

/// An archive on its way out, a piece at a time.
private final class ArchiveDownload: Sendable {
    private struct State {
        var writer = ZipWriter()
        /// What stands first, until it has begun, and until it has ended.
        var first: (name: String, next: () throws -> [UInt8]?)?
        var hasBegun = false
        let next: () throws -> (folder: String, part: StoredPart)?
        var pieces: ContentPieces?
        var names: Set<String> = []
        var hasEnded = false

        mutating func nextOfFirst() throws -> [UInt8]? {
            guard let first else { return nil }
            if !hasBegun {
                hasBegun = true
                return writer.beginDeflated(first.name)
            }
            if let piece = try first.next() { return writer.deflate(piece) }
            self.first = nil
            return writer.endDeflated()
        }
    }

    private let keeper: FileKeeper
    private let state: Mutex<State>

    init(
        _ keeper: FileKeeper, _ first: sending (name: String, next: () throws -> [UInt8]?)?,
        _ next: sending @escaping () throws -> (folder: String, part: StoredPart)?
    ) {
        self.keeper = keeper
        state = Mutex(State(first: first, next: next))
    }

    func next() throws -> [UInt8]? {
        try state.withLock { state in
            if let piece = try state.nextOfFirst() { return piece }
            if let piece = try state.pieces?.next() { return piece }
            state.pieces = nil
            if state.hasEnded { return nil }
            guard let (folder, part, content) = try open(&state) else {
                state.hasEnded = true
                return state.writer.end()
            }
            // The checksum stands before the bytes, so that whoever unpacks a stream knows where they end: they are read twice.
            var checksum = CRC32()
            let pieces = content.pieces()
            while let piece = try pieces.next() { checksum.add(piece) }
            let name = Self.unique(folder + FileName.toSave(part.fileName, as: part.type).text, &state.names)
            state.pieces = content.pieces()
            return state.writer.begin(name, size: UInt32(clamping: content.size), checksum: checksum.value)
        }
    }

    /// The next that is still there, and fits.
    private func open(_ state: inout State) throws -> (String, StoredPart, StoredContent)? {
        while let (folder, part) = try state.next() {
            guard state.writer.hasRoom(for: part.size, named: folder + part.fileName) else { continue }
            do { return (folder, part, try keeper.open(part)) } catch StorageError.missing { continue }
        }
        return nil
    }

    /// "plan.pdf", and of the next of that name "plan (2).pdf".
    private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        var unique = name
        var number = 2
        while !taken.insert(unique.lowercased()).inserted {
            unique = "\(name[..<dot]) (\(number))\(name[dot...])"
            number += 1
        }
        return unique
    }
}
