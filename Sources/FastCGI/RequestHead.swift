/// The records of one request up to the end of its parameters, judged before libfcgi may see them.
///
/// libfcgi 2.4.2 adds the lengths of a name and a value in an `int`, and asserts that `malloc` gave as much:
/// two lengths of 2^30 end the process, also with Debian's fix of CVE-2025-23016. So it is given only heads
/// that hold one request and whose lengths are true.
enum RequestHead: Equatable {
    case incomplete
    case malformed
    /// Of `length` bytes; what follows is `padding`, then the body.
    case complete(length: Int, padding: Int, requestID: UInt16)

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
                self = .complete(length: content, padding: record.paddingLength, requestID: id)
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
        var rest = parameters[...]
        func length() -> Int? {
            guard let first = rest.popFirst() else { return nil }
            if first < 0x80 { return Int(first) }
            guard rest.count >= 3 else { return nil }
            let tail = rest.prefix(3).reduce(0) { $0 << 8 | Int($1) }
            rest.removeFirst(3)
            return Int(first & 0x7F) << 24 | tail
        }
        while !rest.isEmpty {
            guard let name = length(), let value = length() else { return !isWhole }
            guard name + value <= longest else { return false }
            guard rest.count >= name + value else { return !isWhole }
            rest.removeFirst(name + value)
        }
        return true
    }
}

/// The eight bytes before the content of a FastCGI record.
struct FastCGIRecord {
    enum Kind: UInt8 {
        case beginRequest = 1
        case abortRequest, endRequest, parameters, standardInput, standardOutput
    }

    static let headerLength = 8

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
}
