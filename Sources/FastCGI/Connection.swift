import CFastCGI
import Glibc
import Synchronization

/// One connection from the web server. It has one owner at a time: a thread, an exchange, or the watch.
final class Connection: Sendable {
    /// What is to be done about what has come.
    enum Progress {
        /// More has to come.
        case waiting
        case request(ReceivedRequest)
        /// The web server wants the running request ended.
        case aborted
        /// The peer is gone, or is not understood.
        case over
    }

    let descriptor: Int32
    /// No other connection of the worker ever has it.
    let number: UInt64
    private let counters: Counters
    private let incoming: Mutex<Incoming>
    private let isOwed = Atomic<Bool>(true)
    /// Whether the watch's epoll instance knows the descriptor.
    let isRegistered = Atomic<Bool>(false)

    /// Owns `descriptor` from here on. Sending waits for the peer at most as long as its patience allows.
    init(descriptor: Int32, counters: Counters, limits: Limits) {
        self.descriptor = descriptor
        self.counters = counters
        number = counters.accepted()
        incoming = Mutex(Incoming(limits: limits))
        setPatience(SO_SNDTIMEO, limits.peerPatience)
    }

    func close() {
        Glibc.close(descriptor)
        setOwed(false)
    }

    /// Whether an answer may be owed on it; not while it is open for a next request that has not begun.
    func setOwed(_ value: Bool) {
        guard isOwed.exchange(value, ordering: .acquiringAndReleasing) != value else { return }
        if value { counters.owes() } else { counters.settled() }
    }

    // MARK: Receiving

    var phase: Incoming.Phase { incoming.withLock { $0.phase } }

    /// What is kept of an unfinished request, in bytes.
    var size: Int { incoming.withLock { $0.size } }

    var hasBytesPending: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    /// Takes a piece of what has come, without waiting; `buffer` is room for it.
    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Progress {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return .waiting }
            guard count > 0 else { return breakOff() }
            return incoming.withLock { incoming in
                incoming.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return advance(&incoming)
            }
        }
    }

    /// Goes on with what came behind the last request.
    func advance() -> Progress { incoming.withLock { advance(&$0) } }

    private func advance(_ incoming: inout Incoming) -> Progress {
        while true {
            switch incoming.next() {
            case .incomplete: return .waiting
            case .reply(let reply, let isLast):
                guard sendAtOnce(reply), !isLast else { return .over }
            case .request(let request): return .request(request)
            case .standardInput: continue
            case .aborted: return .aborted
            case .malformed: return incoming.breakOff().map { .request($0) } ?? .over
            }
        }
    }

    /// No more is awaited: what came is a request, or it is over.
    func breakOff() -> Progress { incoming.withLock { $0.breakOff() }.map { .request($0) } ?? .over }

    /// The next piece of a body that is streamed; empty at its end. Waits for the peer at most for its patience.
    func nextInput() throws(RequestError) -> ArraySlice<UInt8> {
        while true {
            switch incoming.withLock({ $0.next() }) {
            case .standardInput(let bytes):
                return bytes
            case .reply(let reply, let isLast):
                guard sendAtOnce(reply), !isLast else { throw .incompleteBody }
            case .request, .aborted, .malformed:
                throw .incompleteBody
            case .incomplete:
                let more = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { target, used in
                    while true {
                        let count = recv(descriptor, target.baseAddress, target.count, 0)
                        if count < 0 && errno == EINTR { continue }
                        used = max(0, count)
                        return
                    }
                }
                guard !more.isEmpty else { throw .incompleteBody }
                more.withUnsafeBytes { bytes in incoming.withLock { $0.append(bytes) } }
            }
        }
    }

    /// Has `nextInput` wait no longer than this.
    func setReadPatience(_ patience: Duration) { setPatience(SO_RCVTIMEO, patience) }

    private func setPatience(_ option: Int32, _ patience: Duration) {
        let (seconds, attoseconds) = patience.components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    // MARK: Sending

    /// Sends a response, and ends the request unless more of it follows. False when the peer is gone.
    func send(head: [UInt8], body: [UInt8], requestID: UInt16, ending: Bool = true) -> Bool {
        head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                var pieces = Pieces(head: head, body: body)
                while pieces.count > Record.longestContent {
                    guard put(&pieces, Record.longestContent, of: requestID, ending: false) else {
                        return false
                    }
                }
                guard ending || pieces.count > 0 else { return true }
                return put(&pieces, pieces.count, of: requestID, ending: ending)
            }
        }
    }

    /// Sends records that hold no response, unless they would have to wait.
    @discardableResult
    func sendAtOnce(_ bytes: [UInt8]) -> Bool {
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        return Glibc.send(descriptor, bytes, bytes.count, flags) == bytes.count
    }

    /// The request that runs has been answered. True when nothing of it can still come.
    func endRequest() -> Bool { incoming.withLock { $0.end() } }

    /// Tells a peer whose request has not begun that there is no room for it.
    func overload() {
        let reply = incoming.withLock { $0.overload() }
        if !reply.isEmpty { sendAtOnce(reply) }
    }

    /// What of a response is still to be sent.
    private struct Pieces {
        var head: UnsafeRawBufferPointer
        var body: UnsafeRawBufferPointer

        var count: Int { head.count + body.count }

        /// The next `count` bytes.
        mutating func take(_ count: Int) -> (UnsafeRawBufferPointer, UnsafeRawBufferPointer) {
            let first = UnsafeRawBufferPointer(rebasing: head.prefix(count))
            let second = UnsafeRawBufferPointer(rebasing: body.prefix(count - first.count))
            head = UnsafeRawBufferPointer(rebasing: head.dropFirst(first.count))
            body = UnsafeRawBufferPointer(rebasing: body.dropFirst(second.count))
            return (first, second)
        }
    }

    /// Sends one record of standard output, with what ends the request behind it, in one call of the system if the peer
    /// keeps up. False when the peer is gone.
    private func put(_ pieces: inout Pieces, _ count: Int, of requestID: UInt16, ending: Bool) -> Bool {
        let header = count == 0 ? [] : Record.header(FCGI_STDOUT, id: requestID, contentLength: count)
        // An empty record ends the output.
        let trailer =
            ending
            ? Record.header(FCGI_STDOUT, id: requestID, contentLength: 0) + Record.endRequest(requestID)
            : []
        let (first, second) = pieces.take(count)
        return header.withUnsafeBytes { header in
            trailer.withUnsafeBytes { trailer in sendAll([header, first, second, trailer]) }
        }
    }

    private func sendAll(_ buffers: [UnsafeRawBufferPointer]) -> Bool {
        var vectors = buffers.filter { !$0.isEmpty }.map {
            iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
        }
        var done = 0
        while done < vectors.count {
            let sent = vectors[done...].withUnsafeMutableBufferPointer { vectors in
                var message = msghdr()
                message.msg_iov = vectors.baseAddress
                message.msg_iovlen = vectors.count
                return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 && errno == EINTR { continue }
            guard sent > 0 else { return false }
            var rest = sent
            while done < vectors.count, rest >= vectors[done].iov_len {
                rest -= vectors[done].iov_len
                done += 1
            }
            if rest > 0 {
                vectors[done].iov_base += rest
                vectors[done].iov_len -= rest
            }
        }
        return true
    }
}

/// The body of a request that is too long to be collected before. Reading may wait for the peer.
struct StreamedBody: ByteSource {
    private let connection: Connection
    private var rest: ArraySlice<UInt8> = []
    private var hasEnded = false

    init(_ connection: Connection) {
        self.connection = connection
    }

    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(RequestError) -> Int {
        if rest.isEmpty {
            // Let go of first: the connection goes on filling the buffer it is part of.
            rest = []
            if !hasEnded { rest = try connection.nextInput() }
            hasEnded = rest.isEmpty
        }
        let count = min(rest.count, target.count)
        target.copyBytes(from: rest.prefix(count))
        rest.removeFirst(count)
        return count
    }
}
