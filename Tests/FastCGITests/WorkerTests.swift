import Glibc
import Synchronization
import Testing

@testable import FastCGI

@Suite("A worker on its socket", .serialized)
struct WorkerTests {
    @Test("requests, forms, large bodies and refusals are answered")
    func ordinary() throws {
        let worker = try TestWorker { request in
            switch request.path {
            case "/pong": return .text("pong")
            case "/form":
                do throws(RequestError) { return .text(try request.form()["a"] ?? "-") } catch {
                    return .text("\(error)", status: error.status)
                }
            case "/count":
                var count = 0
                while let bytes = try? request.body.read(upTo: 10_000), !bytes.isEmpty {
                    count += bytes.count
                }
                return .text("\(count)")
            case "/large": return Response(body: [UInt8](repeating: 7, count: 1_000_000))
            case "/injection": return Response(headers: ["X": "a\r\nSet-Cookie: b=c"])
            default: return .text("nothing", status: .notFound)
            }
        }
        let form = ("CONTENT_TYPE", "application/x-www-form-urlencoded")
        let fetch = { (path: String, variables: [(String, String)], body: [UInt8]) in
            let response = try FastCGIClient.fetch(path, from: worker.path, variables, body: body)
            return try #require(response)
        }

        let pong = try fetch("/pong", [], [])
        #expect(pong.text == "pong" && pong.status == "Status: 200 OK" && pong.hasEnded)
        let head = try fetch("/pong", [("REQUEST_METHOD", "HEAD")], [])
        #expect(head.text == "" && head.head.contains("Content-Length: 4"))
        #expect(try fetch("/nowhere", [], []).status == "Status: 404 Not Found")
        #expect(try fetch("/form", [form], Array("b=1&a=zwei".utf8)).text == "zwei")
        #expect(try fetch("/form", [], Array("a=1".utf8)).status.contains("415"))
        #expect(try fetch("/form", [form], Array("a=%zz".utf8)).status.contains("400"))
        #expect(try fetch("/count", [], [UInt8](repeating: 1, count: 300_000)).text == "300000")
        #expect(try fetch("/large", [], []).body.count == 1_000_000)
        let injection = try fetch("/injection", [], [])
        #expect(injection.status.contains("500") && !injection.head.contains("Cookie"))
        #expect(try fetch("/%FF", [], []).status == "Status: 400 Bad Request")
        #expect(try fetch("/pong", [("CONTENT_LENGTH", "many")], []).status.contains("400"))
        #expect(worker.worker.statistics.requests == 11)
        #expect(worker.stop())
        #expect(access(worker.path, F_OK) != 0)
    }

    @Test("a body arrives whole however its records are cut, padded and delayed")
    func bodies() throws {
        let worker = try TestWorker { request in
            let bytes = (try? request.body.readAll(limit: 1_000_000)) ?? []
            return Response(body: bytes)
        }
        let body = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        for (chunk, padding) in [(1000, 0), (8184, 8), (65535, 255), (333, 3)] as [(Int, UInt8)] {
            let bytes =
                Records.head("/", length: body.count)
                + Records.stream(5, body, chunk: chunk, padding: padding)
            let client = try FastCGIClient(worker.path)
            client.send(bytes)
            #expect(try client.response()?.body == body)
        }
        let bytes = Records.request("/", body: Array("slowly".utf8))
        let client = try FastCGIClient(worker.path)
        for byte in bytes {
            client.send([byte])
            usleep(200)
        }
        #expect(try client.response()?.text == "slowly")
        worker.stop()
    }

    @Test("a body that is not read, or too large, does not keep the answer from arriving")
    func unread() throws {
        let worker = try TestWorker { request in
            do throws(RequestError) { return .text("\(try request.form().all.count)") } catch {
                return .text("\(error)", status: error.status)
            }
        }
        let type = ("CONTENT_TYPE", "application/x-www-form-urlencoded")
        let answer = try FastCGIClient.fetch(
            "/", from: worker.path, [type], body: [UInt8](repeating: 65, count: 3_000_000))
        #expect(answer?.status == "Status: 413 Content Too Large")
        worker.stop()
    }

    @Test("a head above its limit is 431, and far above it the end of the connection")
    func largeHead() throws {
        let worker = try TestWorker { _ in .text("pong") }
        let answer = { (size: Int) in
            let header = ("HTTP_X", String(repeating: "x", count: size))
            return try FastCGIClient.fetch("/", from: worker.path, [header])
        }
        #expect(try answer(60_000)?.status == "Status: 200 OK")
        #expect(try answer(66_000)?.status == "Status: 431 Request Header Fields Too Large")
        #expect(try answer(120_000)?.status == "Status: 431 Request Header Fields Too Large")
        #expect(try answer(200_000) == nil)
        #expect(try answer(10)?.status == "Status: 200 OK")
        worker.stop()
    }

    @Test("a handler begins on the accepting thread and stays there until it suspends")
    func threads() throws {
        let place = WaitingPlace()
        let worker = try TestWorker(acceptThreads: 1, executorThreads: 1) { request in
            let first = threadName()
            let nested = await nestedThreadName()
            if request.path == "/wait" { await place.wait() }
            return .text("\(first) \(nested) \(threadName())")
        }
        let waiting = try FastCGIClient(worker.path)
        waiting.send(Records.request("/wait"))
        #expect(eventually { place.count == 1 })
        // The only accepting thread is free again.
        #expect(
            try FastCGIClient.fetch("/", from: worker.path)?.text == "accept-0 accept-0 accept-0")
        place.wakeAll()
        #expect(try waiting.response()?.text == "accept-0 accept-0 worker-0")
        worker.stop()
    }

    @Test("five thousand waiting requests hold no thread, and all are woken")
    func manyWaiting() throws {
        let count = 5000
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        try #require(
            limit.rlim_cur > rlim_t(2 * count + 500), "descriptors for both ends of every connection")

        let place = WaitingPlace()
        let worker = try TestWorker { _ in
            await place.wait()
            return .text("woken")
        }
        let before = threadCount()
        var clients: [Holder] = []
        for _ in 0..<count {
            let client = Holder(try FastCGIClient(worker.path))
            client.client.send(Records.request("/"))
            clients.append(client)
        }
        #expect(eventually(within: .seconds(30)) { worker.worker.statistics.suspended == count })
        // Swift Testing starts threads of its own beside ours; far fewer than requests.
        #expect(abs(threadCount() - before) < 20)
        place.wakeAll()
        var woken = 0
        for client in clients where try client.client.response()?.text == "woken" { woken += 1 }
        #expect(woken == count)
        #expect(eventually { worker.worker.statistics.inFlight == 0 })
        worker.stop()
    }

    @Test("a departure cancels the handler at once, and nothing else")
    func departures() throws {
        let place = WaitingPlace()
        let wasCancelled = Atomic(0)
        let worker = try TestWorker { _ in
            await place.wait()
            if Task.isCancelled { wasCancelled.add(1, ordering: .relaxed) }
            return .text("woken")
        }
        let staying = try FastCGIClient(worker.path)
        staying.send(Records.request("/"))
        for _ in 0..<50 {
            var client = try FastCGIClient(worker.path)
            client.send(Records.request("/"))
            client.leave()
        }
        #expect(eventually { place.departures == 50 && worker.worker.statistics.inFlight == 1 })
        #expect(place.count == 1)
        place.wakeAll()
        #expect(try staying.response()?.text == "woken")
        #expect(wasCancelled.load(ordering: .relaxed) == 50)
        worker.stop()
    }

    @Test("waking and leaving at the same moment ends every exchange once")
    func racingDepartures() throws {
        let worker = try TestWorker(acceptThreads: 4, executorThreads: 4) { _ in
            for _ in 0..<3 { await Task.yield() }
            return .text("pong")
        }
        for round in 0..<2000 {
            var client = try FastCGIClient(worker.path)
            client.send(Records.request("/"))
            if round % 2 == 0 { client.leave() } else { #expect(try client.response()?.text == "pong") }
        }
        #expect(eventually { worker.worker.statistics.inFlight == 0 })
        #expect(worker.worker.statistics.suspended == 0)
        #expect(worker.stop())
    }

    private final class Holder {
        let client: FastCGIClient
        init(_ client: consuming FastCGIClient) { self.client = client }
    }

    @Test(
        "a response in pieces is sent as they are made, on a kept connection too, and one that breaks off ends it"
    )
    func pieces() throws {
        let worker = try TestWorker { request in
            let left = Mutex(3)
            return Response(body: Array("first".utf8)) {
                let number = left.withLock { left in
                    left -= 1
                    return left
                }
                if number < 0 { return nil }
                if request.path == "/broken", number == 1 { throw RequestError.incompleteBody }
                return number == 1 ? [] : [UInt8](repeating: 7, count: 100_000)
            }
        }
        let whole = try #require(try FastCGIClient.fetch("/whole", from: worker.path))
        #expect(whole.body == Array("first".utf8) + [UInt8](repeating: 7, count: 200_000) && whole.hasEnded)
        #expect(!whole.head.contains("Content-Length"))
        let head = try #require(try FastCGIClient.fetch("/", from: worker.path, [("REQUEST_METHOD", "HEAD")]))
        #expect(head.body.isEmpty && head.hasEnded)
        let broken = try FastCGIClient.fetch("/broken", from: worker.path)
        #expect(broken?.hasEnded != true)
        #expect(worker.stop())
    }
}

private func nestedThreadName() async -> String { threadName() }

private func threadName() -> String {
    guard let file = fopen("/proc/thread-self/comm", "r") else { return "" }
    defer { fclose(file) }
    var name = [UInt8](repeating: 0, count: 16)
    let count = fread(&name, 1, name.count, file)
    return String(decoding: name.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
}
