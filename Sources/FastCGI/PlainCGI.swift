import Glibc

/// One request by the CGI of old: variables in the environment, body and answer on the standard streams.
package enum PlainCGI {
    /// There are CGI variables, and descriptor 0 is no listening socket.
    package static var isRequested: Bool {
        (getenv("GATEWAY_INTERFACE") != nil || getenv("REQUEST_METHOD") != nil)
            && !ListeningSocket.isInherited
    }

    /// Answers the request of this process on standard output.
    package static func answer(with responder: any Responder, limits: Limits = Limits()) async {
        signal(SIGPIPE, SIG_IGN)
        await answer(with: responder, environment: environ, input: 0, output: 1, limits: limits)
    }

    static func answer(
        with responder: any Responder, environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
        input: Int32, output: Int32, limits: Limits
    ) async {
        let variables = RequestVariables(environment)
        let body = BodyReader(DescriptorSource(descriptor: input), length: variables.contentLength ?? 0)
        let answer: Response
        do throws(RequestError) {
            answer = await responder.respond(to: try variables.request(reading: body, limits: limits))
        } catch {
            answer = responder.refusal(of: error)
        }
        let (head, response, _) = responder.sendable(answer)
        write(head, to: output)
        guard !variables.isHead, response.status.hasBody else { return }
        write(response.body, to: output)
        // What breaks off is cut short: plain CGI has no other way to say so.
        while let piece = try? response.rest?() { write(piece, to: output) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}

private struct DescriptorSource: ByteSource {
    let descriptor: Int32

    func read(into target: UnsafeMutableRawBufferPointer) throws(RequestError) -> Int {
        while true {
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw .incompleteBody }
        }
    }
}
