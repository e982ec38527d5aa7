import Testing

@testable import FastCGI

@Suite("Heads of requests")
struct RequestHeadTests {
    private func judge(_ bytes: [UInt8]) -> RequestHead {
        bytes.withUnsafeBytes { RequestHead($0, longest: 100_000) }
    }

    @Test("a head ends with the empty parameters record, however it is cut")
    func complete() {
        let pairs = [("REQUEST_METHOD", "GET"), ("X", String(repeating: "v", count: 300))]
        for chunk in [1, 7, 8, 65535] {
            let head = Records.begin() + Records.parameters(pairs, chunk: chunk)
            let whole = RequestHead.Whole(
                length: head.count, padding: 0, requestID: 1,
                parameters: pairs.flatMap { Records.pair($0.0, $0.1) })
            #expect(judge(head) == .complete(whole))
            #expect(judge(head + [1, 2, 3]) == .complete(whole))
            for count in 0..<min(head.count, 500) {
                #expect(
                    judge(Array(head.prefix(count))) == .incomplete, "\(count) bytes in chunks of \(chunk)")
            }
        }
    }

    @Test("padding belongs to nobody")
    func padding() {
        let pair = Records.pair("A", "b")
        let head = Records.begin() + Records.record(4, pair, padding: 5) + Records.record(4, padding: 3)
        let whole = RequestHead.Whole(
            length: head.count - 3, padding: 3, requestID: 1, parameters: pair)
        #expect(judge(head) == .complete(whole))
    }

    @Test("what is no single responder request is malformed")
    func malformed() {
        let end = Records.record(4)
        let broken: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\n".utf8),
            Records.record(9, id: 0),
            Records.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2),
            Records.record(1, [0, 1, 0]),
            Records.begin(role: 2) + end,
            Records.begin() + Records.begin(),
            Records.begin() + Records.record(4, id: 2),
            Records.begin() + Records.record(9, id: 0),
            Records.begin() + Records.record(5),
            Records.begin() + Records.record(2),
        ]
        for bytes in broken { #expect(judge(bytes) == .malformed) }
    }

    @Test("untrue lengths are malformed, the impossible ones before the head is complete")
    func lengths() {
        let end = Records.record(4)
        for (name, value) in [
            (0x4000_0000, 0x4000_0000), (0x7FFF_FFFE, 0x7FFF_FFFE), (0x7FFF_FFFF, 0), (0, 100_001),
        ] {
            let pair = Records.longLength(name) + Records.longLength(value) + Array("xxxx".utf8)
            #expect(judge(Records.begin() + Records.record(4, pair)) == .malformed)
        }
        for pair: [UInt8] in [[5], [1, 0], [0x80], [0x80, 0, 0, 1], [1, 1, 65], [3, 3, 65, 66, 67, 68]] {
            #expect(judge(Records.begin() + Records.record(4, pair)) == .incomplete)
            #expect(judge(Records.begin() + Records.record(4, pair) + end) == .malformed)
        }
    }

    @Test("a head with any one byte changed is judged, and never trapped on")
    func mutations() {
        let head = Records.head("/a", [("HTTP_HOST", "example.org")])
        for index in head.indices {
            for value in [0, 1, 4, 5, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = head
                changed[index] = value
                _ = judge(changed)
                _ = judge(Array(changed[index...]))
            }
        }
    }
}
