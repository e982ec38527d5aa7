import Testing

@testable import AgentorCore

@Suite("Sealing")
struct SealingTests {
    private let old = String(repeating: "0a", count: 32)
    private let new = String(repeating: "F5", count: 32)

    @Test("what was sealed is opened again, for the same purpose only")
    func purpose() throws {
        let keys = try SealingKeys(parsing: old)
        let box = keys.seal(Array("secret".utf8), for: "mail")
        #expect(keys.open(box, for: "mail") == Array("secret".utf8))
        #expect(keys.open(box, for: "second factor") == nil)
        #expect(keys.seal([], for: "mail") != keys.seal([], for: "mail"))
    }

    @Test("a new key above the old ones seals, and the old ones still open")
    func rotation() throws {
        let before = try SealingKeys(parsing: old)
        let after = try SealingKeys(parsing: "\(new)\n\n  \(old)\n")
        #expect(after.open(before.seal([1], for: "a"), for: "a") == [1])
        #expect(before.open(after.seal([1], for: "a"), for: "a") == nil)
    }

    @Test("what was tampered with is not opened", arguments: 0..<35)
    func tampering(place: Int) throws {
        let keys = try SealingKeys(parsing: old)
        var box = keys.seal([1, 2, 3], for: "a")
        try #require(box.count == 35)
        box[place] ^= 1
        #expect(keys.open(box, for: "a") == nil)
        #expect(keys.open(Array(box.prefix(place)), for: "a") == nil)
    }

    @Test("a key that is none is refused, and its line named")
    func malformed() {
        #expect(throws: KeyLines.Failure.noKey) { try KeyLines(parsing: "\n \n") }
        #expect(throws: KeyLines.Failure.malformed(line: 2)) { try KeyLines(parsing: "\(old)\nabc") }
        #expect(throws: KeyLines.Failure.malformed(line: 1)) {
            try KeyLines(parsing: String(repeating: "xy", count: 32))
        }
        #expect(throws: KeyLines.Failure.malformed(line: 3)) {
            try KeyLines(parsing: "vault:v1:AAAA\n\nvault:v1\n")
        }
    }

    @Test("lines in plain and wrapped ones stand beside each other, and keep their numbers")
    func mixed() throws {
        let lines = try KeyLines(parsing: "\n vault:v3:AAAA \r\n\(old)\n\nvault:v12:BBBB")
        #expect(lines.lines.map(\.number) == [2, 3, 5])
        #expect(lines.wrapped.map(\.text) == ["vault:v3:AAAA", "vault:v12:BBBB"])
        #expect(lines.plain == [Array(repeating: 10, count: 32)])
    }

    @Test("there is a bound on how many keys there are")
    func bound() throws {
        #expect(try KeyLines(parsing: String(repeating: "\(old)\n", count: KeyLines.most)).lines.count == 100)
        #expect(throws: KeyLines.Failure.tooMany) {
            try KeyLines(parsing: String(repeating: "\(old)\n", count: KeyLines.most + 1))
        }
    }

    @Test("a new key is a line of its own, and nobody else's")
    func newLine() throws {
        let (one, other) = (KeyLines.newLine(), KeyLines.newLine())
        #expect(one != other && one.utf8.count == 64)
        #expect(try KeyLines(parsing: "\(one)\n\(other)").plain.count == 2)
    }
}
