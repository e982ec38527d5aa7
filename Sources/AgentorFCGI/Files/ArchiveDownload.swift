import AgentorCore
import Compression
import FastCGI
import FileTypes
import Messaging
import Storage
import Synchronization

/// What stands in an archive next.
enum ArchiveEntry {
    /// What is made for it, a piece at a time; nil after the last piece.
    case made(name: String, next: () throws -> [UInt8]?)
    /// A file that is kept. What is not there any more is left out, and what comes after a million others.
    case kept(name: String, StoredPart)

    /// By its own name, in a folder ("files/").
    init(keeping part: StoredPart, in folder: String = "") {
        self = .kept(name: folder + FileName.toSave(part.fileName, as: part.type).text, part)
    }

    /// What is made at once.
    static func made(name: String, _ bytes: [UInt8]) -> ArchiveEntry {
        var rest: [UInt8]? = bytes
        return .made(name: name) { rest.take() }
    }
}

extension Response {
    /// An archive that is made while it is sent.
    /// - Parameter next: the next entry; nil after the last.
    static func archive(
        _ name: String, of keeper: FileKeeper?, _ next: sending @escaping () throws -> ArchiveEntry?
    ) -> Response {
        let archive = ArchiveDownload(keeper, next)
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
        let next: () throws -> ArchiveEntry?
        /// What is left of the entry that has begun.
        var made: (() throws -> [UInt8]?)?
        var kept: ContentPieces?
        var names: Set<String> = []
        var hasEnded = false
    }

    private let keeper: FileKeeper?
    private let state: Mutex<State>

    init(_ keeper: FileKeeper?, _ next: sending @escaping () throws -> ArchiveEntry?) {
        self.keeper = keeper
        state = Mutex(State(next: next))
    }

    func next() throws -> [UInt8]? {
        try state.withLock { state in
            if let made = state.made {
                if let piece = try made() { return state.writer.deflate(piece) }
                state.made = nil
                return state.writer.endDeflated()
            }
            if let piece = try state.kept?.next() { return piece }
            state.kept = nil
            while !state.hasEnded {
                guard let entry = try state.next() else {
                    state.hasEnded = true
                    break
                }
                if let head = try begin(entry, &state) { return head }
            }
            return state.writer.end()
        }
    }

    /// What stands before it; nil for what is left out.
    private func begin(_ entry: ArchiveEntry, _ state: inout State) throws -> [UInt8]? {
        switch entry {
        case .made(let name, let next):
            state.made = next
            return state.writer.beginDeflated(Self.unique(name, &state.names))
        case .kept(let name, let part):
            guard state.writer.hasRoom, let keeper else { return nil }
            let content: StoredContent
            do { content = try keeper.open(part) } catch StorageError.missing { return nil }
            // The checksum stands before the bytes, so that whoever unpacks a stream knows where they end: they are read twice.
            var checksum = CRC32()
            let pieces = content.pieces()
            while let piece = try pieces.next() { checksum.add(piece) }
            state.kept = content.pieces()
            return state.writer.begin(
                Self.unique(name, &state.names), size: UInt64(content.size),
                checksum: checksum.value)
        }
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
