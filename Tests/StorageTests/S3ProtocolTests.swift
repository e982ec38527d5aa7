import FoundationEssentials
import Glibc
import Synchronization
import Testing
import Threads

@testable import Storage

@Suite("What is said to an S3 host, and what it says")
struct S3ProtocolTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let ok = FakeHost.response("200 OK")

    @Test(
        "content is sent as it is, once, under its digest, signed with its hash and on the condition that it is new"
    )
    func put() throws {
        let host = try FakeHost { _, _ in Self.ok }
        defer { host.stop() }
        let bytes = someBytes(5_000_000)
        let digest = try host.store(folder).keep(bytes)
        #expect(host.requests.count == 1)
        let request = try #require(host.requests.first)
        #expect(request.method == "PUT" && request.target == "/files/\(digest)")
        #expect(request.body == bytes)
        #expect(request.headers["content-length"] == "5000000")
        #expect(request.headers["if-none-match"] == "*")
        #expect(request.headers["x-amz-content-sha256"] == digest.rawValue)
        let authorization = try #require(request.headers["authorization"])
        #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=key/"))
        #expect(authorization.contains("/us-east-1/s3/aws4_request"))
        #expect(authorization.contains("if-none-match;x-amz-content-sha256;x-amz-date"))
        #expect(!authorization.contains("not-to-be-told"))
        #expect(try folder.files.isEmpty)
    }

    @Test("a host that does not know the condition is asked without it")
    func unconditional() throws {
        let host = try FakeHost { request, _ in
            request.headers["if-none-match"] == nil
                ? Self.ok : FakeHost.error("501 Not Implemented", "NotImplemented")
        }
        defer { host.stop() }
        try host.store(folder).keep([1])
        #expect(host.requests.map { $0.headers["if-none-match"] } == ["*", nil])
        #expect(host.requests.allSatisfy { $0.body == [1] })
    }

    @Test("whoever cannot answer now is asked again, and not for ever")
    func passing() throws {
        for (failures, isKept) in [(2, true), (3, false)] {
            let host = try FakeHost { _, number in
                number < failures ? FakeHost.error("503 Slow Down", "SlowDown", "Reduce it.") : Self.ok
            }
            defer { host.stop() }
            let store = try host.store(folder)
            if isKept {
                try store.keep([1])
            } else {
                #expect(throws: StorageError.unreachable("503 SlowDown Reduce it.")) {
                    _ = try store.keep([1])
                }
            }
            #expect(host.requests.count == 3)
        }
    }

    @Test("who writes the same in the same moment is waited for")
    func conflict() throws {
        let host = try FakeHost { _, number in
            number == 0 ? FakeHost.error("409 Conflict", "ConditionalRequestConflict") : Self.ok
        }
        defer { host.stop() }
        try host.store(folder).keep([1])
        #expect(host.requests.count == 2)
        let stubborn = try FakeHost { _, _ in FakeHost.error("409 Conflict", "OperationAborted") }
        defer { stubborn.stop() }
        #expect(throws: StorageError.refused("409 OperationAborted Words.")) {
            _ = try stubborn.store(folder).keep([1])
        }
    }

    @Test("what is there already is sent again only when it is old or not what it should be")
    func again() throws {
        for (size, time, isSent) in [(3, "11:01:00", false), (3, "10:59:00", true), (2, "11:59:00", true)] {
            let host = try FakeHost { request, _ in
                if request.headers["if-none-match"] != nil {
                    return FakeHost.error("412 Precondition Failed", "PreconditionFailed")
                }
                guard request.method == "HEAD" else { return Self.ok }
                // The host's clock is years ahead of ours.
                return FakeHost.response(
                    "200 OK",
                    [
                        "Content-Length: \(size)", "Date: Tue, 05 Nov 2030 12:00:00 GMT",
                        "Last-Modified: Tue, 05 Nov 2030 \(time) GMT",
                    ])
            }
            defer { host.stop() }
            try host.store(folder).keep([1, 2, 3])
            #expect(host.requests.map(\.method) == ["PUT", "HEAD"] + (isSent ? ["PUT"] : []))
        }
    }

    @Test("who keeps an old content again waits for whoever is deleting it, and sends it anew")
    func keptWhileDeleted() throws {
        let isThere = Atomic(true)
        let (begun, reached) = (try Event(), try Event())
        let host = try FakeHost { request, number in
            switch request.method {
            case "HEAD" where number == 0:
                // In the middle of the deletion.
                begun.signal()
                reached.wait()
                // Whoever did not wait would come further now.
                usleep(300_000)
                fallthrough
            case "HEAD" where isThere.load(ordering: .relaxed):
                return FakeHost.response(
                    "200 OK",
                    [
                        "Content-Length: 1", "Date: Tue, 05 Nov 2030 12:00:00 GMT",
                        "Last-Modified: Mon, 04 Nov 2030 12:00:00 GMT",
                    ])
            case "DELETE":
                isThere.store(false, ordering: .relaxed)
                return FakeHost.response("204 No Content")
            case "PUT" where request.headers["if-none-match"] == nil || !isThere.load(ordering: .relaxed):
                return Self.ok
            case "PUT":
                reached.signal()
                return FakeHost.error("412 Precondition Failed", "PreconditionFailed")
            default:
                return FakeHost.error("404 Not Found", "NoSuchKey")
            }
        }
        defer { host.stop() }
        let store = try host.store(folder)
        let keeper = try Thread(named: "keeper") {
            begun.wait()
            _ = try? store.keep([1])
        }
        #expect(try store.delete(digestOf([1]), ifOlderThan: .seconds(3600)))
        keeper.join()
        #expect(host.requests.map(\.method) == ["HEAD", "PUT", "DELETE", "HEAD", "GET", "PUT"])
    }

    @Test("a refusal says what the host said, and no secret; no room is told apart")
    func refusals() throws {
        let host = try FakeHost { request, _ in
            request.method == "PUT" && request.body.count > 1
                ? FakeHost.response("507 Insufficient Storage")
                : FakeHost.error("403 Forbidden", "AccessDenied", "Not &lt;you&gt; &amp;amp; yours.")
        }
        defer { host.stop() }
        let store = try host.store(folder)
        let refusal = StorageError.refused("403 AccessDenied Not <you> &amp; yours.")
        let digest = digestOf([1])
        #expect(throws: refusal) { _ = try store.keep([1]) }
        #expect(throws: refusal) { try store.open(digest) }
        #expect(throws: refusal) { try store.contains(digest) }
        #expect(throws: refusal) { try store.delete(digest) }
        #expect(throws: refusal) { try store.delete(digest, ifOlderThan: .zero) }
        #expect(throws: refusal) { try store.list(after: nil, limit: 1) }
        #expect(throws: StorageError.full) { _ = try store.keep([1, 2]) }
        #expect(try folder.files.map { $0.split(separator: "/").last } == [".lock"])
    }

    @Test("a host that says nothing is waited for no longer than told, and one that is not there not at all")
    func away() throws {
        let host = try FakeHost { _, _ in nil }
        let store = try host.store(folder, patience: .seconds(1))
        let time = try ContinuousClock().measure {
            let error = try #require(throws: StorageError.self) { try store.contains(digestOf([1])) }
            guard case .unreachable = error else { throw error }
        }
        #expect(time < .seconds(15))
        host.stop()
        let error = try #require(throws: StorageError.self) { _ = try store.keep([1]) }
        #expect("\(error)".hasPrefix("the store cannot be reached: "))
        #expect(try folder.files.isEmpty)
    }

    /// Answers requests for ranges of `bytes`.
    private static func serve(_ bytes: [UInt8], _ request: FakeHost.Request, upTo limit: Int = .max)
        -> [UInt8]
    {
        if request.method == "HEAD" {
            return FakeHost.response(
                "200 OK",
                [
                    "Content-Length: \(bytes.count)", "Date: Tue, 05 Nov 2030 12:00:00 GMT",
                    "Last-Modified: Tue, 05 Nov 2030 11:00:00 GMT",
                ])
        }
        let bounds = (request.headers["range"] ?? "").drop { $0 != "=" }.dropFirst().split(separator: "-")
            .compactMap { Int($0) }
        return FakeHost.response(
            "206 Partial Content", ["Content-Length: \(bounds[1] - bounds[0] + 1)"],
            body: Array(bytes[bounds[0]...bounds[1]].prefix(limit)))
    }

    @Test("each piece is a request for its range, and one that breaks off can be asked for again")
    func brokenOff() throws {
        let bytes = someBytes(300_000)
        let host = try FakeHost { request, number in
            Self.serve(bytes, request, upTo: number == 2 ? 5000 : .max)
        }
        defer { host.stop() }
        let pieces = try host.store(folder).open(digestOf(bytes)).pieces(1..<290_000, of: 100_000)
        var read = try pieces.next() ?? []
        let error = try #require(throws: StorageError.self) { try pieces.next() }
        guard case .unreachable = error else { throw error }
        while let piece = try pieces.next() { read += piece }
        #expect(read == Array(bytes[1..<290_000]))
        #expect(
            host.requests.map { $0.headers["range"] } == [
                nil, "bytes=1-100000", "bytes=100001-200000", "bytes=100001-200000", "bytes=200001-289999",
            ])
    }

    @Test("a host that sends something else than the range gives no bytes")
    func otherRange() throws {
        let bytes = someBytes(1000)
        let host = try FakeHost { request, _ in
            request.method == "HEAD"
                ? Self.serve(bytes, request) : FakeHost.response("200 OK", body: Array(bytes.prefix(100)))
        }
        defer { host.stop() }
        let content = try host.store(folder).open(digestOf(bytes))
        #expect(throws: StorageError.refused("200")) { try content.pieces(100..<200).next() }
        #expect(try content.pieces(0..<100).next() == Array(bytes.prefix(100)))
        let error = try #require(throws: StorageError.self) { try content.pieces(0..<50).next() }
        guard case .unreachable = error else { throw error }
    }

    @Test("content that was deleted, or became shorter, while it is read is told apart")
    func changedMeanwhile() throws {
        for (answer, error) in [
            (FakeHost.error("404 Not Found", "NoSuchKey"), StorageError.missing),
            (FakeHost.error("416 Range Not Satisfiable", "InvalidRange"), .damaged),
            (FakeHost.error("404 Not Found", "NoSuchBucket"), .refused("404 NoSuchBucket Words.")),
        ] {
            let bytes = someBytes(1000)
            let host = try FakeHost { request, _ in
                request.method == "HEAD" ? Self.serve(bytes, request) : answer
            }
            defer { host.stop() }
            let content = try host.store(folder).open(digestOf(bytes))
            #expect(throws: error) { try content.pieces().next() }
        }
    }

    @Test("a list goes on behind its last name, whatever names are in it")
    func list() throws {
        let digests = (0..<3).map { digestOf([$0]) }.sorted()
        let names = ["0 a&b<c>/\"'+%", digests[0].rawValue, digests[1].rawValue, "zz", digests[2].rawValue]
        func escaped(_ name: String) -> String {
            name.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                .replacing("\"", with: "&quot;")
        }
        let pages = names.enumerated().map { index, name in
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>files</Name><Prefix/>
            <IsTruncated>\(index < 4)</IsTruncated><Contents><Key>\(escaped(name))</Key>
            <LastModified>2030-11-05T12:00:0\(index).\(index)00Z</LastModified><ETag>&quot;x&quot;</ETag>
            <Size>\(index)</Size><Owner><ID>1</ID></Owner></Contents>
            <CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListBucketResult>
            """
        }
        let host = try FakeHost { _, number in FakeHost.response("200 OK", body: Array(pages[number].utf8)) }
        defer { host.stop() }
        let listed = try host.store(folder).list(after: nil, limit: 10)
        #expect(listed.map(\.digest) == digests)
        #expect(listed.map(\.size) == [1, 2, 4])
        #expect(listed.map(\.keptAt.timeIntervalSince1970) == [1_920_110_401, 1_920_110_402, 1_920_110_404])
        #expect(
            host.requests.map(\.target) == [
                "/files/?list-type=2&max-keys=10",
                "/files/?list-type=2&max-keys=10&start-after=0%20a%26b%3Cc%3E%2F%22%27%2B%25",
                "/files/?list-type=2&max-keys=9&start-after=\(digests[0])",
                "/files/?list-type=2&max-keys=8&start-after=\(digests[1])",
                "/files/?list-type=2&max-keys=8&start-after=zz",
            ])
        let other = try FakeHost { _, _ in FakeHost.response("200 OK", body: Array("<html></html>".utf8)) }
        defer { other.stop() }
        #expect(throws: StorageError.self) { try other.store(folder).list(after: nil, limit: 10) }
    }

    @Test("an endpoint, a bucket, a region and a key are looked at before they are used")
    func settings() throws {
        func base(_ endpoint: String, _ bucket: String = "files") throws -> String {
            try S3Bucket(
                endpoint: endpoint, bucket: bucket, region: "eu-central-1", accessKey: "k", secret: "s/+="
            ).base
        }
        #expect(try base("https://s3.example") == "https://s3.example/files/")
        #expect(try base("HTTP://[::1]:8333/") == "http://[::1]:8333/files/")
        #expect(try base("https://files.s3.example") == "https://files.s3.example/")
        for (endpoint, bucket) in [
            ("", "files"), ("s3.example", "files"), ("ftp://s3.example", "files"), ("https://", "files"),
            ("https://s3.example/path", "files"), ("https://s3.example?a", "files"),
            ("https://u:p@s3.example", "files"), ("https://s3.example:0", "files"),
            ("https://s3.example", "a"), ("https://s3.example", "a/../b"), ("https://s3.example", "a b c"),
        ] {
            #expect(throws: S3Bucket.Malformed.self) { try base(endpoint, bucket) }
        }
        for (region, key, secret) in [
            ("", "k", "s"), ("a:b", "k", "s"), ("r", "", "s"), ("r", "k", ""), ("r", "k\n", "s"),
            ("r", "k", "s s"),
        ] {
            #expect(throws: S3Bucket.Malformed.self) {
                try S3Bucket(
                    endpoint: "https://s3.example", bucket: "files", region: region, accessKey: key,
                    secret: secret)
            }
        }
    }
}
