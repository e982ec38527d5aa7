import Glibc

/// One connection from the web server, with one request on it. One thread at a time uses it.
///
/// Everything that waits for the peer ends after the peer's patience (see `ConnectionReader`).
struct Connection: ~Copyable {
    let descriptor: Int32
    private let requestID: UInt16

    init(descriptor: Int32, requestID: UInt16) {
        self.descriptor = descriptor
        self.requestID = requestID
    }

    /// Sends a whole response. A peer that is gone makes no difference.
    func send(head: [UInt8], body: [UInt8]) {
        head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                var pieces = Pieces(head: head, body: body)
                while pieces.count > FastCGIRecord.longestContent {
                    guard put(&pieces, FastCGIRecord.longestContent, ending: false) else { return }
                }
                _ = put(&pieces, pieces.count, ending: true)
            }
        }
    }

    /// Ends the request on the wire. A peer that may still be sending is heard out for a moment: when nginx
    /// cannot write the rest of a body, it drops what it has read of the response.
    func end(whileSending: Bool) {
        if whileSending {
            shutdown(descriptor, Int32(SHUT_WR))
            hearOut()
        }
        close()
    }

    func close() { Glibc.close(descriptor) }

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
    private func put(_ pieces: inout Pieces, _ count: Int, ending: Bool) -> Bool {
        let header =
            count == 0
            ? [] : FastCGIRecord.header(.standardOutput, requestID: requestID, contentLength: count)
        // An empty record ends the output; then the request is complete (0), with the exit status 0.
        let trailer =
            ending
            ? FastCGIRecord.header(.standardOutput, requestID: requestID, contentLength: 0)
                + FastCGIRecord.header(.endRequest, requestID: requestID, contentLength: 8)
                + [0, 0, 0, 0, 0, 0, 0, 0] : []
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

    private func hearOut() {
        let deadline = ContinuousClock.now + .seconds(1)
        withUnsafeTemporaryAllocation(byteCount: 32 * 1024, alignment: 16) { trash in
            repeat {
                var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&watched, 1, 100) >= 0 else { return }
                if watched.revents == 0 { continue }
                guard recv(descriptor, trash.baseAddress, trash.count, Int32(MSG_DONTWAIT)) > 0
                else {
                    return
                }
            } while ContinuousClock.now < deadline
        }
    }
}
