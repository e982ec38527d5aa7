import Testing

@testable import AgentorCore

@Suite("One-time passwords")
struct OneTimePasswordTests {
    /// The secret of both RFCs' test vectors.
    private let vectors = OneTimePassword(secret: Array("12345678901234567890".utf8))

    @Test(
        "the codes are those of RFC 6238, appendix B, shortened to six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func rfc6238(seconds: Int64, code: String) {
        #expect(vectors.code(atStep: seconds / 30) == code)
        #expect(vectors.step(of: code, at: seconds) == seconds / 30)
    }

    @Test("the codes are those of RFC 4226, appendix D")
    func rfc4226() {
        #expect(
            (0..<10).map { vectors.code(atStep: $0) } == [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
                "520489",
            ])
    }

    @Test("a clock may be one step off to either side, and no more", arguments: -3...3 as ClosedRange<Int64>)
    func clock(difference: Int64) {
        let step: Int64 = 41_152_263
        let code = vectors.code(atStep: step)
        let found = vectors.step(of: code, at: (step + difference) * 30 + 29)
        #expect(found == (abs(difference) <= 1 ? step : nil))
    }

    @Test("the code is the same however its digits are typed, and everything else is wrong")
    func typed() {
        for code in [
            "287 082", " 2 8 7 0 8 2 ", "287-082", "287\u{A0}082", "２８７０８２", "٢٨٧٠٨٢", "\u{200B}287082\n",
        ] {
            #expect(vectors.step(of: code, at: 59) == 1, "\(code)")
        }
        for code in [
            "", " ", "28708", "2870822", "287083", "387082", "28708a", "+28708", "287082\0",
            String(repeating: "2", count: 100_000),
        ] {
            #expect(vectors.step(of: code, at: 59) == nil)
        }
    }

    @Test("a new secret has 160 bits and is nobody else's")
    func random() {
        let secrets = (0..<100).map { _ in OneTimePassword().secret }
        #expect(secrets.allSatisfy { $0.count == 20 })
        #expect(Set(secrets).count == 100)
    }

    @Test("the address for an app carries the secret and both names, escaped")
    func address() {
        #expect(
            vectors.enrolmentAddress(issuer: "Agentor & Söhne", account: "ada+1@example.com")
                == "otpauth://totp/Agentor%20%26%20S%C3%B6hne:ada%2B1%40example.com"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Agentor%20%26%20S%C3%B6hne"
                + "&algorithm=SHA1&digits=6&period=30")
    }

    @Test("the secret can be typed, and does not show itself unasked")
    func text() {
        #expect(vectors.text == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
        #expect("\(vectors)" == "a one-time password")
    }

    @Test(
        "base32 is that of RFC 4648, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func base32(bytes: String, text: String) {
        #expect(bytes.utf8.base32(.standard) == text)
    }
}
