import Glibc

/// Reads a body of the type `multipart/form-data` while it comes: bytes in, parts and their bytes out. RFC
/// 7578 on RFC 2046, 5.1; names and filenames as browsers send them (HTML, "multipart form data").
///
/// Of what it is given it keeps the line of a head it is in, at most `Limits.head` bytes, and what that head
/// said. What a part holds is passed on from where it lies, in runs as long as they came, and never copied;
/// of a boundary that may have begun it is known how far, since those bytes are the boundary's own.
///
/// It is strict where readers differ, so that nobody between the sender and here understands another form:
/// lines end with CRLF, and whatever begins with the boundary at the beginning of a line is one (RFC 2046,
/// 5.1.1). What stands before the first boundary and behind the last is passed over, and has no limit: how
/// long a body may be altogether is for whoever reads it.
package struct MultipartReader: Sendable {
    /// What one body may cost. Lengths are in bytes.
    package struct Limits: Sendable, Hashable {
        /// Fields and files together.
        package var parts: Int
        /// The headers of one part, with the ends of their lines and the empty line behind them.
        package var head: Int
        /// What one field holds: a part without a filename.
        package var field: Int
        /// What one file holds: a part with a filename, even an empty one.
        package var file: Int
        /// A file field that was left empty is none.
        package var files: Int

        package init(
            parts: Int = 64, head: Int = 8 * 1024, field: Int = 64 * 1024, file: Int = 25 * 1024 * 1024,
            files: Int = 10
        ) {
            self.parts = parts
            self.head = head
            self.field = field
            self.file = file
            self.files = files
        }
    }

    /// Each part begins, gives what it holds in any number of pieces, none of them empty, and ends.
    package enum Event {
        case begin(Part)
        /// Good until the handler returns. Neither decoded nor, for a field, looked at: it may be no text.
        case bytes(UnsafeRawBufferPointer)
        case end
    }

    private enum State {
        /// Before the first boundary.
        case preamble
        /// Behind a boundary; what comes next says which.
        case boundary
        /// Behind a boundary and one hyphen.
        case hyphen
        /// In the white space that may follow a boundary.
        case padding(isLast: Bool)
        /// Behind the carriage return that ends the line of a boundary.
        case lineFeed(isLast: Bool)
        case head
        case body
        case epilogue
    }

    private let limits: Limits
    /// CRLF, "--" and the boundary. A carriage return begins it and is nowhere else in it, so where it turns
    /// out not to have come, it cannot have begun in what was taken for it.
    private let delimiter: [UInt8]

    private var state = State.preamble
    private var failure: MultipartError?
    /// How much of the delimiter has come. The body begins, as each part's content does, as if a line had
    /// ended.
    private var matched = Self.lineEnd
    /// How much of that stood in front of the content, and is none of it.
    private var matchedBefore = Self.lineEnd

    private var head = PartHead()
    private var headLength = 0
    /// What has come of a header.
    private(set) var line: [UInt8] = []
    private var isBehindCarriageReturn = false

    private var part = Part(name: "")
    /// What came of its content.
    private var length = 0
    private var parts = 0
    private var files = 0

    private static let lineEnd = 2

    /// - Parameter contentType: the body's, as the head of the request has it.
    /// - Returns: nil for a type that is not `multipart/form-data` with a boundary of 1 to 70 characters of
    ///   those that RFC 2046, 5.1.1, allows, the last of them no space. It may stand in quotes, and may lack
    ///   those it needs.
    package init?(contentType: String, limits: Limits = Limits()) {
        let value = Array(contentType.utf8)[...].trimmed
        guard let type = HeaderValue(value, wanted: ["boundary"]), type.main == "multipart/form-data",
            let boundary = type.parameters["boundary"], (1...70).contains(boundary.count),
            boundary.allSatisfy({ $0.isBoundaryCharacter }), boundary.last != .space
        else { return nil }
        self.limits = limits
        delimiter = [.carriageReturn, .lineFeed, .hyphen, .hyphen] + boundary
    }

    /// Takes the next bytes of the body, any number, and gives out what they amount to. What is given out
    /// depends on the body alone, and not on how it was cut, except for how the content of a part is.
    ///
    /// - Throws: `MultipartError`, or what the handler throws. Either is the end: whatever is called after it
    ///   throws.
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer, _ handle: (Event) throws -> Void
    ) throws {
        if let failure { throw failure }
        do {
            var position = 0
            while position < bytes.count {
                switch state {
                case .preamble:
                    position = try readPreamble(bytes, from: position)
                case .boundary, .hyphen, .padding, .lineFeed:
                    try readBoundaryLine(bytes[position])
                    position += 1
                case .head:
                    position = try readHead(bytes, from: position, handle)
                case .body:
                    position = try readBody(bytes, from: position, handle)
                case .epilogue:
                    return
                }
            }
        } catch {
            failure = error as? MultipartError ?? .truncated
            throw error
        }
    }

    /// To be called behind the last byte. Before it has returned, nothing that was given out may be taken for
    /// what somebody sent.
    ///
    /// - Throws: `truncated` where the last boundary is missing, or what was thrown before. A body of no
    ///   parts is whole when it has that boundary: browsers send it for an empty form.
    package mutating func finish() throws(MultipartError) {
        if let failure { throw failure }
        switch state {
        case .padding(isLast: true), .epilogue: return
        case .preamble, .boundary, .hyphen, .padding, .lineFeed, .head, .body:
            failure = .truncated
            throw .truncated
        }
    }

    // MARK: Boundaries

    /// Byte by byte: there hardly ever is one.
    private mutating func readPreamble(
        _ bytes: UnsafeRawBufferPointer, from start: Int
    ) throws(MultipartError) -> Int {
        for position in start..<bytes.count {
            let byte = bytes[position]
            if byte == delimiter[matched] {
                matched += 1
                if matched == delimiter.count {
                    state = .boundary
                    return position + 1
                }
            } else if byte == .lineFeed {
                // Otherwise the boundary of a body with such lines would be passed over, and what follows it
                // too.
                throw .malformed(.preamble)
            } else {
                matched = byte == .carriageReturn ? 1 : 0
            }
        }
        return bytes.count
    }

    /// RFC 2046, 5.1.1: `transport-padding`, and the hyphens of `close-delimiter`.
    private mutating func readBoundaryLine(_ byte: UInt8) throws(MultipartError) {
        switch (state, byte) {
        case (.boundary, .hyphen): state = .hyphen
        case (.hyphen, .hyphen): state = .padding(isLast: true)
        case (.boundary, .space), (.boundary, .tab): state = .padding(isLast: false)
        case (.padding, .space), (.padding, .tab): break
        case (.boundary, .carriageReturn): state = .lineFeed(isLast: false)
        case (.padding(let isLast), .carriageReturn): state = .lineFeed(isLast: isLast)
        case (.lineFeed(isLast: true), .lineFeed): state = .epilogue
        case (.lineFeed(isLast: false), .lineFeed):
            parts += 1
            guard parts <= limits.parts else { throw .tooManyParts }
            state = .head
            head = PartHead()
            headLength = 0
        default: throw .malformed(.boundary)
        }
    }

    // MARK: Heads

    private mutating func readHead(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ handle: (Event) throws -> Void
    ) throws -> Int {
        var position = start
        while position < bytes.count {
            if isBehindCarriageReturn {
                try countHead(1)
                guard bytes[position] == .lineFeed else { throw MultipartError.malformed(.header) }
                position += 1
                isBehindCarriageReturn = false
                if line.isEmpty {
                    try beginBody(handle)
                    return position
                }
                try head.take(line)
                line.removeAll(keepingCapacity: true)
            }
            let end = Self.first(.carriageReturn, in: bytes[position...]) ?? bytes.count
            let run = bytes[position..<end]
            // Of what is too long nothing is looked at, so that it is refused alike however it is cut.
            let fitting = run.prefix(limits.head - headLength)
            guard Self.first(.lineFeed, in: fitting) == nil, Self.first(0, in: fitting) == nil else {
                throw MultipartError.malformed(.header)
            }
            try countHead(run.count)
            line.append(contentsOf: run)
            position = end
            if position < bytes.count {
                try countHead(1)
                isBehindCarriageReturn = true
                position += 1
            }
        }
        return position
    }

    private mutating func countHead(_ count: Int) throws(MultipartError) {
        guard count <= limits.head - headLength else { throw .headTooLong }
        headLength += count
    }

    private mutating func beginBody(_ handle: (Event) throws -> Void) throws {
        part = try head.part()
        if part.filename?.isEmpty == false { try countFile() }
        state = .body
        length = 0
        matched = Self.lineEnd
        matchedBefore = Self.lineEnd
        try handle(.begin(part))
    }

    private mutating func countFile() throws(MultipartError) {
        files += 1
        guard files <= limits.files else { throw .tooManyFiles }
    }

    // MARK: Content

    private mutating func readBody(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ handle: (Event) throws -> Void
    ) throws -> Int {
        var position = start
        if matched > 0 {
            if let count = match(bytes[position...]) {
                if matched == delimiter.count { try endPart(handle) }
                return position + count
            }
            // It was none: what has come of it was content.
            let held = matchedBefore..<matched
            matched = 0
            matchedBefore = 0
            let delimiter = delimiter
            try delimiter.withUnsafeBytes { try give($0[held], handle) }
        }
        while let next = Self.first(.carriageReturn, in: bytes[position...]) {
            // Decides it for nearly all line ends of a text.
            let isLineEnd = next + 2 < bytes.count && bytes[next + 2] != .hyphen
            if !isLineEnd, let count = match(bytes[next...]) {
                try give(bytes[start..<next], handle)
                if matched == delimiter.count { try endPart(handle) }
                return next + count
            }
            position = next + 1
        }
        try give(bytes[start...], handle)
        return bytes.count
    }

    /// Whether the rest of the delimiter begins these bytes, or ends behind them: then how many of them are
    /// its own.
    private mutating func match(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let count = min(bytes.count, delimiter.count - matched)
        let isEqual = delimiter.withUnsafeBytes { delimiter in
            memcmp(bytes.base.baseAddress! + bytes.startIndex, delimiter.baseAddress! + matched, count) == 0
        }
        guard isEqual else { return nil }
        matched += count
        return count
    }

    private mutating func endPart(_ handle: (Event) throws -> Void) throws {
        state = .boundary
        try handle(.end)
    }

    private mutating func give(
        _ run: Slice<UnsafeRawBufferPointer>, _ handle: (Event) throws -> Void
    ) throws {
        guard !run.isEmpty else { return }
        let isFile = part.filename != nil
        if length == 0 && part.filename == "" { try countFile() }
        let fitting = run.prefix((isFile ? limits.file : limits.field) - length)
        length += fitting.count
        if !fitting.isEmpty { try handle(.bytes(UnsafeRawBufferPointer(rebasing: fitting))) }
        guard fitting.count == run.count else {
            throw isFile ? MultipartError.fileTooLong(part.name) : .fieldTooLong(part.name)
        }
    }

    /// Where in the whole buffer that byte comes first.
    private static func first(_ byte: UInt8, in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        guard !bytes.isEmpty, let base = bytes.base.baseAddress,
            let found = memchr(base + bytes.startIndex, Int32(byte), bytes.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
