import Synchronization

/// The body of a request, read once, in pieces, by blocking calls. Reading after a suspension is allowed.
/// Copies share one position.
package struct Body: Sendable {
    /// In bytes, as announced; 0 when nothing was.
    package let contentLength: Int
    /// As sent, with its parameters; "" when absent.
    package let contentType: String
    private let reader: BodyReader

    package static let empty = Body([])

    package init(_ bytes: [UInt8], contentType: String = "") {
        self.init(
            reader: BodyReader(MemorySource(bytes: bytes), length: bytes.count), contentType: contentType)
    }

    /// A submitted form, for tests that call the application in process.
    package init(form fields: Fields) {
        self.init(Array(fields.urlEncoded.utf8), contentType: "application/x-www-form-urlencoded")
    }

    init(reader: BodyReader, contentType: String) {
        self.contentLength = reader.length
        self.contentType = contentType
        self.reader = reader
    }

    /// The next bytes, at least one and at most `count`; empty at the end.
    package func read(upTo count: Int) throws(RequestError) -> [UInt8] {
        try reader.read(upTo: count)
    }

    /// Everything that is left, unless the announced length is above `limit`: then nothing is read.
    package func readAll(limit: Int) throws(RequestError) -> [UInt8] {
        guard contentLength <= limit else { throw .tooLarge(limit: limit) }
        var bytes = try read(upTo: contentLength)
        while true {
            let more = try read(upTo: contentLength)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    /// The media type without its parameters, in lower case.
    package var mediaType: String {
        let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return String(decoding: type.map(Headers.lowered), as: UTF8.self)
    }

    /// Has what somebody else read of a form be what it holds, for whoever asks later.
    package func keep(form fields: Fields) { reader.keep(fields) }

    func form(limits: Limits) throws(RequestError) -> Fields {
        if let fields = reader.form { return fields }
        if contentLength == 0 && contentType.isEmpty { return Fields() }
        guard mediaType == "application/x-www-form-urlencoded" else { throw .unsupportedMediaType }
        guard reader.isUntouched else { throw .bodyNoLongerReadable }
        let fields = try Fields(form: readAll(limit: limits.form), limits: limits)
        reader.keep(fields)
        return fields
    }
}

/// Where the bytes of a body come from.
protocol ByteSource: Sendable {
    /// Blocks for at least one byte; 0 at the end. `target` is never empty.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(RequestError) -> Int
}

/// The one position all copies of a `Body` share.
final class BodyReader: Sendable {
    private struct State {
        var source: (any ByteSource)?
        var remaining: Int
        var form: Fields?
    }

    let length: Int
    private let state: Mutex<State>

    init(_ source: some ByteSource, length: Int) {
        self.length = length
        state = Mutex(State(source: source, remaining: length))
    }

    var form: Fields? { state.withLock { $0.form } }
    var isUntouched: Bool { state.withLock { $0.remaining == length } }

    func keep(_ fields: Fields) { state.withLock { $0.form = fields } }

    func read(upTo count: Int) throws(RequestError) -> [UInt8] {
        try state.withLock { state throws(RequestError) in
            let wanted = min(count, state.remaining)
            guard wanted > 0 else { return [] }
            guard state.source != nil else { throw .bodyNoLongerReadable }
            var failure: RequestError?
            let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { target, used in
                do throws(RequestError) {
                    used = try state.source?.read(into: UnsafeMutableRawBufferPointer(target)) ?? 0
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            guard !bytes.isEmpty else { throw .incompleteBody }
            state.remaining -= bytes.count
            return bytes
        }
    }

    /// Nothing is read from here on.
    func close() { state.withLock { $0.source = nil } }
}

struct MemorySource: ByteSource {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(target.count, bytes.count - position)
        target.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}
