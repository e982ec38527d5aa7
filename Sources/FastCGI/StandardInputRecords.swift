import Glibc

/// The body of a FastCGI request: the content of its FCGI_STDIN records. Reading may wait for the peer.
struct StandardInputRecords: ByteSource {
    private let descriptor: Int32
    private let requestID: UInt16
    private var buffer: ArraySlice<UInt8>
    private var contentLeft = 0
    private var paddingLeft: Int
    private var hasEnded = false

    /// `leftover` came together with the head. The first `padding` bytes, there or later, do not count.
    init(descriptor: Int32, requestID: UInt16, leftover: [UInt8], padding: Int) {
        self.descriptor = descriptor
        self.requestID = requestID
        buffer = leftover[...]
        paddingLeft = padding
    }

    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(RequestError) -> Int {
        while contentLeft == 0 {
            if hasEnded { return 0 }
            try nextRecord()
        }
        var count = min(contentLeft, target.count)
        if buffer.isEmpty {
            count = try receive(UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
        } else {
            count = min(count, buffer.count)
            target.copyBytes(from: buffer.prefix(count))
            buffer.removeFirst(count)
        }
        contentLeft -= count
        return count
    }

    var hasCome: Bool {
        if hasEnded { return true }
        let end = buffer.dropFirst(paddingLeft).prefix(FastCGIRecord.headerLength)
        guard contentLeft == 0, end.count == FastCGIRecord.headerLength else { return false }
        let record = end.withUnsafeBytes { FastCGIRecord($0) }
        return record.kind == .standardInput && record.contentLength == 0
    }

    private mutating func nextRecord() throws(RequestError) {
        try fill(toHold: paddingLeft + FastCGIRecord.headerLength)
        buffer.removeFirst(paddingLeft)
        let record = buffer.withUnsafeBytes { FastCGIRecord($0) }
        buffer.removeFirst(FastCGIRecord.headerLength)
        guard record.version == 1, record.kind == .standardInput, record.requestID == requestID else {
            throw .incompleteBody
        }
        contentLeft = record.contentLength
        paddingLeft = record.paddingLength
        hasEnded = record.contentLength == 0
    }

    private mutating func fill(toHold count: Int) throws(RequestError) {
        while buffer.count < count {
            var failure: RequestError?
            let more = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { target, used in
                do throws(RequestError) {
                    used = try receive(UnsafeMutableRawBufferPointer(target))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            buffer = buffer.isEmpty ? more[...] : Array(buffer + more)[...]
        }
    }

    private func receive(_ target: UnsafeMutableRawBufferPointer) throws(RequestError) -> Int {
        while true {
            let count = recv(descriptor, target.baseAddress, target.count, 0)
            if count > 0 { return count }
            guard count < 0 && errno == EINTR else { throw .incompleteBody }
        }
    }
}
