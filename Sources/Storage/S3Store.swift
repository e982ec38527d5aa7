import Crypto
import FoundationEssentials
import Glibc
import Outgoing

/// Keeps contents in a bucket of S3 or of what is like it: objects with the digest for a name. What is written waits in
/// a file of this machine, and is sent when it is kept: at most what the host takes in one request, 5 GiB with Amazon.
///
/// Nothing here deletes an object that was kept again in the same moment, as long as those who do both share `folder`.
/// Between machines there is a moment, between looking at an object's age and deleting it.
package struct S3Store: ContentStore {
    /// An object that is older than this is sent again when its content is, so that nobody deletes it for its age.
    /// Whoever deletes by age has to allow at least twice as much.
    package static let freshness = Duration.seconds(3600)
    private static let attempts = 3

    private let bucket: S3Bucket
    private let spool: SpoolFolder
    private let lock: LockFile
    private let transport: SignedTransport
    private let freshness: Duration
    private let pageLimit: Int

    /// - Parameters:
    ///   - folder: for what is written; made when the first content comes, the one around it must be there.
    ///   - patience: for how long nothing may come or go before the host counts as gone.
    package init(bucket: S3Bucket, folder: String, patience: Duration = .seconds(30)) {
        self.init(bucket: bucket, folder: folder, patience: patience, freshness: Self.freshness)
    }

    /// - Parameter pageLimit: how many names to ask for at once; hosts give 1000 at most.
    init(
        bucket: S3Bucket, folder: String, patience: Duration = .seconds(30), freshness: Duration,
        pageLimit: Int = 1000
    ) {
        self.bucket = bucket
        self.freshness = freshness
        self.pageLimit = pageLimit
        spool = SpoolFolder(folder)
        lock = LockFile(path: "\(folder)/.lock")
        transport = SignedTransport(
            key: SigningKey(
                service: "s3", region: bucket.region, name: bucket.accessKey, secret: bucket.secret),
            patience: patience)
    }

    package var leastAge: Duration { freshness * 2 }

    // MARK: Keeping

    package func begin() throws(StorageError) -> Incoming {
        Incoming(try makeSpoolFile()) { file, digest, size throws(StorageError) in
            try keep(FileBody(descriptor: file.descriptor, size: size), digest)
        }
    }

    private func makeSpoolFile() throws(StorageError) -> SpoolFile {
        do throws(StorageError) {
            return try spool.make()
        } catch .failed(ENOENT) {
            try Folder.make(Folder.parent(of: spool.path))
            return try spool.make()
        }
    }

    private func keep(_ body: FileBody, _ digest: ContentDigest) throws(StorageError) {
        var condition = ["If-None-Match: *"]
        for attempt in 1... {
            let answer = try put(body, digest, headers: condition)
            switch answer.status {
            case 200: return
            case 412:
                if try keepAgain(body, digest) { return }
            // Another writes it in the same moment.
            case 409: Self.pause(attempt)
            // A host that does not know the condition: what it replaces is the same.
            case 501 where !condition.isEmpty: condition = []
            default: throw refusal(answer)
            }
            if attempt > Self.attempts { throw refusal(answer) }
        }
    }

    /// Has an object that is there count as kept now, or sends it again where it is not what it should be.
    /// - Returns: False when it is not there any more.
    private func keepAgain(_ body: FileBody, _ digest: ContentDigest) throws(StorageError) -> Bool {
        try lock.held(isShared: true) { () throws(StorageError) in
            guard let head = try head(of: digest) else { return false }
            if head.size == body.size, head.age < freshness { return true }
            let answer = try put(body, digest)
            guard answer.status == 200 else { throw refusal(answer) }
            return true
        }
    }

    private func put(
        _ body: FileBody, _ digest: ContentDigest, headers: [String] = []
    ) throws(StorageError) -> SignedResponse {
        // Amazon compares what comes with the hash; others may not.
        try ask(.put, digest.rawValue, hash: digest, headers: headers, body: body)
    }

    // MARK: Reading

    package func open(_ digest: ContentDigest) throws(StorageError) -> StoredContent {
        StoredContent(size: try size(of: digest), pieceSize: 1 << 20) {
            offset, target throws(StorageError) in
            try read(digest, at: offset, into: target)
        }
    }

    private func read(
        _ digest: ContentDigest, at offset: Int64, into target: UnsafeMutableRawBufferPointer
    ) throws(StorageError) -> Int {
        let answer = try ask(
            .get, digest.rawValue, range: offset..<offset + Int64(target.count), into: target)
        switch answer.status {
        case 206: return answer.count
        // From the beginning, whatever was asked for.
        case 200 where offset == 0: return answer.count
        case 404 where isMissing(answer): throw .missing
        // There is less than there was.
        case 416: throw .damaged
        default: throw refusal(answer)
        }
    }

    package func size(of digest: ContentDigest) throws(StorageError) -> Int64 {
        guard let head = try head(of: digest) else { throw .missing }
        return head.size
    }

    private struct Head {
        let size: Int64
        /// By the host's clock.
        let age: Duration
    }

    /// Nil where there is no such object.
    private func head(of digest: ContentDigest) throws(StorageError) -> Head? {
        for _ in 0..<Self.attempts {
            let answer = try ask(.head, digest.rawValue)
            if answer.status == 200, let size = answer.headers["content-length"].flatMap({ Int64($0) }) {
                guard let now = answer.time("date"), let keptAt = answer.time("last-modified") else {
                    throw .unreachable("the answer says no times")
                }
                return Head(size: size, age: .seconds(now - keptAt))
            }
            // Such an answer has no body that says why: whether the bucket is there, for one.
            let reason = try ask(.get, digest.rawValue, range: 0..<1)
            if isMissing(reason) { return nil }
            // It came between the two. Of nothing no range can be had.
            if reason.status < 300 || reason.status == 416 { continue }
            throw refusal(reason)
        }
        throw .unreachable("what is there cannot be looked at")
    }

    private func isMissing(_ answer: SignedResponse) -> Bool {
        answer.status == 404 && S3Document(answer.body)["Code"] == "NoSuchKey"
    }

    package func list(after digest: ContentDigest?, limit: Int) throws(StorageError) -> [ContentListing] {
        var listed: [ContentListing] = []
        var last = digest?.rawValue
        while listed.count < limit {
            // By the last name and not by the host's token: so a list can be gone on with at any time.
            let start = last.map { "&start-after=\(FormEncoding.encode($0))" } ?? ""
            let limit = min(pageLimit, limit - listed.count)
            let answer = try ask(.get, "?list-type=2&max-keys=\(limit)\(start)")
            guard answer.status == 200 else { throw refusal(answer) }
            guard let page = S3Listing(S3Document(answer.body)) else {
                throw .unreachable("what should be a list is none")
            }
            for object in page.objects {
                guard let digest = ContentDigest(rawValue: object.key) else { continue }
                listed.append(
                    ContentListing(digest: digest, size: object.size, keptAt: object.keptAt))
            }
            guard page.isTruncated, let end = page.objects.last?.key, end != last else { break }
            last = end
        }
        return listed
    }

    // MARK: Deleting

    package func delete(_ digest: ContentDigest) throws(StorageError) {
        let answer = try ask(.delete, digest.rawValue)
        guard [200, 204].contains(answer.status) || isMissing(answer) else { throw refusal(answer) }
    }

    package func delete(_ digest: ContentDigest, ifOlderThan age: Duration) throws(StorageError) -> Bool {
        try spool.settle()
        return try lock.held(isShared: false) { () throws(StorageError) in
            guard let head = try head(of: digest), head.age >= age else { return false }
            try delete(digest)
            return true
        }
    }

    package func clearIncoming(olderThan age: Duration) throws(StorageError) -> Int {
        try spool.clear(olderThan: age)
    }

    // MARK: Asking

    /// Asks again, after a moment, whoever says that they cannot answer now.
    /// - Parameter rest: what the address goes on with behind the bucket.
    private func ask(
        _ method: SignedRequest.Method, _ rest: String, hash: ContentDigest = .empty,
        headers: [String] = [], range: Range<Int64>? = nil, body: FileBody? = nil,
        into target: UnsafeMutableRawBufferPointer? = nil
    ) throws(StorageError) -> SignedResponse {
        let request = SignedRequest(
            method, bucket.base + rest, headers: ["x-amz-content-sha256: \(hash)"] + headers, range: range)
        var attempt = 1
        while true {
            let answer: SignedResponse
            do throws(TransferFailure) {
                answer = try transport.send(request, body: body, into: target)
            } catch {
                throw .unreachable(error.description)
            }
            guard Self.isPassing(answer.status), attempt < Self.attempts else { return answer }
            Self.pause(attempt)
            attempt += 1
        }
    }

    private static func isPassing(_ status: Int) -> Bool { [429, 500, 502, 503, 504].contains(status) }

    private static func pause(_ attempt: Int) {
        usleep(useconds_t(200_000 * attempt))
    }

    private func refusal(_ answer: SignedResponse) -> StorageError {
        if answer.status == 507 { return .full }
        let document = S3Document(answer.body)
        let words = [String(answer.status), document["Code"] ?? "", document["Message"] ?? ""]
            .filter { !$0.isEmpty }.map { $0.prefix(200) }.joined(separator: " ")
        return Self.isPassing(answer.status) ? .unreachable(words) : .refused(words)
    }
}

extension ContentDigest {
    /// Of no bytes.
    fileprivate static let empty = ContentDigest(SHA256.hash(data: [UInt8]()))
}
