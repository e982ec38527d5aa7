import CFastCGI
import Testing

@testable import FastCGI

/// libfcgi is the reference: its client, and a program made with it, beside ours.
@Suite("Beside libfcgi", .serialized)
struct ReferenceTests {
    private let program = ["cgi-fcgi", "-bind", "-connect"]

    private func ask(
        _ socket: String, _ method: String, _ address: String, _ body: [UInt8] = []
    ) throws -> String {
        let environment = [
            "GATEWAY_INTERFACE=CGI/1.1", "REQUEST_METHOD=\(method)", "REQUEST_URI=\(address)",
            "CONTENT_LENGTH=\(body.count)",
        ]
        let answer = try Command.run(program + [socket], environment: environment, input: body)
        return String(decoding: answer, as: UTF8.self)
    }

    @Test("cgi-fcgi has the same answers from both, byte for byte")
    func client() throws {
        let ours = try OurEcho()
        let theirs = try TheirEcho()
        let bodies = [0, 1, 8184, 8192, 65_535, 65_536, 1_000_000, 2_000_000].map { count in
            Array(
                String(repeating: "What comes back is what was sent. ", count: count / 34 + 1).utf8.prefix(
                    count))
        }
        var requests: [(String, String, [UInt8])] = bodies.map { ("POST", "/upload", $0) }
        requests += [("GET", "/a", []), ("HEAD", "/a", []), ("GET", "/missing", []), ("GET", "/large", [])]
        for (method, address, body) in requests {
            let answer = try ask(ours.socket, method, address, body)
            #expect(
                answer == (try ask(theirs.socket, method, address, body)),
                "\(method) \(address) \(body.count)")
            #expect(answer.hasPrefix("Status: \(address == "/missing" ? 404 : 200) "))
        }
        ours.stop()
    }

    @Test("cgi-fcgi is told of a suspended handler's answer when it comes")
    func suspended() throws {
        let worker = try TestWorker { request in
            await Task.yield()
            return .text("later")
        }
        #expect(try ask(worker.path, "GET", "/").hasSuffix("\r\n\r\nlater"))
        worker.stop()
    }

    @Test("records are answered as a program made with libfcgi answers them")
    func records() throws {
        let ours = try OurEcho()
        let theirs = try TheirEcho()
        let values = Records.record(9, Records.pair(FCGI_MPXS_CONNS, ""), id: 0)
        let body = [UInt8](repeating: 65, count: 20_000)
        let second = Records.record(1, [0, 1, 1, 0, 0, 0, 0, 0], id: 2)
        // libfcgi answers a question for values only when something else has come, and takes the content of a record it
        // does not know for the next one.
        let conversations: [[[UInt8]]] = [
            [Records.request("/a")],
            [
                Records.request("/a", keep: true), Records.request("/b", body: body, keep: true),
                Records.request("/c"),
            ],
            [Records.head("/a", length: 20_000) + Records.stream(5, body, chunk: 333, padding: 3)],
            [values + Records.request("/a")],
            [Records.request("/a", keep: true), values + Records.request("/b")],
            [Records.record(77, id: 0), Records.request("/a")],
            [
                Records.begin() + second,
                Records.parameters([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/a")]) + Records.record(5),
            ],
        ]
        for (number, conversation) in conversations.enumerated() {
            let answers = try [ours.socket, theirs.socket].map { socket in
                let client = try FastCGIClient(socket)
                var records: [ClientRecord] = []
                for bytes in conversation {
                    client.send(bytes)
                    while let record = try client.record() {
                        records.append(record)
                        if [FCGI_END_REQUEST, FCGI_UNKNOWN_TYPE].contains(record.kind) { break }
                    }
                }
                let isOver = try client.record() == nil
                return (ReferenceTests.joined(records), isOver)
            }
            #expect(answers[0] == answers[1], "conversation \(number)")
            #expect(answers[0].1)
        }
        ours.stop()
    }

    /// How standard output is cut into records is everybody's own affair.
    private static func joined(_ records: [ClientRecord]) -> [ClientRecord] {
        var all: [ClientRecord] = []
        for record in records {
            if record.kind == FCGI_STDOUT, let last = all.last, last.kind == FCGI_STDOUT {
                all[all.count - 1].content += record.content
            } else {
                all.append(record)
            }
        }
        return all
    }
}
