import Testing

@testable import Text

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(
        "escapes all but unreserved characters, byte by byte",
        arguments: [
            ("", ""), ("Az09-._~", "Az09-._~"), ("/a b?c=d&e", "%2Fa%20b%3Fc%3Dd%26e"),
            ("ü猫", "%C3%BC%E7%8C%AB"),
            ("%2F+", "%252F%2B"), ("\r\n\0", "%0D%0A%00"),
        ])
    func encoded(text: String, expected: String) {
        #expect(text.percentEncoded == expected)
    }
}
