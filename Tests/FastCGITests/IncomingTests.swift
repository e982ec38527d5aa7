import CFastCGI
import Testing

@testable import FastCGI

@Suite("What comes on a connection")
struct IncomingTests {
    /// What the bytes amount to, given in pieces of one size.
    private func steps(_ bytes: [UInt8], pieces: Int = .max, limits: Limits = Limits()) -> [Seen] {
        var incoming = Incoming(limits: limits)
        var seen: [Seen] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(pieces)
            piece.withUnsafeBytes { incoming.append($0) }
            rest = rest.dropFirst(piece.count)
            while let step = Seen(incoming.next()) {
                seen.append(step)
                if step == .malformed { return seen }
                if case .request = step { _ = incoming.end() }
            }
        }
        return seen
    }

    private enum Seen: Equatable {
        case reply([UInt8], isLast: Bool)
        case request(id: UInt16, keeps: Bool, path: String?, body: [UInt8]?)
        case standardInput([UInt8])
        case aborted
        case malformed

        init?(_ step: Incoming.Step) {
            switch step {
            case .incomplete: return nil
            case .reply(let bytes, let isLast): self = .reply(bytes, isLast: isLast)
            case .request(let request):
                let path = request.variables.flatMap {
                    try? $0.request(reading: BodyReader(MemorySource(bytes: []), length: 0), limits: Limits())
                        .path
                }
                self = .request(
                    id: request.id, keeps: request.keepsConnection, path: path, body: request.body)
            case .standardInput(let bytes): self = .standardInput(Array(bytes))
            case .aborted: self = .aborted
            case .malformed: self = .malformed
            }
        }
    }

    private func request(_ path: String = "/", id: UInt16 = 1, keeps: Bool = false, body: [UInt8] = [])
        -> Seen
    {
        .request(id: id, keeps: keeps, path: path, body: body)
    }

    @Test("a request is whole with its body, however it is cut")
    func complete() {
        let variables = [("X", String(repeating: "v", count: 300))]
        let body = (0..<700).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = Records.request("/a", variables, body: body, keep: true)
        for pieces in [1, 7, 8, 9, 100, .max] {
            #expect(steps(bytes, pieces: pieces) == [request("/a", keeps: true, body: body)])
        }
        for count in 0..<bytes.count - 8 { #expect(steps(Array(bytes.prefix(count))) == []) }
        let cut =
            Records.begin()
            + Records.stream(
                4, Records.pair("REQUEST_URI", "/a") + Records.pair("REQUEST_METHOD", "GET"), chunk: 1)
        #expect(steps(cut) == [request("/a")])
    }

    @Test("requests follow one another, and what still comes for one that is over is passed over")
    func several() {
        let late = Records.stream(5, [1, 2, 3]) + Records.record(2) + Records.record(4, [9, 9])
        let bytes =
            Records.request("/a", body: [7], keep: true) + late + Records.request("/b", keep: true) + late
            + Records.request("/c")
        for pieces in [1, 5, .max] {
            #expect(
                steps(bytes, pieces: pieces) == [
                    request("/a", keeps: true, body: [7]), request("/b", keeps: true), request("/c"),
                ])
        }
    }

    @Test("padding belongs to nobody, and nobody waits for it")
    func padding() {
        let pairs = Records.pair("REQUEST_METHOD", "GET") + Records.pair("REQUEST_URI", "/a")
        let head = Records.begin() + Records.record(4, pairs, padding: 5) + Records.record(4, padding: 3)
        #expect(steps(head) == [request("/a")])
        #expect(steps(Array(head.dropLast(3))) == [request("/a")])
        #expect(
            steps(head + Records.record(5, padding: 9) + head, pieces: 3) == [request("/a"), request("/a")])
    }

    @Test("a body above its limit is left to its reader")
    func streamed() {
        var incoming = Incoming(limits: Limits(form: 3))
        let bytes = Records.request("/a", body: [1, 2, 3, 4])
        bytes.withUnsafeBytes { incoming.append($0) }
        #expect(Seen(incoming.next()) == .request(id: 1, keeps: false, path: "/a", body: nil))
        #expect(Seen(incoming.next()) == .standardInput([1, 2, 3, 4]))
        #expect(Seen(incoming.next()) == .standardInput([]))
        #expect(Seen(incoming.next()) == nil)
        let hasComeWhole = incoming.end()
        #expect(hasComeWhole)
    }

    @Test("a body may be shorter or longer than was said")
    func lengths() {
        let head = Records.head("/a", length: 3)
        #expect(steps(head + Records.stream(5, [1])) == [request("/a", body: [1])])
        #expect(steps(head + Records.stream(5, [1, 2, 3, 4, 5])) == [request("/a", body: [1, 2, 3])])
        #expect(steps(Records.head("/a", [("CONTENT_LENGTH", "x")])).count == 1)
    }

    @Test("a head above its limit is a request to refuse, and far above it the end")
    func largeHead() {
        let refused = Seen.request(id: 1, keeps: false, path: nil, body: [])
        let limits = Limits(head: 1000)
        let head = { Records.head("/", [("X", String(repeating: "x", count: $0))]) }
        #expect(steps(head(900), limits: limits) == [request()])
        #expect(steps(head(1100), limits: limits) == [refused])
        #expect(steps(head(2100), limits: limits) == [.malformed])
    }

    @Test("values are told to who asks for them")
    func values() {
        let limits = Limits(connections: 50)
        let ask = { (names: [String]) in
            Records.record(9, names.flatMap { Records.pair($0, "") }, id: 0)
        }
        let answer = { (pairs: [(String, String)]) in
            Seen.reply(Records.record(10, pairs.flatMap { Records.pair($0.0, $0.1) }, id: 0), isLast: false)
        }
        let all = [("FCGI_MAX_CONNS", "50"), ("FCGI_MAX_REQS", "50"), ("FCGI_MPXS_CONNS", "0")]
        #expect(steps(ask(all.map(\.0)), limits: limits) == [answer(all)])
        #expect(
            steps(ask(["FCGI_MPXS_CONNS", "OTHER", "FCGI_MPXS_CONNS"]), limits: limits) == [answer([all[2]])])
        #expect(steps(ask([]), limits: limits) == [answer([])])
        #expect(steps(Records.record(9, [5, 0, 65], id: 0)) == [.malformed])
        // In the middle of a request, too.
        let bytes = Records.request("/a", body: [1])
        #expect(
            steps(Array(bytes.prefix(16)) + ask([]) + bytes.dropFirst(16)) == [
                answer([]), request("/a", body: [1]),
            ])
    }

    @Test("an unknown management record is called unknown")
    func unknownType() {
        for kind: UInt8 in [0, 1, 5, 10, 11, 12, 255] {
            #expect(
                steps(Records.record(kind, [1, 2, 3], id: 0)) == [
                    .reply([1, 11, 0, 0, 0, 8, 0, 0, kind, 0, 0, 0, 0, 0, 0, 0], isLast: false)
                ])
        }
    }

    @Test("another role is refused, and the connection lasts if it is to be kept")
    func roles() {
        for role: UInt8 in [0, 2, 3, 255] {
            for flags: UInt8 in [0, 1] {
                let refusal = Seen.reply(Record.endRequest(1, FCGI_UNKNOWN_ROLE), isLast: flags == 0)
                let bytes = Records.begin(role: role, flags: flags) + Records.parameters([("A", "b")])
                #expect(steps(bytes) == [refusal])
                #expect(steps(bytes + Records.request("/a")) == [refusal, request("/a")])
            }
        }
    }

    @Test("a second request beside an unfinished one is refused, and the first goes on")
    func multiplexing() {
        let first = Records.request("/a", body: [1, 2])
        let second = [UInt8](Records.begin()).enumerated().map { $0 == 3 ? 9 : $1 }
        let refusal = Seen.reply(Record.endRequest(9, FCGI_CANT_MPX_CONN), isLast: false)
        for position in [16, first.count - 18] {
            let bytes =
                first.prefix(position) + second + Records.record(5, [5], id: 9) + first.dropFirst(position)
            #expect(steps(Array(bytes)) == [refusal, request("/a", body: [1, 2])])
        }
    }

    @Test(
        "a request that is taken back before it is whole ends, and the connection lasts if it is to be kept")
    func aborted() {
        for flags: UInt8 in [0, 1] {
            let end = Seen.reply(Record.endRequest(1), isLast: flags == 0)
            let abort = Records.begin(flags: flags) + Records.record(2)
            #expect(steps(abort) == [end])
            #expect(steps(abort + Records.request("/a")) == [end, request("/a")])
        }
        var incoming = Incoming(limits: Limits())
        (Records.request("/a") + Records.record(2)).withUnsafeBytes { incoming.append($0) }
        #expect(Seen(incoming.next()) == request("/a"))
        #expect(Seen(incoming.next()) == .aborted)
    }

    @Test("what is no request is malformed")
    func malformed() {
        let broken: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\n".utf8),
            Records.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2),
            Records.record(1, [0, 1, 0]),
            Records.begin() + Records.begin(),
            Records.begin() + Records.record(5),
            Records.head("/", length: 5) + Records.record(4, [1]),
        ]
        for bytes in broken { #expect(steps(bytes) == [.malformed]) }
    }

    @Test("untrue lengths are malformed, the impossible ones before the head is complete")
    func untrueLengths() {
        let end = Records.record(4)
        for (name, value) in [
            (0x4000_0000, 0x4000_0000), (0x7FFF_FFFE, 0x7FFF_FFFE), (0x7FFF_FFFF, 0), (0, 200_001),
        ] {
            let pair = Records.longLength(name) + Records.longLength(value) + Array("xxxx".utf8)
            #expect(steps(Records.begin() + Records.record(4, pair)) == [.malformed])
        }
        for pair: [UInt8] in [[5], [1, 0], [0x80], [0x80, 0, 0, 1], [1, 1, 65], [3, 3, 65, 66, 67, 68]] {
            #expect(steps(Records.begin() + Records.record(4, pair)) == [])
            #expect(steps(Records.begin() + Records.record(4, pair) + end) == [.malformed])
        }
    }

    @Test("a head with any one byte changed is judged, and never trapped on")
    func mutations() {
        let bytes = Records.request("/a", [("HTTP_HOST", "example.org")], body: [1, 2, 3], keep: true)
        for index in bytes.indices {
            for value in [0, 1, 4, 5, 9, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] = value
                _ = steps(changed + bytes)
                _ = steps(Array(changed[index...]), pieces: 5)
            }
        }
    }

    @Test("what a body lacks when no more comes is left for its reader to notice")
    func breakingOff() {
        var incoming = Incoming(limits: Limits())
        (Records.head("/a", length: 5, keep: true) + Records.record(5, [1, 2])).withUnsafeBytes {
            incoming.append($0)
        }
        #expect(Seen(incoming.next()) == nil)
        let request = incoming.breakOff()
        #expect(request?.body == [1, 2] && request?.keepsConnection == false)
        var early = Incoming(limits: Limits())
        Records.begin().withUnsafeBytes { early.append($0) }
        let isRequest = early.breakOff() != nil
        #expect(!isRequest)
        #expect(Seen(early.next()) == .malformed)
    }
}
