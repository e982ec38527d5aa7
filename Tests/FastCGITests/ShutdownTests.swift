import Glibc
import Synchronization
import Testing
import Threads

@testable import FastCGI

@Suite("Stopping a worker", .serialized)
struct ShutdownTests {
    @Test("under load no request is lost")
    func underLoad() throws {
        let worker = try TestWorker { request in
            if request.path == "/yield" { await Task.yield() }
            return .text("pong")
        }
        let answered = Atomic(0)
        let lost = Atomic(0)
        let refused = Atomic(0)
        var clients: [Thread] = []
        for number in 0..<4 {
            let client = try Thread(named: "client-\(number)") {
                while let client = try? FastCGIClient(worker.path) {
                    // Connected is accepted: from here on an answer is owed.
                    client.send(Records.request(number % 2 == 0 ? "/" : "/yield"))
                    let response = try? client.response()
                    if response?.text == "pong" {
                        answered.add(1, ordering: .relaxed)
                    } else {
                        lost.add(1, ordering: .relaxed)
                    }
                }
                refused.add(1, ordering: .relaxed)
            }
            clients.append(client)
        }
        #expect(eventually { answered.load(ordering: .relaxed) > 500 })
        #expect(worker.stop())
        for client in clients { #expect(client.join(atMost: .seconds(15))) }
        #expect(lost.load(ordering: .relaxed) == 0)
        #expect(refused.load(ordering: .relaxed) == 4)
    }

    @Test("kept connections are closed when they rest, and not before their last request is answered")
    func kept() throws {
        let place = WaitingPlace()
        let closing: @Sendable () -> Void = { place.wakeAll(closing: true) }
        let worker = try TestWorker(onShutdown: closing) { request in
            if request.path == "/wait" { await place.wait() }
            return .text("pong")
        }
        let resting = try FastCGIClient(worker.path)
        let waiting = try FastCGIClient(worker.path)
        resting.send(Records.request("/", keep: true))
        #expect(try resting.answer()?.text == "pong")
        waiting.send(Records.request("/wait", keep: true))
        #expect(eventually { place.count == 1 })
        #expect(worker.stop(within: .seconds(5)))
        #expect(try resting.record() == nil)
        #expect(try waiting.answer()?.text == "pong")
        #expect(try waiting.record() == nil)
    }

    @Test("under load on kept connections every request that was read is answered")
    func keptUnderLoad() throws {
        let begun = Atomic(0)
        let worker = try TestWorker { request in
            begun.add(1, ordering: .relaxed)
            if request.path == "/yield" { await Task.yield() }
            return .text("pong")
        }
        let answered = Atomic(0)
        var clients: [Thread] = []
        for number in 0..<4 {
            let client = try Thread(named: "client-\(number)") {
                if let client = try? FastCGIClient(worker.path) {
                    repeat {
                        client.send(Records.request(number % 2 == 0 ? "/" : "/yield", keep: true))
                        guard let response = try? client.answer(), response.text == "pong" else { break }
                        answered.add(1, ordering: .relaxed)
                    } while true
                }
            }
            clients.append(client)
        }
        #expect(eventually { answered.load(ordering: .relaxed) > 500 })
        #expect(worker.stop())
        for client in clients { #expect(client.join(atMost: .seconds(15))) }
        #expect(answered.load(ordering: .relaxed) == begun.load(ordering: .relaxed))
    }

    @Test("a request that has begun to come may become whole")
    func unfinished() throws {
        let stopping = try Event()
        let announce: @Sendable () -> Void = { stopping.signal() }
        let worker = try TestWorker(onShutdown: announce) { _ in .text("pong") }
        let client = try FastCGIClient(worker.path)
        let bytes = Records.request("/", body: [1, 2, 3])
        client.send(Array(bytes.prefix(20)))
        worker.worker.stop()
        stopping.wait()
        client.send(Array(bytes.dropFirst(20)))
        #expect(try client.response()?.text == "pong")
        #expect(worker.stop(within: .seconds(5)))
    }

    @Test("everybody who waits is answered")
    func waiting() throws {
        let place = WaitingPlace()
        let closing: @Sendable () -> Void = { place.wakeAll(closing: true) }
        let worker = try TestWorker(onShutdown: closing) { _ in
            await place.wait()
            return .text("ask again")
        }
        let first = try FastCGIClient(worker.path)
        let second = try FastCGIClient(worker.path)
        first.send(Records.request("/"))
        second.send(Records.request("/"))
        #expect(eventually { place.count == 2 })
        #expect(worker.stop())
        #expect(try first.response()?.text == "ask again")
        #expect(try second.response()?.text == "ask again")
    }

    @Test("a handler that blocks its thread may finish")
    func blocking() throws {
        let worker = try TestWorker { _ in
            usleep(700_000)
            return .text("late")
        }
        let client = try FastCGIClient(worker.path)
        client.send(Records.request("/"))
        #expect(eventually { worker.worker.statistics.inFlight == 1 })
        #expect(worker.stop())
        #expect(try client.response()?.text == "late")
    }

    @Test("a handler that will not end is cancelled when patience has run out")
    func stubborn() throws {
        let place = WaitingPlace()
        let worker = try TestWorker(drainPatience: .milliseconds(100)) { _ in
            await place.wait()
            return .text("never")
        }
        let client = try FastCGIClient(worker.path)
        client.send(Records.request("/"))
        #expect(eventually { place.count == 1 })
        #expect(worker.stop(within: .seconds(5)))
        #expect(try client.response() == nil)
        #expect(place.departures == 1)
    }

    @Test("a worker that was never busy stops at once, and stopping twice is stopping once")
    func idle() throws {
        let worker = try TestWorker { _ in .text("pong") }
        worker.worker.stop()
        #expect(worker.stop(within: .seconds(2)))
    }
}
