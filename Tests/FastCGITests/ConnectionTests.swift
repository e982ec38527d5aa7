import CFastCGI
import Glibc
import Synchronization
import Testing

@testable import FastCGI

/// By the specification and libfcgi's header, record by record.
@Suite("Connections and management records", .serialized)
struct ConnectionTests {
    private static let answering: @Sendable (Request) async -> Response = { request in
        let body = (try? request.body.readAll(limit: 5_000_000)) ?? []
        return .text("\(request.method) \(request.path) \(body.count)")
    }

    @Test("a connection the web server wants kept serves one request after the other")
    func kept() throws {
        let worker = try TestWorker(ConnectionTests.answering)
        let client = try FastCGIClient(worker.path)
        for number in 0..<200 {
            let body = [UInt8](repeating: 65, count: number * 37)
            client.send(Records.request("/\(number)", body: body, keep: true))
            let method = number == 0 ? "get" : "post"
            #expect(try client.answer()?.text == "\(method) /\(number) \(body.count)")
        }
        // The last of them need not be kept.
        client.send(Records.request("/last"))
        #expect(try client.response()?.text == "get /last 0")
        #expect(worker.worker.statistics.requests == 201)
        #expect(eventually { worker.worker.statistics.inFlight == 0 })
        worker.stop()
    }

    @Test("requests sent one behind the other are answered in order")
    func pipelined() throws {
        let worker = try TestWorker { request in
            if request.path == "/2" { await Task.yield() }
            return .text(request.path)
        }
        let client = try FastCGIClient(worker.path)
        client.send((1...5).flatMap { Records.request("/\($0)", keep: true) })
        for number in 1...5 { #expect(try client.answer()?.text == "/\(number)") }
        worker.stop()
    }

    @Test("a body that is streamed, read or not, leaves its connection usable")
    func streamed() throws {
        let worker = try TestWorker(limits: Limits(form: 1000)) { request in
            if request.path == "/unread" { return .text("unread") }
            return await ConnectionTests.answering(request)
        }
        let client = try FastCGIClient(worker.path)
        let body = [UInt8](repeating: 65, count: 400_000)
        for _ in 0..<3 {
            client.send(Records.request("/read", body: body, keep: true))
            #expect(try client.answer()?.text == "post /read 400000")
            client.send(Records.request("/unread", body: body, keep: true))
            #expect(try client.answer()?.text == "unread")
        }
        worker.stop()
    }

    @Test("a refusal does not end a kept connection")
    func refusals() throws {
        let worker = try TestWorker(ConnectionTests.answering)
        let client = try FastCGIClient(worker.path)
        client.send(Records.request("/%FF", keep: true))
        #expect(try client.answer()?.status == "Status: 400 Bad Request")
        let large = ("HTTP_X", String(repeating: "x", count: 70_000))
        client.send(Records.request("/", [large], body: [1, 2, 3], keep: true))
        #expect(try client.answer()?.status == "Status: 431 Request Header Fields Too Large")
        client.send(Records.request("/", keep: true))
        #expect(try client.answer()?.text == "get / 0")
        worker.stop()
    }

    @Test("values are told on a connection of their own, and between and beside requests")
    func values() throws {
        let place = WaitingPlace()
        let worker = try TestWorker(limits: Limits(connections: 77)) { request in
            if request.path == "/wait" { await place.wait() }
            return .text("pong")
        }
        let names = [FCGI_MAX_CONNS, FCGI_MAX_REQS, FCGI_MPXS_CONNS]
        let question = Records.record(
            UInt8(FCGI_GET_VALUES), names.flatMap { Records.pair($0, "") }, id: 0)
        let answer = ClientRecord(
            kind: FCGI_GET_VALUES_RESULT, id: 0,
            content: zip(names, ["77", "77", "0"]).flatMap { Records.pair($0, $1) })
        let client = try FastCGIClient(worker.path)
        client.send(question)
        #expect(try client.record() == answer)
        client.send(Records.request("/", keep: true))
        #expect(try client.answer()?.text == "pong")
        client.send(question + Records.record(99, id: 0))
        #expect(try client.record() == answer)
        #expect(
            try client.record()
                == ClientRecord(kind: FCGI_UNKNOWN_TYPE, id: 0, content: [99, 0, 0, 0, 0, 0, 0, 0]))
        client.send(Records.request("/wait", keep: true))
        #expect(eventually { place.count == 1 })
        client.send(question)
        #expect(try client.record() == answer)
        place.wakeAll()
        #expect(try client.answer()?.text == "pong")
        worker.stop()
    }

    @Test("another role, and a second request beside a waiting one, are refused by their numbers")
    func refusedRequests() throws {
        let place = WaitingPlace()
        let worker = try TestWorker { _ in
            await place.wait()
            return .text("woken")
        }
        let client = try FastCGIClient(worker.path)
        client.send(Records.begin(role: UInt8(FCGI_AUTHORIZER), flags: 1) + Records.parameters([]))
        #expect(try client.record() == .end(FCGI_UNKNOWN_ROLE))
        client.send(Records.request("/", keep: true))
        #expect(eventually { place.count == 1 })
        client.send(
            Records.record(1, [0, 1, 1, 0, 0, 0, 0, 0], id: 7) + Records.record(4, id: 7)
                + Records.record(5, id: 7))
        #expect(try client.record() == .end(FCGI_CANT_MPX_CONN, id: 7))
        place.wakeAll()
        #expect(try client.answer()?.text == "woken")
        client.send(Records.begin(role: UInt8(FCGI_FILTER)))
        #expect(try client.record() == .end(FCGI_UNKNOWN_ROLE))
        #expect(try client.record() == nil)
        worker.stop()
    }

    @Test("a waiting request that is taken back ends at once, and its connection serves the next")
    func aborted() throws {
        let place = WaitingPlace()
        let worker = try TestWorker { request in
            if request.path == "/wait" { await place.wait() }
            return .text("\(Task.isCancelled)")
        }
        let client = try FastCGIClient(worker.path)
        client.send(Records.request("/wait", keep: true))
        #expect(eventually { place.count == 1 })
        client.send(Records.record(UInt8(FCGI_ABORT_REQUEST)))
        #expect(try client.record() == .end(FCGI_REQUEST_COMPLETE))
        #expect(place.departures == 1)
        client.send(Records.request("/", keep: true))
        #expect(try client.answer()?.text == "false")
        client.send(Records.request("/wait"))
        #expect(eventually { place.count == 1 })
        client.send(Records.record(UInt8(FCGI_ABORT_REQUEST)))
        #expect(try client.record() == .end(FCGI_REQUEST_COMPLETE))
        #expect(try client.record() == nil)
        worker.stop()
    }

    @Test("a departure from a kept connection is seen at once, and late records are not taken for one")
    func departure() throws {
        let place = WaitingPlace()
        let worker = try TestWorker { request in
            await place.wait()
            return .text("woken")
        }
        var leaving = try FastCGIClient(worker.path)
        let staying = try FastCGIClient(worker.path)
        leaving.send(Records.head("/", keep: true))
        staying.send(Records.head("/", keep: true))
        #expect(eventually { place.count == 2 })
        staying.send(Records.record(5))
        leaving.send(Records.record(5))
        leaving.leave()
        #expect(eventually { place.departures == 1 && worker.worker.statistics.inFlight == 1 })
        place.wakeAll()
        #expect(try staying.answer()?.text == "woken")
        staying.send(Records.head("/", keep: true))
        #expect(eventually { place.count == 1 })
        place.wakeAll()
        #expect(try staying.answer()?.text == "woken")
        worker.stop()
    }

    @Test("of too many kept connections the oldest is closed, and one that rests too long")
    func idle() throws {
        let worker = try TestWorker(acceptThreads: 1, limits: Limits(idle: 2)) { _ in .text("pong") }
        let clients = try (0..<3).map { _ in Holder(try FastCGIClient(worker.path)) }
        for client in clients {
            client.client.send(Records.request("/", keep: true))
            #expect(try client.client.answer()?.text == "pong")
        }
        #expect(try clients[0].client.record() == nil)
        for client in clients.dropFirst() {
            client.client.send(Records.request("/", keep: true))
            #expect(try client.client.answer()?.text == "pong")
        }
        worker.stop()

        let impatient = try TestWorker(limits: Limits(idlePatience: .milliseconds(100))) { _ in .text("pong")
        }
        let resting = try FastCGIClient(impatient.path)
        resting.send(Records.request("/", keep: true))
        #expect(try resting.answer()?.text == "pong")
        #expect(try resting.record() == nil)
        impatient.stop()
    }

    @Test("kept connections cost no thread, and answers on them no waiting for one another")
    func independent() throws {
        let worker = try TestWorker(acceptThreads: 2) { _ in .text("pong") }
        let before = threadCount()
        let clients = try (0..<300).map { _ in Holder(try FastCGIClient(worker.path)) }
        for round in 0..<3 {
            for client in clients { client.client.send(Records.request("/\(round)", keep: true)) }
            for client in clients { #expect(try client.client.answer()?.text == "pong") }
        }
        #expect(abs(threadCount() - before) < 20)
        worker.stop()
    }

    private final class Holder {
        let client: FastCGIClient
        init(_ client: consuming FastCGIClient) { self.client = client }
    }
}
