import FileTypes
import FoundationEssentials
import Glibc
import Imaging
import Messaging
import Storage

/// Keeps what people send with messages. What a file is, its bytes say and never its name; a picture is made anew, and what
/// was sent is not kept; other files are kept as they are, where their kind is permitted. Messaging is told of a file once all
/// of its bytes are kept, so that nobody is ever shown one that is not there.
package struct FileKeeper: Sendable {
    package struct Limits: Sendable {
        /// Bytes of one file.
        package var file = 25 << 20
        /// Bytes of all that somebody keeps.
        package var quota: Int64 = 2 << 30

        package init() {}
    }

    package let store: any ContentStore
    package let limits: Limits
    private let maker: ImageMaker
    private let detector: TypeDetector
    private let messenger: Messenger

    package init(
        store: any ContentStore, maker: ImageMaker, detector: TypeDetector = TypeDetector(),
        messenger: Messenger, limits: Limits = Limits()
    ) {
        self.store = store
        self.maker = maker
        self.detector = detector
        self.messenger = messenger
        self.limits = limits
    }

    /// Somewhere to write what comes, a little at a time.
    package func begin() throws -> Incoming {
        do { return try store.begin() } catch { throw FileProblem.store(error) }
    }

    /// Keeps a whole file, to be sent by its owner.
    /// - Parameters:
    ///   - name: as it was sent.
    ///   - id: the same for the same file of the same form: what is kept already is not kept again.
    /// - Throws: `FileProblem`, or what messaging throws.
    package func keep(
        _ incoming: consuming Incoming, named name: String, as id: UUID, of owner: Identity
    ) throws {
        guard incoming.count > 0 else { throw FileProblem.empty }
        guard incoming.count <= limits.file else { throw FileProblem.tooLarge(limit: limits.file) }
        let began = ContinuousClock.now
        let type = try withReading(incoming) { try detector.type(of: $0) }
        let draft: FileDraft
        if let kind = FileKind.permitted(detected: type, name: name) {
            draft = try other(incoming, named: name, kind, as: id)
        } else if FileKind.isPicture(type) {
            draft = try picture(incoming, named: name, type: type, as: id)
        } else {
            throw FileProblem.notPermitted
        }
        // What is part of no file for so long may be deleted: see `tidy`.
        guard ContinuousClock.now - began < Self.patience else { throw FileProblem.tookTooLong }
        do { try messenger.keep(draft, quota: limits.quota, as: owner) } catch let refusal as FileRefusal {
            switch refusal {
            case .quota: throw FileProblem.quota(limits.quota)
            case .tooManyPending: throw FileProblem.tooManyPending
            }
        }
    }

    private func other(
        _ incoming: consuming Incoming, named name: String, _ kind: FileKind, as id: UUID
    ) throws -> FileDraft {
        let (digest, size) = try kept(incoming)
        return FileDraft(
            id: id, name: FileName(name, kind: kind).text, type: kind.type, label: kind.label,
            parts: [.init(name: "original", digest: digest.rawValue, type: kind.type, size: size)])
    }

    private func picture(
        _ incoming: consuming Incoming, named name: String, type: String, as id: UUID
    ) throws -> FileDraft {
        var variants: [(variant: MadeImage.Variant, content: Writing)] = []
        let made: MadeImage
        do {
            made = try withReading(incoming) { source in
                try maker.make(from: source, type: type) { variant in
                    let content = Writing(store)
                    variants.append((variant, content))
                    return content.write
                }
            }
        } catch let error as ImagingError {
            if let failure = variants.lazy.compactMap(\.content.failure).first {
                throw FileProblem.store(failure)
            }
            throw FileProblem.picture(error)
        }
        let parts = try variants.map { variant, content in
            let (digest, size) = try content.keep()
            return FileDraft.Part(
                name: "\(variant.width).\(variant.format.fileExtension)", digest: digest.rawValue,
                type: variant.format.mediaType, size: size, width: variant.width, height: variant.height)
        }
        return FileDraft(
            id: id, name: FileName(picture: name).text, type: type,
            label: made.isAnimated ? "Animation" : "Picture", parts: parts,
            picture: .init(
                width: made.width, height: made.height, isAnimated: made.isAnimated,
                placeholder: made.placeholder))
    }

    private func kept(_ incoming: consuming Incoming) throws -> (digest: ContentDigest, size: Int64) {
        do { return try incoming.keep() } catch { throw FileProblem.store(error) }
    }

    private func withReading<Result>(
        _ incoming: borrowing Incoming, _ body: (CInt) throws -> Result
    ) throws -> Result {
        let descriptor: CInt
        do { descriptor = try incoming.reading() } catch { throw FileProblem.store(error) }
        defer { close(descriptor) }
        return try body(descriptor)
    }

    /// The bytes of a part of a file.
    package func open(_ part: StoredPart) throws(StorageError) -> StoredContent {
        guard let digest = ContentDigest(rawValue: part.digest) else { throw .missing }
        return try store.open(digest)
    }

    // MARK: Housekeeping

    /// Longer than keeping a file may take, and how long what is part of no file any more stays at most.
    private static let patience = Duration.seconds(600)
    /// Contents deleted in one go.
    private static let atOnce = 200

    /// Drops what nobody has sent, and deletes the bytes of what is part of no file any more.
    /// - Returns: whether there may be more to do.
    package func tidy() throws -> Bool {
        let mayBeMore = try messenger.dropUnsentFiles()
        let unused = try messenger.unusedContents(for: Self.patience, limit: Self.atOnce)
        let gone = try unused.filter { text in
            guard let digest = ContentDigest(rawValue: text) else { return true }
            // Somebody may have kept the same just now, and not have said so yet.
            return try store.delete(digest, ifOlderThan: Self.patience) || !store.contains(digest)
        }
        if !gone.isEmpty { try messenger.forgetContents(gone) }
        return mayBeMore || unused.count == Self.atOnce && !gone.isEmpty
    }

    /// Deletes bytes no file knows, as a process leaves them that ends between keeping bytes and saying so.
    package func sweep(
        after digest: ContentDigest? = nil, limit: Int = .max
    ) throws -> Swept {
        try store.sweep(
            isOwned: { digests in
                Set(
                    try messenger.knownContents(digests.map(\.rawValue))
                        .compactMap(ContentDigest.init(rawValue:)))
            }, olderThan: .seconds(86_400), after: digest, limit: limit)
    }
}

/// A variant of a picture on its way into the store.
private final class Writing {
    private var incoming: Incoming?
    private(set) var failure: StorageError?

    init(_ store: any ContentStore) {
        do throws(StorageError) { incoming = try store.begin() } catch { failure = error }
    }

    /// Returns whether to go on.
    func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard failure == nil else { return false }
        bytes.withUnsafeBytes { bytes in
            do throws(StorageError) { try incoming?.write(bytes) } catch { failure = error }
        }
        return failure == nil
    }

    func keep() throws -> (digest: ContentDigest, size: Int64) {
        do {
            if let failure { throw failure }
            guard let incoming = incoming.take() else { throw StorageError.missing }
            return try incoming.keep()
        } catch let error as StorageError { throw FileProblem.store(error) }
    }
}

extension MadeImage.Format {
    fileprivate var fileExtension: String {
        switch self {
        case .webP: "webp"
        case .jpeg: "jpg"
        case .png: "png"
        }
    }
}
