import Passwords
import Testing

@Suite("Passwords as they are kept")
struct PasswordTests {
    @Test("a password is the same however its letters were composed")
    func normalization() throws {
        let composed = "caf\u{E9} \u{FC}ber den D\u{E4}chern"
        let decomposed = "cafe\u{301} u\u{308}ber den Da\u{308}chern"
        #expect(composed.unicodeScalars.count < decomposed.unicodeScalars.count)
        let hash = try Password.hash(decomposed)
        #expect(try Password.verify(composed, against: hash))
        #expect(try Password.verify(decomposed, against: hash))
        #expect(try !Password.verify("cafe uber den Dachern", against: hash))
        #expect(try !Password.verify(composed.uppercased(), against: hash))
    }

    @Test("the same password twice is kept as two texts, neither of which has it in it")
    func salt() throws {
        let hashes = [try Password.hash("five green bottles"), try Password.hash("five green bottles")]
        #expect(Set(hashes).count == 2)
        #expect(
            hashes.allSatisfy { $0.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$") && !$0.contains("green") })
    }

    @Test("whoever has no account is verified against what costs as much, and fits nothing")
    func nobody() throws {
        #expect(Password.nobody.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try !Password.verify("", against: Password.nobody))
        #expect(try !Password.verify("nobody", against: Password.nobody))
    }
}
