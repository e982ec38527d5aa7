import Testing
import Text

@Suite("Addresses of mail")
struct EmailAddressTests {
    @Test("one address has one form, however it was typed")
    func normalized() {
        for typed in [
            "ada@example.com", " Ada@Example.COM\n", "ada\u{200B}@example.com", "\tADA@example.com",
        ] {
            #expect(EmailAddress.normalized(typed) == "ada@example.com")
        }
        #expect(EmailAddress.normalized(" \u{200B} ").isEmpty)
    }

    @Test(
        "mail could go to an address",
        arguments: ["a@b.example", "ada.o'k+shop@mail.example.co.uk", "1@2.3", "ada@xn--bcher-kva.example"])
    func plausible(address: String) {
        #expect(EmailAddress.isPlausible(address))
    }

    @Test(
        "mail could go to nothing else",
        arguments: [
            "", "ada", "@example.com", "ada@", "ada@example", "ada@@example.com", "ada@example..com",
            "ada@-example.com", "ada@example-.com", "a da@example.com", "ada@example.com\r\n",
            "<ada@example.com>",
            "ada@example.com, bo@example.com", "\"ada\"@example.com", "adä@example.com", "ada@bücher.example",
            String(repeating: "a", count: 65) + "@example.com",
            "ada@" + String(repeating: "a", count: 64) + ".example",
            "ada@" + String(repeating: "example.", count: 40) + "com",
        ])
    func implausible(address: String) {
        #expect(!EmailAddress.isPlausible(address))
    }
}
