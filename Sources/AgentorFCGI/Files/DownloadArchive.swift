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
        let archive = ArchiveDownload(parts, keeper)
        var response = Response(headers: [
            "Content-Type": "application/zip",
            "Content-Disposition": "attachment; filename=\"\(slug)-\(place).zip\"",
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
        var parts: ArraySlice<StoredPart>
        var pieces: ContentPieces?
        var names: Set<String> = []
        var hasEnded = false
    }

    private let keeper: FileKeeper
    private let state: Mutex<State>

    init(_ parts: [StoredPart], _ keeper: FileKeeper) {
        self.keeper = keeper
        state = Mutex(State(parts: parts[...]))
    }

    func next() throws -> [UInt8]? {
        try state.withLock { state in
            if let piece = try state.pieces?.next() { return piece }
            state.pieces = nil
            guard let part = state.parts.popFirst() else {
                guard !state.hasEnded else { return nil }
                state.hasEnded = true
                return state.writer.end()
            }
            let content = try keeper.open(part)
            // The checksum stands before the bytes, so that whoever unpacks a stream knows where they end: they are read twice.
            var checksum = CRC32()
            let pieces = content.pieces()
            while let piece = try pieces.next() { checksum.add(piece) }
            let name = Self.unique(FileName.toSave(part.fileName, as: part.type).text, &state.names)
            state.pieces = content.pieces()
            return state.writer.begin(name, size: UInt32(clamping: content.size), checksum: checksum.value)
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
