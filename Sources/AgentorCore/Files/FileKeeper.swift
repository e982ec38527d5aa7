import Documents
import FileTypes
import FoundationEssentials
import Glibc
import Imaging
import Messaging
import Scanning
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
    private let scanner: MalwareScanner?
    let inspector: DocumentInspector?
    let messenger: Messenger

    /// - Parameters:
    ///   - scanner: looks at every file before it is kept; nil for nobody.
    ///   - inspector: says how many pages there are, and what is written on them; nil for nobody.
    package init(
        store: any ContentStore, maker: ImageMaker, detector: TypeDetector = TypeDetector(),
        messenger: Messenger, scanner: MalwareScanner? = nil, inspector: DocumentInspector? = nil,
        limits: Limits = Limits()
    ) {
        self.store = store
        self.maker = maker
        self.detector = detector
        self.messenger = messenger
        self.scanner = scanner
        self.inspector = inspector
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
        try checkSize(incoming)
        // What takes seconds is done once, however often the form is sent.
        if try isKept(id, by: owner) { return }
        let type = try type(of: incoming)
        if let kind = FileKind.permitted(detected: type, name: name) {
            try keepOther(incoming, named: name, kind, as: id, of: owner)
        } else if FileKind.isPicture(type) {
            try keepPicture(incoming, named: name, type: type, as: id, of: owner)
        } else {
            throw FileProblem.notPermitted
        }
    }

    /// Keeps a picture of somebody or of a channel, cut to a square, in the place of what there was. Only what a page
    /// shows of it is kept.
    /// - Throws: `FileProblem`, or what messaging throws.
    /// - Parameter slug: of the channel whose picture it is to be; nil for the owner's.
    package func keepPicture(
        _ incoming: consuming Incoming, of owner: Identity, channel slug: String? = nil
    ) throws {
        try checkSize(incoming)
        let type = try type(of: incoming)
        guard FileKind.isPicture(type) else { throw FileProblem.noPicture }
        let (_, variants) = try make(incoming, type: type, as: .square)
        let picture = PictureDraft(variants.map { ($0.variant, $0.content.digest, $0.content.size) })
        let began = try expect(
            picture.parts.map {
                FileDraft.Part(name: "\($0.side)", digest: $0.digest, type: $0.type, size: $0.size)
            }, of: owner)
        for variant in variants { try variant.content.keep() }
        try finish(begun: began) {
            if let slug {
                try messenger.setPicture(picture, of: slug, as: owner)
            } else {
                try messenger.setPicture(picture, quota: limits.quota, as: owner)
            }
        }
    }

    private func checkSize(_ incoming: borrowing Incoming) throws {
        guard incoming.count > 0 else { throw FileProblem.empty }
        guard incoming.count <= limits.file else { throw FileProblem.tooLarge(limit: limits.file) }
    }

    /// As its bytes say, once nobody has found malware in them.
    private func type(of incoming: borrowing Incoming) throws -> String {
        try withReading(incoming) { descriptor in
            try scan(descriptor)
            do { return try detector.type(of: descriptor) } catch {
                throw FileProblem.undetected("\(error)")
            }
        }
    }

    private func isKept(_ id: UUID, by owner: Identity) throws -> Bool {
        do { return try messenger.file(id, as: owner).isOwn } catch MessagingError.notFound { return false }
    }

    private func scan(_ descriptor: CInt) throws {
        guard let scanner else { return }
        do {
            if case .infected(let name) = try scanner.scan(descriptor) { throw FileProblem.infected(name) }
        } catch let failure as MalwareScanner.Failure { throw FileProblem.notChecked(failure) }
    }

    private func keepOther(
        _ incoming: consuming Incoming, named name: String, _ kind: FileKind, as id: UUID, of owner: Identity
    ) throws {
        let found: DocumentInspector.Findings = try withReading(incoming) { findings(kind, in: $0) }
        let draft = FileDraft(
            id: id, name: FileName(name, kind: kind).text, type: kind.type,
            label: Self.label(kind, found.pages),
            parts: [
                .init(
                    name: "original", digest: incoming.digest.rawValue, type: kind.type, size: incoming.count)
            ], text: found.text)
        // A closure may not consume it.
        let began = try expect(draft.parts, of: owner)
        do { _ = try incoming.keep() } catch { throw FileProblem.store(error) }
        try finish(draft, begun: began, of: owner)
    }

    private func findings(_ kind: FileKind, in descriptor: CInt) -> DocumentInspector.Findings {
        guard let inspector, let read = DocumentInspector.Kind(type: kind.type) else { return .init() }
        return inspector.inspect(descriptor, as: read)
    }

    /// "PDF, 12 pages"
    private static func label(_ kind: FileKind, _ pages: Int?) -> String {
        guard let pages else { return kind.label }
        return "\(kind.label), \(pages == 1 ? "1 page" : "\(pages) pages")"
    }

    private func keepPicture(
        _ incoming: consuming Incoming, named name: String, type: String, as id: UUID, of owner: Identity
    ) throws {
        let (made, variants) = try make(incoming, type: type, as: .whole)
        let parts = variants.map { variant, content in
            FileDraft.Part(
                name: "\(variant.width).\(variant.format.fileExtension)", digest: content.digest,
                type: variant.format.mediaType, size: content.size, width: variant.width,
                height: variant.height)
        }
        let draft = FileDraft(
            id: id, name: FileName(picture: name, type: type).text, type: type,
            label: made.isAnimated ? "Animation" : "Picture", parts: parts,
            picture: .init(
                width: made.width, height: made.height, isAnimated: made.isAnimated,
                placeholder: made.placeholder))
        let began = try expect(draft.parts, of: owner)
        for variant in variants { try variant.content.keep() }
        try finish(draft, begun: began, of: owner)
    }

    private func make(
        _ incoming: borrowing Incoming, type: String, as shape: ImageMaker.Shape
    ) throws -> (MadeImage, [(variant: MadeImage.Variant, content: Writing)]) {
        var variants: [(variant: MadeImage.Variant, content: Writing)] = []
        do {
            let made = try withReading(incoming) { source in
                try maker.make(from: source, type: type, as: shape) { variant in
                    let content = Writing(store)
                    variants.append((variant, content))
                    return content.write
                }
            }
            return (made, variants)
        } catch let error as ImagingError {
            if let failure = variants.lazy.compactMap(\.content.failure).first {
                throw FileProblem.store(failure)
            }
            throw FileProblem.picture(error)
        }
    }

    /// Before bytes get their names, so that whatever becomes of them `tidy` finds them, and nobody without room fills the disk.
    private func expect(_ parts: [FileDraft.Part], of owner: Identity) throws -> ContinuousClock.Instant {
        let began = ContinuousClock.now
        do { try messenger.expect(parts, quota: limits.quota, as: owner) } catch is FileRefusal {
            throw FileProblem.quota(limits.quota)
        }
        return began
    }

    private func finish(
        _ draft: FileDraft, begun: ContinuousClock.Instant, of owner: Identity
    ) throws {
        try finish(begun: begun) { try messenger.keep(draft, quota: limits.quota, as: owner) }
    }

    /// - Parameter tell: tells messaging of what is kept.
    private func finish(begun: ContinuousClock.Instant, _ tell: () throws -> Void) throws {
        // What is part of no file for so long may be deleted: see `tidy`.
        guard ContinuousClock.now - begun < Self.patience / 2 else { throw FileProblem.tookTooLong }
        do { try tell() } catch is FileRefusal { throw FileProblem.quota(limits.quota) }
    }

    func withReading<Result>(
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
        let age = max(Self.patience, store.leastAge)
        let unused = try messenger.unusedContents(for: age, limit: Self.atOnce)
        var failure: StorageError?
        let gone = unused.filter { text in
            guard let digest = ContentDigest(rawValue: text) else { return true }
            do throws(StorageError) {
                // Somebody may have kept the same just now, and not have said so yet.
                if try store.delete(digest, ifOlderThan: age) { return true }
                return try !store.contains(digest)
            } catch {
                // The others need not wait for it.
                failure = error
                return false
            }
        }
        if !gone.isEmpty { try messenger.forgetContents(gone) }
        if let failure { throw failure }
        return mayBeMore || unused.count == Self.atOnce && !gone.isEmpty
    }

    /// Reads back all bytes that are part of files.
    /// - Parameter report: called for each finding at once.
    package func check(_ report: (CheckFinding) throws -> Void) throws -> Checked {
        try store.check(
            owned: { digest, limit in
                try messenger.usedContents(after: digest?.rawValue, limit: limit)
                    .compactMap(ContentDigest.init(rawValue:))
            }, report: report)
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

    var digest: String { incoming?.digest.rawValue ?? "" }
    var size: Int64 { incoming?.count ?? 0 }

    func keep() throws {
        do {
            if let failure { throw failure }
            guard let incoming = incoming.take() else { throw StorageError.missing }
            _ = try incoming.keep()
        } catch let error as StorageError { throw FileProblem.store(error) }
    }
}

extension PictureDraft {
    fileprivate init(_ variants: [(variant: MadeImage.Variant, digest: String, size: Int64)]) {
        let parts = variants.map {
            Part(side: $0.variant.width, type: $0.variant.format.mediaType, digest: $0.digest, size: $0.size)
        }
        self.init(name: String(ContentDigest(of: parts.map(\.digest)).rawValue.prefix(32)), parts: parts)
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
