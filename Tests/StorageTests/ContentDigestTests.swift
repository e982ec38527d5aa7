import Testing

@testable import Storage

@Suite("The names of contents")
struct ContentDigestTests {
    @Test("a name is 64 small hexadecimal digits and nothing else")
    func checked() {
        let digits = String(repeating: "0123456789abcdef", count: 4)
        #expect(ContentDigest(rawValue: digits)?.rawValue == digits)
        for other in [
            "", String(digits.dropLast()), digits + "0", digits.uppercased(), "g" + digits.dropFirst(),
            "/" + digits.dropFirst(), "\u{0}" + digits.dropFirst(), "é" + digits.dropFirst(2),
        ] {
            #expect(ContentDigest(rawValue: other) == nil)
        }
    }

    @Test("it is SHA-256, as others count it")
    func standard() {
        #expect(
            digestOf(Array("abc".utf8)).rawValue
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            digestOf([]).rawValue == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("names are ordered as their bytes are")
    func order() {
        let names = (0..<100).map { digestOf(someBytes(8, seed: $0)) }.sorted()
        #expect(names.map(\.rawValue) == names.map(\.rawValue).sorted())
    }
}
