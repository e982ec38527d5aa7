import Testing
import Text

@Suite("Addresses of mail")
struct EmailAddressTests {
    @Test("one address has one form, however it was typed")
    func normalized() {
        for typed in [
            "ada@example.com", " Ada@Example.COM\n", "ada\u{200B}@example.com", "\tADA@example.com",
            "ada＠example．com", "ada@example。com", "\"ada\"@example.com", "\"a\\da\"@example.com",
        ] {
            #expect(EmailAddress.normalized(typed) == "ada@example.com", "\(typed)")
        }
        #expect(EmailAddress.normalized(" \u{200B} ").isEmpty)
    }

    @Test(
        "domains of any script are kept in ASCII, however they were composed",
        arguments: [
            ("joerg@bücher.example", "joerg@xn--bcher-kva.example"),
            ("joerg@BÜCHER.example", "joerg@xn--bcher-kva.example"),
            ("joerg@bu\u{308}cher.example", "joerg@xn--bcher-kva.example"),
            ("a@straße.example", "a@xn--strae-oqa.example"),
            ("a@παράδειγμα.δοκιμή", "a@xn--hxajbheg2az3al.xn--jxalpdlp"),
            ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"),
            ("a@مثال.إختبار", "a@xn--mgbh0fb.xn--kgbechtv"),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ])
    func internationalized(typed: String, expected: String) {
        #expect(EmailAddress.normalized(typed) == expected)
        #expect(EmailAddress.isPlausible(expected))
        #expect(
            EmailAddress.domain(of: expected) == Domain.normalized(typed.drop { $0 != "@" }.dropFirst())[...])
    }

    @Test(
        "mail could go to any form that a mailbox may have",
        arguments: [
            "a@b.example", "ada.o'k+shop@mail.example.co.uk", "1@2.3", "ada@xn--bcher-kva.example",
            "\"ada lovelace\"@example.com", "\"a@b\"@example.com", "\"<>,;:\"@example.com",
            "\"a\\\"b\"@example.com",
            "!#$%&'*+-/=?^_`{|}~@example.com", "ada@[192.0.2.1]", "ada@[ipv6:2001:db8::1]",
            "\"..\"@example.com",
        ])
    func plausible(address: String) {
        #expect(EmailAddress.isPlausible(address))
        #expect(EmailAddress.normalized(address) == address)
    }

    @Test(
        "mail could go to nothing else",
        arguments: [
            "", "ada", "@example.com", "ada@", "ada@example", "ada@@example.com", "ada@example..com",
            "ada@-example.com", "ada@example-.com", "a da@example.com", "<ada@example.com>",
            "ada@example.com, bo@example.com", "adä@example.com", ".ada@example.com", "ada.@example.com",
            "a..da@example.com", "\"ada@example.com", "\"\"@example.com", "\"a\"b@example.com",
            "ada@[192.0.2.256]",
            "ada@[192.0.2.1", "ada@[ipv6:192.0.2.1]", "ada@[]", "ada@exa_mple.com", "ada@bücher..example",
            "ada@xn--a.example",
            "ada@\u{202E}example.com\u{2066}.", "ada@[2001:db8::1]", "ada@e\u{200D}xample.com",
            String(repeating: "a", count: 65) + "@example.com",
            "ada@" + String(repeating: "a", count: 64) + ".example",
            "ada@" + String(repeating: "example.", count: 40) + "com",
            "ada@" + String(repeating: "ü", count: 200) + ".example",
        ])
    func implausible(address: String) {
        let kept = ["ada@e\u{200D}xample.com"]
        #expect(EmailAddress.isPlausible(EmailAddress.normalized(address)) == kept.contains(address))
    }

    @Test("an address that only lacks Latin letters is told from what is none")
    func needsUTF8() {
        #expect(EmailAddress.needsUTF8(EmailAddress.normalized("jörg@bücher.example")))
        #expect(EmailAddress.needsUTF8(EmailAddress.normalized("用户@例え.テスト")))
        #expect(!EmailAddress.needsUTF8("jörg"))
        #expect(!EmailAddress.needsUTF8("ada@example.com"))
        #expect(!EmailAddress.isPlausible(EmailAddress.normalized("jörg@bücher.example")))
    }
}
