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
            "ada@example.com, bo@example.com", ".ada@example.com", "ada.@example.com",
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

    @Test(
        "local parts of any script have one form, and need servers that take them",
        arguments: [
            ("Jörg@bücher.example", "jörg@xn--bcher-kva.example"),
            ("jo\u{308}rg@bücher.example", "jörg@xn--bcher-kva.example"),
            ("用户@例え.テスト", "用户@xn--r8jz45g.xn--zckzah"),
            ("Дарья.П@example.com", "дарья.п@example.com"),
            ("\u{200B}अजय@डाटा.भारत", "अजय@xn--c2bd1gb.xn--h2brj9c"),
            (
                "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645}@example.com",
                "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645}@example.com"
            ),
        ])
    func needsUTF8(typed: String, expected: String) {
        let address = EmailAddress.normalized(typed)
        #expect(address == expected)
        #expect(Array(address.utf8) == Array(expected.utf8))
        #expect(EmailAddress.isPlausible(address))
        #expect(EmailAddress.needsUTF8(address))
    }

    @Test("an address in ASCII needs no such server, whatever its domain")
    func needsNoUTF8() {
        #expect(!EmailAddress.needsUTF8("jörg"))
        #expect(!EmailAddress.needsUTF8(EmailAddress.normalized("joerg@bücher.example")))
    }

    @Test(
        "a local part holds nothing that cannot be seen",
        arguments: [
            "j\u{A0}örg@example.com", "j\u{E000}@example.com", "j\u{378}@example.com",
            "\"jörg\"@example.com", "jö,rg@example.com", ".ö@example.com",
            String(repeating: "ö", count: 33) + "@example.com",
        ])
    func invisible(address: String) {
        let kept = EmailAddress.normalized(address)
        #expect(!EmailAddress.isPlausible(kept))
    }
}
