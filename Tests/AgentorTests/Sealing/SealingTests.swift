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
        #expect(throws: SealingKeys.Failure.noKey) { try SealingKeys(parsing: "\n \n") }
        #expect(throws: SealingKeys.Failure.malformed(line: 2)) { try SealingKeys(parsing: "\(old)\nabc") }
        #expect(throws: SealingKeys.Failure.malformed(line: 1)) {
            try SealingKeys(parsing: String(repeating: "xy", count: 32))
        }
    }
}
