import Glibc

/// Reads the heads of requests from accepted descriptors. One per accepting thread; it reuses its buffer.
final class ConnectionReader {
    enum Outcome: ~Copyable {
        case request(Connection, RequestVariables, body: StandardInputRecords)
        case tooLarge(Connection)
        /// Closed: what came was no request, or did not come in time.
        case failed
    }

    private let limits: Limits
    private let buffer: UnsafeMutableRawBufferPointer

    init(limits: Limits) {
        self.limits = limits
        buffer = .allocate(byteCount: 2 * limits.head + 16 * 1024, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// Blocks until the head is there, at most for the peer's patience. Owns `descriptor` from here on.
    func read(from descriptor: Int32) -> Outcome {
        setPatience(of: descriptor)
        let deadline = ContinuousClock.now + limits.peerPatience
        var count = 0
        while true {
            let more = recv(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count, 0)
            if more < 0 && errno == EINTR { continue }
            guard more > 0 else { break }
            count += more
            let received = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            switch RequestHead(received, longest: buffer.count) {
            case .incomplete:
                guard count < buffer.count, ContinuousClock.now < deadline else { break }
                continue
            case .malformed:
                break
            case .complete(let head):
                let connection = Connection(descriptor: descriptor, requestID: head.requestID)
                if head.length > limits.head { return .tooLarge(connection) }
                let body = StandardInputRecords(
                    descriptor: descriptor, requestID: head.requestID,
                    leftover: Array(received[head.length...]),
                    padding: head.padding)
                return .request(connection, RequestVariables(parameters: head.parameters), body: body)
            }
            break
        }
        close(descriptor)
        return .failed
    }

    private func setPatience(of descriptor: Int32) {
        let (seconds, attoseconds) = limits.peerPatience.components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }
}
