import Testing

@testable import FastCGI

@Suite("Behind nginx", .serialized, .enabled(if: Nginx.program != nil, "nginx is not installed"))
struct NginxTests {
    @Test("pages, forms, uploads, HEAD, errors and early refusals arrive")
    func ordinary() throws {
        let worker = try TestWorker { request in
            switch request.path {
            case "/form":
                do throws(RequestError) { return .text(try request.form()["a"] ?? "-") } catch {
                    return .text("\(error)", status: error.status)
                }
            case "/upload":
                do throws(RequestError) {
                    return .text("\(try request.body.readAll(limit: 8_000_000).count)")
                } catch {
                    return .text("\(error)", status: error.status)
                }
            case "/large":
                return Response(body: [UInt8](repeating: 65, count: 1_000_000))
            default:
                return .text(
                    "\(request.method) \(request.path) \(request.query["q"] ?? "") from \(request.remoteAddress)"
                )
            }
        }
        let nginx = try Nginx(try #require(Nginx.program), before: worker.path)
        let fetch = { (method: String, target: String, type: String, body: [UInt8]) throws -> String in
            let client = try HTTPClient(port: nginx.port)
            client.send(method, target, type: type, body: body)
            return client.receive()
        }
        let form = "application/x-www-form-urlencoded"

        #expect(
            try fetch("GET", "/caf%C3%A9?q=a+b", "", []).hasSuffix("\r\n\r\nget /café a b from 127.0.0.1"))
        let head = try fetch("HEAD", "/", "", [])
        #expect(head.hasPrefix("HTTP/1.1 200 OK") && head.hasSuffix("\r\n\r\n"))
        #expect(head.contains("Content-Length: 22\r\n"))
        #expect(try fetch("POST", "/form", form, Array("a=b%0D%0Ac".utf8)).hasSuffix("\r\n\r\nb\r\nc"))
        let upload = try fetch("POST", "/upload", "image/png", [UInt8](repeating: 0, count: 5_000_000))
        #expect(upload.hasSuffix("\r\n\r\n5000000"))
        #expect(
            try fetch("POST", "/form", form, [UInt8](repeating: 65, count: 5_000_000)).hasPrefix(
                "HTTP/1.1 413"))
        #expect(try fetch("GET", "/large", "", []).utf8.count > 1_000_000)
        #expect(try fetch("GET", "/%FF", "", []).hasPrefix("HTTP/1.1 400"))
        worker.stop()
    }

    @Test("a browser that leaves is noticed, the others are woken")
    func departure() throws {
        let place = WaitingPlace()
        let worker = try TestWorker { _ in
            await place.wait()
            return .text("woken")
        }
        let nginx = try Nginx(try #require(Nginx.program), before: worker.path)
        let staying = try HTTPClient(port: nginx.port)
        staying.send("GET", "/")
        do {
            let leaving = try HTTPClient(port: nginx.port)
            leaving.send("GET", "/")
            #expect(eventually { place.count == 2 })
        }
        #expect(eventually { place.departures == 1 && worker.worker.statistics.inFlight == 1 })
        place.wakeAll()
        #expect(staying.receive().hasSuffix("woken"))
        worker.stop()
    }
}
