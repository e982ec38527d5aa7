import Crypto
import Testing

@testable import AgentorCore

@Suite("Recovery codes")
struct RecoveryCodeTests {
    @Test("there are ten, each of six groups of four characters that do not look alike")
    func form() {
        let codes = RecoveryCode.make()
        #expect(codes.count == 10)
        #expect(Set(codes + RecoveryCode.make()).count == 20)
        for code in codes {
            let groups = code.split(separator: "-", omittingEmptySubsequences: false)
            #expect(groups.count == 6)
            #expect(groups.allSatisfy { $0.count == 4 })
            #expect(groups.joined().allSatisfy { "0123456789abcdefghjkmnpqrstvwxyz".contains($0) })
        }
    }

    @Test("every place of a code takes every character")
    func random() {
        let codes = (0..<100).map { _ in RecoveryCode.make() }.joined().map { $0.filter { $0 != "-" } }
        for place in 0..<24 {
            #expect(Set(codes.map { Array($0)[place] }).count == 32)
        }
    }

    @Test("a code is kept as the SHA-256 of its 24 characters, and no two of them are kept alike")
    func hash() {
        let codes = RecoveryCode.make()
        #expect(Set(codes.compactMap(RecoveryCode.hash)).count == 10)
        #expect(
            RecoveryCode.hash("0123-4567-89ab-cdef-ghjk-mnpq")
                == Array(SHA256.hash(data: Array("0123456789abcdefghjkmnpq".utf8))))
    }

    @Test(
        "case, white space, dashes and look-alikes make no difference",
        arguments: [
            "0123456789abcdefghjkmnpv", "0123-4567-89AB-CDEF-GHJK-MNPV", " 0123 4567 89ab cdef ghjk mnpv\n",
            "0123–4567—89ab‑cdef\u{A0}ghjk\tmnpv", "o1234567-89abcdefghjkmnpu", "OI23456789ABCDEFGHJKMNPU",
            "ol23456789abcdefghjkmnpv",
        ])
    func typed(text: String) throws {
        let hash = try #require(RecoveryCode.hash("0123-4567-89ab-cdef-ghjk-mnpv"))
        #expect(RecoveryCode.hash(text) == hash)
    }

    @Test(
        "what cannot be a code has no hash",
        arguments: [
            "", "----", "123456", "0123-4567-89ab-cdef-ghjk-mnp", "0123-4567-89ab-cdef-ghjk-mnpqr",
            "0123-4567-89ab-cdef-ghjk-mnp!",
            "0123-4567-89ab-cdef-ghjk-mnp\0", String(repeating: "0", count: 100_000),
        ])
    func refused(text: String) {
        #expect(RecoveryCode.hash(text) == nil)
    }
}
