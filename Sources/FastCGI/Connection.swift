import CFastCGI
import Glibc
import Synchronization

/// One connection from the web server and the libfcgi request on it. One thread at a time uses it.
///
/// libfcgi reads the head from a pipe into which only checked bytes go (see `RequestHead`), writes the
/// response, and owns neither accepting, nor the body, nor the lingering close: each of its own ways there
/// can hold a thread for as long as the peer likes.
struct Connection: ~Copyable, @unchecked Sendable {
    let descriptor: Int32
    private let request: UnsafeMutablePointer<FCGX_Request>

    fileprivate init(descriptor: Int32, request: UnsafeMutablePointer<FCGX_Request>) {
        self.descriptor = descriptor
        self.request = request
    }

    deinit {
        FCGX_Free(request, 1)
        request.deallocate()
    }

    /// The parameters, valid as long as the connection is open.
    var variables: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> { request.pointee.envp }

    /// Sends a response. A peer that is gone makes no difference.
    func send(head: [UInt8], body: [UInt8]) {
        put(head)
        put(body)
    }

    private func put(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            // libfcgi counts in Int32, so a longer body goes in several calls.
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
                let start = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
                guard FCGX_PutStr(start, Int32(piece.count), request.pointee.out) >= 0 else { return }
                rest = rest.dropFirst(piece.count)
            }
        }
    }

    /// Ends the request on the wire. A peer that may still be sending is heard out for a moment: when nginx
    /// cannot write the rest of a body, it drops what it has read of the response.
    func end(whileSending: Bool) {
        FCGX_FClose(request.pointee.err)
        FCGX_FClose(request.pointee.out)
        if whileSending { hearOut() }
        close()
    }

    /// Closes without a word.
    func close() {
        // Without these two marks libfcgi would write what is buffered and wait for the peer to close.
        request.pointee.keepConnection = 0
        request.pointee.detached = 1
        FCGX_Free(request, 1)
    }

    private func hearOut() {
        let deadline = ContinuousClock.now + .seconds(1)
        withUnsafeTemporaryAllocation(byteCount: 32 * 1024, alignment: 16) { trash in
            repeat {
                var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&watched, 1, 100) >= 0 else { return }
                if watched.revents == 0 { continue }
                guard recv(descriptor, trash.baseAddress, trash.count, Int32(MSG_DONTWAIT)) > 0 else {
                    return
                }
            } while ContinuousClock.now < deadline
        }
    }
}

/// Makes connections of accepted descriptors. One per accepting thread; it reuses its buffer and its pipe.
final class ConnectionReader {
    enum Outcome: ~Copyable {
        case connection(Connection, body: BodySource)
        case tooLarge(Connection)
        /// Closed: what came was no request, or did not come in time.
        case failed

        struct BodySource {
            var leftover: [UInt8]
            var padding: Int
            var requestID: UInt16
        }
    }

    private let limits: Limits
    private let buffer: UnsafeMutableRawBufferPointer
    private var pipe: (reading: Int32, writing: Int32)?

    init(limits: Limits) {
        self.limits = limits
        buffer = .allocate(byteCount: 2 * limits.head + 16 * 1024, alignment: 16)
    }

    deinit {
        closePipe()
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
            case .complete(let length, let padding, let requestID):
                guard let connection = connect(descriptor, headLength: length) else { return .failed }
                if length > limits.head { return .tooLarge(connection) }
                let leftover = Array(received[length...])
                return .connection(
                    connection, body: .init(leftover: leftover, padding: padding, requestID: requestID))
            }
            break
        }
        close(descriptor)
        return .failed
    }

    /// Lets libfcgi read a checked head.
    private func connect(_ descriptor: Int32, headLength: Int) -> Connection? {
        guard let pipe = openPipe(), write(pipe.writing, buffer.baseAddress, headLength) == headLength else {
            closePipe()
            close(descriptor)
            return nil
        }
        let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        FCGX_InitRequest(request, -1, 0)
        request.pointee.ipcFd = pipe.reading
        request.pointee.keepConnection = 1  // or FCGX_Accept_r would close the pipe before reading
        guard FCGX_Accept_r(request) == 0 else {
            // It has closed the reading end.
            self.pipe = (reading: -1, writing: pipe.writing)
            closePipe()
            request.deallocate()
            close(descriptor)
            return nil
        }
        request.pointee.ipcFd = descriptor
        FCGX_FreeStream(&request.pointee.in)  // 8 KiB that a parked request need not hold
        return Connection(descriptor: descriptor, request: request)
    }

    private func setPatience(of descriptor: Int32) {
        let (seconds, attoseconds) = limits.peerPatience.components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    private func openPipe() -> (reading: Int32, writing: Int32)? {
        if let pipe { return pipe }
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        // What does not fit after all is written short, and refused.
        _ = fcntl(ends[1], Int32(F_SETPIPE_SZ), Int32(buffer.count))
        pipe = (ends[0], ends[1])
        return pipe
    }

    private func closePipe() {
        guard let pipe else { return }
        if pipe.reading >= 0 { close(pipe.reading) }
        close(pipe.writing)
        self.pipe = nil
    }
}

/// The part of libfcgi that is global to the process.
enum FastCGILibrary {
    /// Prepares libfcgi once, and takes back the signals it claims: SIGPIPE is ignored, the others are as
    /// they were.
    static func prepare() { _ = prepared }

    private static let prepared: Void = {
        let claimed = [SIGUSR1, SIGTERM]
        var previous = claimed.map { signal in
            var action = sigaction()
            sigaction(signal, nil, &action)
            return action
        }
        FCGX_Init()
        for index in claimed.indices { sigaction(claimed[index], &previous[index], nil) }
        signal(SIGPIPE, SIG_IGN)
    }()
}
