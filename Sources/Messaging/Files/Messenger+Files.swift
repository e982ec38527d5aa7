import FoundationEssentials
import Postgres

/// A part of a file, as the host kept it.
public struct StoredPart: Hashable, Sendable {
    /// The file's.
    public let fileName: String
    public let digest: String
    public let type: String
    public let size: Int64

    package init(fileName: String, digest: String, type: String, size: Int64) {
        self.fileName = fileName
        self.digest = digest
        self.type = type
        self.size = size
    }
}

/// Where a file stands in a channel: its message, and its place among that one's files.
public struct FilePlace: Hashable, Sendable {
    let sequence: Int64
    let position: Int16
}

/// A part to save, and where its file stands.
public struct PlacedPart: Hashable, Sendable {
    public let part: StoredPart
    public let place: FilePlace
}

/// A file with those it was sent with.
public struct FoundFile: Sendable {
    public struct Place: Hashable, Sendable {
        public let slug: String
        public let sequence: Int64
    }

    public let sender: ParticipantID
    public let senderName: String
    /// Nil for somebody who is gone.
    public let senderHandle: String?
    /// Whether the viewer sent it.
    public let isOwn: Bool
    /// Nil while it is not sent.
    public let place: Place?
    /// Whether it is in an album.
    public let isInAlbum: Bool
    /// Whether others are not shown it while somebody looks at it. Then it is the viewer's.
    public let isHidden: Bool
    /// Where it stands among `files`.
    public let index: Int
    public let files: [MessageFile]
    public let sentAt: Date

    public var file: MessageFile { files[index] }
}

/// What was sent with one message.
public struct SentFiles: Sendable {
    public let sequence: Int64
    public let sentAt: Date
    public let sender: String
    /// Nil for somebody who is gone.
    public let senderHandle: String?
    public let files: [MessageFile]
    /// Whether the sender is folded away for the viewer.
    public let fold: Block.Kind?
}

/// A page of a channel's files, the latest first.
public struct ChannelFiles: Sendable {
    public let channel: Channel
    public let sent: [SentFiles]
    public let hasEarlier: Bool
}

/// A file somebody has sent, or is about to, as they are told of it wherever it is.
public struct OwnFile: Hashable, Sendable, Identifiable {
    public struct Place: Hashable, Sendable {
        public let slug: String
        /// As `Channel.name`.
        public let channel: String
        /// Of whom it is called by; nil for what is no conversation of two.
        public let handle: String?
        public let sequence: Int64
    }

    public let id: UUID
    public let name: String
    public let label: String
    /// What it counts in their quota: all of its parts.
    public let size: Int64
    public let keptAt: Date
    public let isSent: Bool
    /// Nil where it is not sent, and where they are no member any more.
    public let place: Place?
    /// The album it is in; nil for none.
    public let album: UUID?

    public var position: OwnFilePosition { OwnFilePosition(keptAt: keptAt, id: id) }
}

/// Where a file stands among somebody's own.
public struct OwnFilePosition: Hashable, Sendable {
    public let keptAt: Date
    public let id: UUID

    public init(keptAt: Date, id: UUID) {
        self.keptAt = keptAt
        self.id = id
    }
}

/// A page of somebody's own files, the latest first.
public struct OwnFiles: Sendable {
    public let files: [OwnFile]
    /// Where the next page begins; nil on the last.
    public let next: OwnFilePosition?
    /// What all they keep has, their picture too, in bytes.
    public let bytes: Int64
}

extension Messenger {
    /// The viewer's own files, wherever they were sent.
    public func ownFiles(
        before position: OwnFilePosition? = nil, as viewer: Identity, limit: Int = 40
    ) throws(MessagingError) -> OwnFiles {
        var files: [OwnFile]
        let bytes: [Int64]
        do {
            (files, bytes) = try pool.query(
                ListOwnFiles(before: position, limit: Int32(limit + 1)), FindOwnBytes(), as: viewer)
        } catch { throw .database(error) }
        var next: OwnFilePosition?
        if files.count > limit {
            files.removeLast()
            next = files.last?.position
        }
        return OwnFiles(files: files, next: next, bytes: bytes.first ?? 0)
    }

    /// Takes a file of the viewer's away, wherever they sent it. Its message stays, and says that there was one.
    /// - Throws: `.notFound` where there is none of this participant's.
    public func deleteFile(_ id: UUID, as owner: Identity) throws(MessagingError) {
        let wasThere: Bool?
        do { wasThere = try pool.first(DeleteOwnFile(file: id), as: owner, access: .readWrite) } catch {
            throw .database(error)
        }
        if wasThere != true { throw .notFound }
    }

    /// Says that the bytes of these parts are about to be kept: from then on they are told by `unusedContents`, unless they become
    /// part of a file.
    /// - Throws: `FileRefusal` where there is no room for them.
    public func expect(_ parts: [FileDraft.Part], quota: Int64, as owner: Identity) throws {
        let outcome: ExpectContents.Row?
        do {
            outcome = try pool.first(
                ExpectContents(parts: parts, quota: quota), as: owner, access: .readWrite)
        } catch { throw MessagingError.database(error) }
        if outcome != .room { throw FileRefusal.quota }
    }

    /// Keeps a file of the viewer's, to be sent with a message. The host has kept its bytes, as it said it would (`expect`). Of
    /// very many that are not sent the oldest are dropped.
    /// - Parameter quota: bytes all that somebody keeps may have.
    public func keep(_ file: FileDraft, quota: Int64, as owner: Identity) throws {
        let keep = KeepFile(file: file, name: try written(file), quota: quota)
        let outcome: KeepFile.Row?
        do { outcome = try pool.first(keep, as: owner, access: .readWrite) } catch {
            throw MessagingError.database(error)
        }
        switch outcome {
        case .kept?: break
        case .full?, nil: throw FileRefusal.quota
        }
    }

    /// Those of some files that are the viewer's and not sent yet, in the order they are named.
    public func pendingFiles(_ files: [UUID], as owner: Identity) throws(MessagingError) -> [MessageFile] {
        guard !files.isEmpty else { return [] }
        do { return try pool.first(ListPendingFiles(files: files), as: owner) ?? [] } catch {
            throw .database(error)
        }
    }

    /// Where the bytes of a part of a file are.
    /// - Throws: `.notFound` for what this participant may not see.
    public func part(_ name: String, of file: UUID, as viewer: Identity) throws(MessagingError) -> StoredPart
    {
        let found: StoredPart?
        do { found = try pool.first(FindFilePart(file: file, name: name), as: viewer) } catch {
            throw .database(error)
        }
        guard let found else { throw .notFound }
        return found
    }

    /// The parts to save of each file of a message, in order.
    /// - Throws: `.notFound` where there are none this participant may see.
    public func parts(
        ofMessage sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> [StoredPart] {
        let found: [StoredPart]
        do { found = try pool.query(ListMessageParts(slug: slug, sequence: sequence), as: viewer) } catch {
            throw .database(error)
        }
        if found.isEmpty { throw .notFound }
        return found
    }

    /// What was sent last in a channel, or last before a place, to be saved; nil where there is nothing this
    /// participant may see. One at a time, so that whoever saves them all is asked for each whether they still may.
    public func part(
        before place: FilePlace? = nil, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> PlacedPart? {
        do { return try pool.first(FindFileBefore(slug: slug, place: place), as: viewer) } catch {
            throw .database(error)
        }
    }

    /// A file, with those it was sent with.
    /// - Throws: `.notFound` for what this participant may not see.
    public func file(_ id: UUID, as viewer: Identity) throws(MessagingError) -> FoundFile {
        let found: FoundFile??
        do { found = try pool.first(FindFile(file: id), as: viewer) } catch { throw .database(error) }
        guard let found = found ?? nil else { throw .notFound }
        return found
    }

    /// Where a file was that is gone by now; nil for one that is there, and for what this participant may not see.
    public func place(ofGoneFile id: UUID, as viewer: Identity) throws(MessagingError) -> FoundFile.Place? {
        do { return try pool.first(FindGoneFile(file: id), as: viewer) } catch { throw .database(error) }
    }

    /// How many messages' files are on a page.
    static let filesPageLength = 40

    /// What was sent in a channel before a place, the latest first.
    /// - Throws: `.notFound` for somebody who is no member.
    public func files(
        in slug: String, before place: Int64 = .max, as viewer: Identity
    ) throws(MessagingError) -> ChannelFiles {
        let channels: [Channel]
        var sent: [SentFiles]
        do {
            (channels, sent) = try pool.query(
                FindChannel(slug: slug),
                ListChannelFiles(slug: slug, before: place, limit: Int32(Self.filesPageLength + 1)),
                as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first, channel.isMember else { throw .notFound }
        let hasEarlier = sent.count > Self.filesPageLength
        if hasEarlier { sent.removeLast() }
        return ChannelFiles(channel: channel, sent: sent, hasEarlier: hasEarlier)
    }

    /// Takes a file away that is not sent yet.
    /// - Throws: `.notFound` where there is none of this participant's.
    public func dropFile(_ id: UUID, as owner: Identity) throws(MessagingError) {
        let wasThere: Bool?
        do { wasThere = try pool.first(DropFile(file: id), as: owner, access: .readWrite) } catch {
            throw .database(error)
        }
        if wasThere != true { throw .notFound }
    }

    /// Says what a file shows. Once it is sent, that is a change of its message.
    /// - Parameter words: as `FileDraft.description` reads them.
    /// - Throws: `.notFound` where there is none of this participant's.
    public func describeFile(_ id: UUID, _ words: String, as owner: Identity) throws(MessagingError) {
        let describe = try description(words, ofFile: id, as: owner)
        let isTheirs: Bool?
        do { isTheirs = try pool.first(describe, as: owner, access: .readWrite) } catch {
            throw .database(error)
        }
        if isTheirs != true { throw .notFound }
    }

    /// Has the files of a message once more, as files of the viewer's to be sent with another.
    /// - Parameter nonce: of that other one: the same copies are made once.
    /// - Returns: nil where they do not fit into the quota.
    public func copyFiles(
        ofMessage sequence: Int64, in slug: String, nonce: UUID, quota: Int64, as viewer: Identity
    ) throws(MessagingError) -> [UUID]? {
        let originals: [ListOriginals.Row]
        do {
            originals = try pool.query(
                ListOriginals(slug: slug, sequence: sequence, nonce: nonce), as: viewer)
        } catch { throw .database(error) }
        let copy = CopyFiles(
            slug: slug, sequence: sequence, nonce: nonce, quota: quota, copies: originals.map(\.copy),
            keys: try keysOfCopies(originals))
        do { return try pool.first(copy, as: viewer, access: .readWrite) ?? nil } catch {
            throw .database(error)
        }
    }
}

// MARK: Housekeeping

extension Messenger {
    /// Drops files that nobody has sent for a day, some at a time.
    /// - Returns: whether there may be more.
    public func dropUnsentFiles(as identity: Identity = .nobody) throws(MessagingError) -> Bool {
        do {
            return try housekeepingPool.first(DropUnsentFiles(), as: identity, access: .readWrite) ?? false
        } catch {
            throw .database(error)
        }
    }

    /// Digests of contents that have been part of no file for a time, whose bytes the host may delete.
    /// - Parameter age: longer than keeping a file takes, from its first byte to `keep`.
    public func unusedContents(
        for age: Duration, limit: Int, as identity: Identity = .nobody
    ) throws(MessagingError) -> [String] {
        do {
            return try housekeepingPool.query(
                ListUnusedContents(age: Int32(clamping: age.components.seconds), limit: Int32(limit)),
                as: identity)
        } catch { throw .database(error) }
    }

    /// Forgets contents whose bytes were deleted, unless they are part of a file again.
    public func forgetContents(
        _ digests: [String], as identity: Identity = .nobody
    ) throws(MessagingError) {
        do {
            _ = try housekeepingPool.first(ForgetContents(digests: digests), as: identity, access: .readWrite)
        } catch { throw .database(error) }
    }

    /// Those of some contents that files know.
    public func knownContents(
        _ digests: [String], as identity: Identity = .nobody
    ) throws(MessagingError) -> [String] {
        do { return try housekeepingPool.query(ListKnownContents(digests: digests), as: identity) } catch {
            throw .database(error)
        }
    }

    /// Digests of contents that are part of files, in their order.
    /// - Parameter digest: begins behind it.
    public func usedContents(
        after digest: String?, limit: Int, as identity: Identity = .nobody
    ) throws(MessagingError) -> [String] {
        do {
            return try housekeepingPool.query(
                ListUsedContents(after: digest ?? "", limit: Int32(limit)), as: identity)
        } catch { throw .database(error) }
    }
}
