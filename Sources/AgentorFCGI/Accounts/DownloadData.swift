import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension AccountDesk {
    /// `GET /account/download`: what the file holds, and the link to it. Whoever had to prove who they are comes back to
    /// this page, which goes on being true while the file is saved.
    func showDownload(_ visit: Visit) throws -> Response {
        let keepsFiles = visit.intake.keeper != nil
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Your data is ready",
                paragraphs: [
                    "The file holds your account and profile, what you agreed to, where you are signed in, the channels and conversations you are in, the channels you have created, every message you have written, have begun or want sent later, what you have reacted with, your services and work, your bookmarks, where you have asked to join, whom you have blocked or muted, whom you have saved with your notes, your saved searches, and what you have reported, as JSON, which other programs can read.",
                    keepsFiles
                        ? "The archive holds the same file, your picture, and every picture and file you keep here, each in a folder named as its address in the JSON: the latest first."
                        : nil,
                    "Your browser saves it where it keeps downloads. This page stays as it is.",
                ].compactMap(\.self),
                links: [
                    keepsFiles
                        ? .init("Save agentor-data.zip", Route.account(.archive).path) : nil,
                    .init("Save agentor-data.json", Route.account(.file).path),
                    .init("Back to your account", Route.account(.show).path),
                ].compactMap(\.self)
            ).html())
    }

    /// `GET /account/download/agentor-data.json`: everything that is kept about the viewer and that they wrote.
    func downloadData(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.account, for: viewer)
        let file = try AccountFile(of: viewer, accounts: accounts, messenger: messenger)
        return Response(
            headers: [
                "Content-Type": "application/json; charset=utf-8",
                "Content-Disposition": "attachment; filename=\"agentor-data.json\"",
            ], body: file.beginning, rest: file.next)
    }

    /// `GET /account/download/agentor-data.zip`: the same, with the bytes of all that the viewer keeps. It is made while it is
    /// sent; who they are is asked anew for every piece.
    func downloadArchive(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let keeper = visit.intake.keeper else { throw Refusal.notFound }
        try turns.take(.archive, for: viewer)
        let json = try AccountFile(of: viewer, accounts: accounts, messenger: messenger)
        var beginning: [UInt8]? = json.beginning
        var first: ArchiveEntry? = .made(name: "agentor-data.json") {
            if let piece = beginning.take() { return piece }
            return try json.next()
        }
        var rest = OwnContents(of: viewer, messenger)
        return .archive("agentor-data", of: keeper) {
            if let entry = first.take() { return entry }
            return try rest.next()
        }
    }
}

/// All that somebody keeps, one after the other: their picture, and their files, the latest first.
private struct OwnContents {
    private let viewer: Viewer
    private let messenger: Messenger
    private var parts: ArraySlice<OwnPart> = []
    private var last: OwnFilePosition?
    private var hasBegun = false

    init(of viewer: Viewer, _ messenger: Messenger) {
        self.viewer = viewer
        self.messenger = messenger
    }

    mutating func next() throws -> ArchiveEntry? {
        if !hasBegun {
            hasBegun = true
            if let picture = try messenger.ownPicture(as: viewer.identity) {
                return ArchiveEntry(keeping: picture)
            }
        }
        if parts.isEmpty {
            parts = try messenger.ownParts(before: last, as: viewer.identity)[...]
            last = parts.last?.position
        }
        return parts.popFirst().map { ArchiveEntry(keeping: $0.part, in: "files/\($0.id.segment)/") }
    }
}
