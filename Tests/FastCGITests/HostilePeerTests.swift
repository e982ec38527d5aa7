import CFastCGI
import Glibc
import Testing

@testable import FastCGI

@Suite("Hostile and broken peers", .serialized)
struct HostilePeerTests {
    @Test("broken streams end their connection and nothing else")
    func broken() throws {
        let worker = try TestWorker { request in
            .text((try? request.body.readAll(limit: 1000)).map { "\($0.count)" } ?? "incomplete")
        }
        let lengths = [
            (0x4000_0000, 0x4000_0000), (0x7FFF_FFFE, 0x7FFF_FFFE), (0x7FFF_FFFF, 1), (1, 0x7FFF_FFFF),
        ]
        var streams = lengths.map { name, value in
            Records.begin()
                + Records.record(4, Records.longLength(name) + Records.longLength(value) + [1, 2, 3])
                + Records.record(4) + Records.record(5)
        }
        streams += [
            [], [0], Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), [UInt8](repeating: 0xFF, count: 70_000),
            [UInt8](repeating: 0, count: 300_000),
            Records.record(9, [5], id: 0), Records.record(9, Records.pair("FCGI_MPXS_CONNS", ""), id: 0),
            Records.begin(role: 3) + Records.record(4), Records.begin(),
            Array(Records.request("/").prefix(40)),
            Records.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 3),
        ]
        for stream in streams {
            let client = try FastCGIClient(worker.path)
            client.send(stream)
            shutdown(client.descriptor, Int32(SHUT_WR))
            #expect(try client.response() == nil)
        }
        #expect(try FastCGIClient.fetch("/", from: worker.path)?.text == "0")
        #expect(worker.worker.statistics.requests == 1)
        worker.stop()
    }

    @Test("a body that breaks off or turns into something else is incomplete")
    func brokenBodies() throws {
        let worker = try TestWorker { request in
            do throws(RequestError) {
                return .text("\(try request.body.readAll(limit: 100_000).count)")
            } catch {
                return .text("\(error)", status: error.status)
            }
        }
        let mapped = Records.pair("FCGI_MPXS_CONNS", "")
        let rests: [[UInt8]] = [
            [], [1, 5, 0], Records.record(5, [1, 2]), Records.record(5, [1, 2]) + Records.record(5),
            Records.record(9, (0..<100).flatMap { _ in mapped }, id: 0), Records.begin(),
            Records.record(5, [UInt8](repeating: 1, count: 100), id: 2),
            [UInt8](repeating: 0xFF, count: 20_000),
        ]
        for rest in rests {
            let client = try FastCGIClient(worker.path)
            client.send(Records.head("/", length: 100) + rest)
            shutdown(client.descriptor, Int32(SHUT_WR))
            let response = try client.response()
            #expect(response?.status == "Status: 400 Bad Request")
        }
        #expect(try FastCGIClient.fetch("/", from: worker.path)?.text == "0")
        worker.stop()
    }

    @Test("a peer that says nothing, or drips, is let go after the patience")
    func silence() throws {
        let worker = try TestWorker(acceptThreads: 2, limits: Limits(peerPatience: .milliseconds(200))) { _ in
            .text("pong")
        }
        let silent = try FastCGIClient(worker.path)
        let dripping = try FastCGIClient(worker.path)
        let start = ContinuousClock.now
        for byte in Records.request("/", [("X", String(repeating: "x", count: 1000))]) {
            guard dripping.send([byte]) else { break }
            usleep(20_000)
        }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(try silent.response() == nil)
        #expect(try FastCGIClient.fetch("/", from: worker.path)?.text == "pong")
        worker.stop()
    }

    @Test("heads and forms that do not come keep no thread from the others")
    func unfinished() throws {
        let worker = try TestWorker(acceptThreads: 1) { _ in .text("pong") }
        let head = Records.head("/", length: 1000)
        var clients: [Holder] = []
        for count in [0, 4, 12, 40, head.count, head.count + 4, head.count + 300] {
            for _ in 0..<6 {
                let client = Holder(try FastCGIClient(worker.path))
                client.client.send(
                    Array((head + Records.stream(5, [UInt8](repeating: 65, count: 1000))).prefix(count)))
                clients.append(client)
            }
        }
        // Their patience is fifteen seconds; the client's, who would wait behind them, ten.
        for _ in 0..<10 { #expect(try FastCGIClient.fetch("/", from: worker.path)?.text == "pong") }
        #expect(worker.worker.statistics.requests == 10)
        worker.stop()
    }

    @Test("of too many unfinished requests the oldest goes, and is told why")
    func tooManyUnfinished() throws {
        let worker = try TestWorker(acceptThreads: 1, limits: Limits(unfinished: 3)) { _ in .text("pong") }
        let bytes = Records.record(9, id: 0) + Records.head("/", length: 10)
        let clients = try (0..<4).map { _ in
            let client = Holder(try FastCGIClient(worker.path))
            client.client.send(bytes)
            // Replied to, the head that came with the question is known.
            #expect(try client.client.record()?.kind == FCGI_GET_VALUES_RESULT)
            return client
        }
        #expect(try clients[0].client.record() == .end(FCGI_OVERLOADED))
        #expect(try clients[0].client.record() == nil)
        for client in clients.dropFirst() {
            client.client.send(Records.stream(5, [UInt8](repeating: 65, count: 10)))
            #expect(try client.client.response()?.text == "pong")
        }
        worker.stop()
    }

    @Test("what unfinished requests hold together is bounded")
    func tooLargeUnfinished() throws {
        let worker = try TestWorker(acceptThreads: 1, limits: Limits(unfinishedSize: 100_000)) { _ in
            .text("pong")
        }
        let most =
            Records.head("/", length: 60_001) + Records.record(5, [UInt8](repeating: 65, count: 60_000))
        let first = try FastCGIClient(worker.path)
        first.send(most)
        let second = try FastCGIClient(worker.path)
        second.send(most)
        #expect(try first.record() == .end(FCGI_OVERLOADED))
        second.send(Records.stream(5, [65]))
        #expect(try second.response()?.text == "pong")
        worker.stop()
    }

    private final class Holder {
        let client: FastCGIClient
        init(_ client: consuming FastCGIClient) { self.client = client }
    }

    @Test("a peer that leaves or stops reading in the middle of a response costs one connection")
    func brokenPipe() throws {
        let worker = try TestWorker(acceptThreads: 2, limits: Limits(peerPatience: .milliseconds(200))) { _ in
            Response(body: [UInt8](repeating: 1, count: 5_000_000))
        }
        for _ in 0..<5 {
            var client = try FastCGIClient(worker.path)
            client.send(Records.request("/"))
            client.leave()
        }
        let deaf = try FastCGIClient(worker.path)
        deaf.send(Records.request("/"))
        #expect(
            eventually { worker.worker.statistics.requests == 6 && worker.worker.statistics.inFlight == 0 })
        #expect(try FastCGIClient.fetch("/", from: worker.path)?.body.count == 5_000_000)
        worker.stop()
    }

    @Test("random bytes after a sound beginning never end the process")
    func noise() throws {
        let worker = try TestWorker(limits: Limits(peerPatience: .milliseconds(300))) { request in
            .text("\((try? request.body.readAll(limit: 1000).count) ?? -1)")
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = Records.request("/a?b=c", [("HTTP_HOST", "x")], body: [1, 2, 3])
            for _ in 0..<Int.random(in: 1...4) { bytes[Int.random(in: bytes.indices)] = random.next() }
            let client = try FastCGIClient(worker.path)
            client.send(bytes)
            shutdown(client.descriptor, Int32(SHUT_WR))
            _ = try client.receive()
        }
        #expect(try FastCGIClient.fetch("/", from: worker.path)?.text == "0")
        worker.stop()
    }
}
