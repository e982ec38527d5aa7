import Testing

@testable import Passwords

@Suite("Common passwords")
struct CommonPasswordsTests {
    @Test("the list is sorted, in lower case, and holds what it promises, and every entry is found")
    func list() throws {
        let lines = CommonPasswords.lines.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.last?.isEmpty == true)
        let entries = lines.dropLast()
        #expect(entries.count { $0.count >= 8 } >= 100_000)
        #expect(entries.count { $0.count >= 15 } >= 3_000)
        #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(
            CommonPasswords.lines.allSatisfy {
                $0 == 0x0A || (0x20...0x7E).contains($0) && !(0x41...0x5A).contains($0)
            })
        let sample = stride(from: 0, to: entries.count, by: 997).map { entries[entries.startIndex + $0] }
        for entry in sample + [entries.first, entries.last].compactMap(\.self) {
            let text = String(decoding: entry, as: UTF8.self)
            #expect(CommonPasswords.contains(text))
            #expect(!CommonPasswords.contains(text + "\n"))
        }
        for text in [
            "", "\n", "\u{FF}", "correct horse battery staple", "zzzzzzzzzzzzzzzzzzzz~",
        ] {
            #expect(!CommonPasswords.contains(text))
        }
    }
}
