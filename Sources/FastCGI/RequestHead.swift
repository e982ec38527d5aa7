/// The records of one request up to the end of its parameters, as far as they have come. Everything a peer can get
/// wrong is wrong here.
enum RequestHead: Equatable {
    case incomplete
    case malformed
    case complete(Whole)

    struct Whole: Equatable {
        /// In bytes; what follows is `padding`, then the body.
        let length: Int
        let padding: Int
        let requestID: UInt16
        /// Pairs of names and values, whose lengths are true.
        let parameters: [UInt8]
    }

    /// No pair may be longer than `longest`; such a head is malformed before it is complete.
    init(_ bytes: UnsafeRawBufferPointer, longest: Int) {
        var position = 0
        var requestID: UInt16?
        var parameters: [UInt8] = []
        while bytes.count - position >= FastCGIRecord.headerLength {
            let record = FastCGIRecord(UnsafeRawBufferPointer(rebasing: bytes[position...]))
            let content = position + FastCGIRecord.headerLength
            guard record.version == 1, record.requestID != 0 else {
                self = .malformed
                return
            }
            guard let id = requestID else {
                guard record.kind == .beginRequest, record.contentLength == 8 else {
                    self = .malformed
                    return
                }
                guard bytes.count >= content + 8 else { break }
                let isResponder = bytes[content] == 0 && bytes[content + 1] == 1
                guard isResponder else {
                    self = .malformed
                    return
                }
                requestID = record.requestID
                position = content + 8 + record.paddingLength
                continue
            }
            guard record.kind == .parameters, record.requestID == id else {
                self = .malformed
                return
            }
            if record.contentLength == 0 {
                guard RequestHead.lengthsAreTrue(in: parameters, isWhole: true, longest: longest) else {
                    self = .malformed
                    return
                }
                self = .complete(
                    Whole(
                        length: content, padding: record.paddingLength, requestID: id,
                        parameters: parameters))
                return
            }
            let end = content + record.contentLength
            guard bytes.count >= end else { break }
            parameters += bytes[content..<end]
            position = end + record.paddingLength
        }
        let isPossible = RequestHead.lengthsAreTrue(in: parameters, isWhole: false, longest: longest)
        self = isPossible ? .incomplete : .malformed
    }

    /// Every length in a sequence of name-value pairs keeps within it, and the last pair ends where it ends.
    private static func lengthsAreTrue(in parameters: [UInt8], isWhole: Bool, longest: Int) -> Bool {
        parameters.withUnsafeBytes { bytes in
            var pairs = ParameterPairs(bytes)
            while let lengths = pairs.nextLengths() {
                guard lengths.name + lengths.value <= longest else { return false }
                guard pairs.skip(lengths) else { return !isWhole }
            }
            return pairs.isAtEnd || !isWhole
        }
    }
}

/// Name-value pairs, one behind the other. FastCGI specification, 3.4.
struct ParameterPairs {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The lengths of the next pair; nil at the end, and, without moving on, where the bytes end within them.
    mutating func nextLengths() -> (name: Int, value: Int)? {
        var next = position
        guard let name = length(at: &next), let value = length(at: &next) else { return nil }
        position = next
        return (name, value)
    }

    /// Passes over a pair; false when the bytes end within it.
    mutating func skip(_ lengths: (name: Int, value: Int)) -> Bool {
        guard bytes.count - position >= lengths.name + lengths.value else { return false }
        position += lengths.name + lengths.value
        return true
    }

    /// The next pair; nil at the end, and where lengths are untrue.
    mutating func next() -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        guard let lengths = nextLengths() else { return nil }
        let name = position
        let value = name + lengths.name
        guard skip(lengths) else { return nil }
        return (
            UnsafeRawBufferPointer(rebasing: bytes[name..<value]),
            UnsafeRawBufferPointer(rebasing: bytes[value..<position])
        )
    }

    private func length(at next: inout Int) -> Int? {
        guard next < bytes.count else { return nil }
        let first = bytes[next]
        if first < 0x80 {
            next += 1
            return Int(first)
        }
        guard bytes.count - next >= 4 else { return nil }
        let tail = Int(bytes[next + 1]) << 16 | Int(bytes[next + 2]) << 8 | Int(bytes[next + 3])
        next += 4
        return Int(first & 0x7F) << 24 | tail
    }
}

/// The eight bytes before the content of a FastCGI record.
struct FastCGIRecord {
    enum Kind: UInt8 {
        case beginRequest = 1
        case abortRequest, endRequest, parameters, standardInput, standardOutput
    }

    static let headerLength = 8
    /// What the length in a header can say.
    static let longestContent = 65_535

    let version: UInt8
    let kind: Kind?
    let requestID: UInt16
    let contentLength: Int
    let paddingLength: Int

    /// `bytes` holds at least `headerLength`.
    init(_ bytes: UnsafeRawBufferPointer) {
        version = bytes[0]
        kind = Kind(rawValue: bytes[1])
        requestID = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        contentLength = Int(bytes[4]) << 8 | Int(bytes[5])
        paddingLength = Int(bytes[6])
    }

    /// A record's header, to be sent. Content of ours has no padding.
    static func header(_ kind: Kind, requestID: UInt16, contentLength: Int) -> [UInt8] {
        [
            1, kind.rawValue, UInt8(requestID >> 8), UInt8(requestID & 0xFF), UInt8(contentLength >> 8),
            UInt8(contentLength & 0xFF), 0, 0,
        ]
    }
}
