import Glibc
import Testing

@testable import FastCGI

@Suite("Plain CGI")
struct PlainCGITests {
    private func answer(_ variables: [String], input: [UInt8] = []) async throws -> String {
        var standardInput: [Int32] = [-1, -1]
        var standardOutput: [Int32] = [-1, -1]
        try #require(pipe(&standardInput) == 0 && pipe(&standardOutput) == 0)
        try #require(write(standardInput[1], input, input.count) == input.count)
        close(standardInput[1])
        let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
            capacity: variables.count + 1)
        for (index, variable) in variables.enumerated() { vector[index] = strdup(variable) }
        vector[variables.count] = nil
        defer {
            for index in variables.indices { free(vector[index]) }
            vector.deallocate()
            close(standardInput[0])
            close(standardOutput[0])
        }
        let responder = ClosureResponder { request in
            await Task.yield()
            let form = (try? request.form()) ?? [:]
            return .text("\(request.method) \(request.path) \(form["a"] ?? "-")")
        }
        await PlainCGI.answer(
            with: responder, environment: vector, input: standardInput[0], output: standardOutput[1],
            limits: Limits())
        close(standardOutput[1])
        var bytes = [UInt8](repeating: 0, count: 10_000)
        let count = read(standardOutput[0], &bytes, bytes.count)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    @Test("one request is answered on standard output")
    func ordinary() async throws {
        let head = "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
        #expect(
            try await answer(["REQUEST_METHOD=GET", "REQUEST_URI=/a"]) == head
                + "Content-Length: 8\r\n\r\nget /a -")
        let form = ["CONTENT_TYPE=application/x-www-form-urlencoded", "CONTENT_LENGTH=3"]
        #expect(
            try await answer(["REQUEST_METHOD=POST", "REQUEST_URI=/a"] + form, input: Array("a=b".utf8))
                == head + "Content-Length: 9\r\n\r\npost /a b")
        #expect(
            try await answer(["REQUEST_METHOD=HEAD", "REQUEST_URI=/a"]) == head + "Content-Length: 9\r\n\r\n")
    }

    @Test("a malformed request is refused")
    func malformed() async throws {
        #expect(
            try await answer(["REQUEST_METHOD=GET", "REQUEST_URI=/%00"]).hasPrefix(
                "Status: 400 Bad Request\r\n"))
    }
}
