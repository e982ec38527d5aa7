import Compression
import FastCGI
import Synchronization

/// Compresses what goes to many readers.
typealias Compress = @Sendable (ArraySlice<UInt8>) -> GzipPart

/// Bytes that go to many readers, compressed once for all of them: the whole, or the pieces around what one reader sees
/// besides. They hold nothing that is one reader's own.
final class SharedBytes: Sendable {
    /// How many pieces are kept. There are as many as there are places where readers see something of their own: up
    /// to where they had read, and what they reacted to. Whoever has yet another is sent plain bytes, which the web
    /// server compresses.
    static let limit = 32

    let bytes: [UInt8]
    private let compress: Compress
    private let parts = Mutex<[Range<Int>: GzipPart]>([:])

    init(_ bytes: [UInt8], compress: @escaping Compress) {
        self.bytes = bytes
        self.compress = compress
    }

    /// Made by the first who asks.
    func compressed(_ range: Range<Int>) -> GzipPart? {
        parts.withLock { parts in
            if let part = parts[range] { return part }
            guard parts.count < Self.limit else { return nil }
            let part = compress(bytes[range])
            parts[range] = part
            return part
        }
    }
}

/// A piece of a body.
enum BodyPiece {
    case own([UInt8])
    case shared(SharedBytes, Range<Int>)

    static func whole(_ shared: SharedBytes) -> BodyPiece { .shared(shared, shared.bytes.indices) }

    fileprivate var plain: ArraySlice<UInt8> {
        switch self {
        case .own(let bytes): bytes[...]
        case .shared(let shared, let range): shared.bytes[range]
        }
    }
}

extension Response {
    /// HTML of which others get pieces too. Whoever takes gzip gets those as they were compressed for all.
    static func html(_ pieces: [BodyPiece], for visit: Visit) -> Response {
        let count = pieces.reduce(0) { $0 + $1.plain.count }
        if visit.prefersGzip, let stream = gzip(pieces, shorterThan: count) {
            var response = Response.html(stream)
            response.headers["Content-Encoding"] = "gzip"
            return response
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(count)
        for piece in pieces { plain += piece.plain }
        return .html(plain)
    }

    private static func gzip(_ pieces: [BodyPiece], shorterThan count: Int) -> [UInt8]? {
        var stream = GzipStream(reservingCapacity: count / 2)
        for piece in pieces {
            switch piece {
            case .own(let bytes): stream.append(stored: bytes)
            case .shared(let shared, let range):
                guard let part = shared.compressed(range) else { return nil }
                stream.append(part)
            }
        }
        let whole = stream.finished()
        return whole.count < count ? whole : nil
    }
}

extension Visit {
    /// Whether the header `Accept-Encoding` has gzip, and plain bytes no higher (RFC 9110, 12.5.3).
    var prefersGzip: Bool {
        guard let codings = request.headers["Accept-Encoding"].map(Preferences.init) else { return false }
        let gzip = codings["gzip"] ?? codings["x-gzip"] ?? codings["*"] ?? 0
        return gzip > 0 && gzip >= codings["identity"] ?? 0
    }
}
