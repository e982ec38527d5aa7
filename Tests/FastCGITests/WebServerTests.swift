import Testing

@testable import FastCGI

@Suite("Behind web servers", .serialized)
struct WebServerTests {
    @Test(
        "answers are those of a program made with libfcgi, behind every server", arguments: WebServer.allCases
    )
    func likeLibfcgi(_ server: WebServer) throws {
        let ours = try OurEcho()
        let theirs = try TheirEcho()
        let servers = try [ours.socket, theirs.socket].map { try RunningWebServer(server, before: $0) }
        func fetch(_ method: String, _ target: String, _ body: [UInt8] = []) throws -> HTTPAnswer {
            let answers = try servers.map { try $0.fetch(method, target, type: "text/plain", body: body) }
            #expect(answers[0] == answers[1], "\(method) \(target) \(body.count)")
            return answers[0]
        }
        #expect(try fetch("GET", "/a").body == "GET /a 0")
        #expect(try fetch("DELETE", "/a").body == "DELETE /a 0")
        #expect(try fetch("GET", "/missing").status == "404 Not Found")
        let head = try fetch("HEAD", "/a")
        #expect(head.body.isEmpty && head.length == (server.passesLength ? "9" : ""))
        #expect(try fetch("GET", "/large").body.utf8.count == 1_000_000)
        for count in [1, 100, 8191, 8192, 8193, 65_535, 65_536, 300_000, 1_048_576, 1_048_577, 5_000_000] {
            let text = String(repeating: "What comes back is what was sent. ", count: count / 34 + 1).prefix(
                count)
            #expect(try fetch("POST", "/upload", Array(text.utf8)).body == text)
        }
        ours.stop()
    }

    @Test("of many requests after one another every one is answered", arguments: WebServer.allCases)
    func many(_ server: WebServer) throws {
        let ours = try OurEcho()
        let running = try RunningWebServer(server, before: ours.socket)
        for number in 0..<600 {
            let answer = try running.fetch("POST", "/", type: "text/plain", body: Array("\(number)".utf8))
            #expect(answer.body == "\(number)")
        }
        #expect(ours.worker.worker.statistics.requests == 600)
        ours.stop()
    }

    @Test("pages, forms, uploads, HEAD, errors and early refusals arrive", arguments: WebServer.allCases)
    func ordinary(_ server: WebServer) throws {
        let worker = try TestWorker { request in
            switch request.path {
            case "/form":
                do throws(RequestError) { return .text(try request.form()["a"] ?? "-") } catch {
                    return .text("\(error)", status: error.status)
                }
            case "/unread":
                return .text("unread", status: .forbidden)
            default:
                return .text(
                    "\(request.method) \(request.path) \(request.query["q"] ?? "") from \(request.remoteAddress)"
                )
            }
        }
        let running = try RunningWebServer(server, before: worker.path)
        let form = "application/x-www-form-urlencoded"
        let large = [UInt8](repeating: 65, count: 5_000_000)

        let page = try running.fetch("GET", "/caf%C3%A9?q=a+b")
        #expect(page.status == "200 OK" && page.body == "get /café a b from 127.0.0.1")
        #expect(
            try running.fetch("POST", "/form", type: form, body: Array("a=b%0D%0Ac".utf8)).body == "b\r\nc")
        #expect(try running.fetch("POST", "/form", type: form, body: large).status.hasPrefix("413"))
        #expect(try running.fetch("POST", "/unread", type: form, body: large).body == "unread")
        #expect(try running.fetch("GET", "/%FF").status.hasPrefix("400"))
        #expect(try running.fetch("GET", "/").status == "200 OK")
        worker.stop()
    }

    @Test(
        "those who wait are woken; who leaves is noticed at once, if the server tells",
        arguments: WebServer.allCases)
    func departure(_ server: WebServer) throws {
        let place = WaitingPlace()
        let worker = try TestWorker { _ in
            await place.wait()
            return .text("woken")
        }
        let running = try RunningWebServer(server, before: worker.path)
        let staying = try HTTPClient(port: running.port)
        staying.send("GET", "/")
        do {
            let leaving = try HTTPClient(port: running.port)
            leaving.send("GET", "/")
            #expect(eventually { place.count == 2 })
        }
        if server.tellsDepartures {
            #expect(eventually { place.departures == 1 && worker.worker.statistics.inFlight == 1 })
        }
        place.wakeAll()
        #expect(HTTPAnswer(staying.receive()).body == "woken")
        #expect(eventually { worker.worker.statistics.inFlight == 0 })
        worker.stop()
    }

    @Test("a worker that takes another's place loses no request behind a server that keeps connections")
    func replaced() throws {
        let first = try OurEcho()
        let running = try RunningWebServer(.nginxKeeping, before: first.socket)
        #expect(try running.fetch("GET", "/a").body == "GET /a 0")
        first.stop()
        let second = try TestWorker(at: first.socket) { _ in .text("second") }
        #expect(try running.fetch("POST", "/a", type: "text/plain", body: [1]).body == "second")
        second.stop()
    }
}
