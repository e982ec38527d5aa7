import Passwords
import Testing

@testable import AgentorCore

@Suite("New passwords")
struct NewPasswordTests {
    private let ada = ["Ada Okafor", "ada.okafor@example.com"]

    private func refusal(
        _ text: String, hasSecondFactor: Bool = false, about person: [String] = []
    ) -> String? {
        do {
            _ = try NewPassword(text, hasSecondFactor: hasSecondFactor, about: person)
            return nil
        } catch { return error["password"]?.message }
    }

    @Test(
        "what is long enough and unheard of is taken, whatever it is made of",
        arguments: [
            "five green bottles stand still", "a password nobody has", "just-a-demonstration",
            "correct horse battery staple", "UPPER ONLY WITH SPACES", "4111837299201847", "gZ7#qL0!vT3@xW9&",
            "наш кот пьёт чай", "猫が三匹で傘を一本しか持っていない", "🐈 under 🌧 with ☂️ again", "   padded on both   ",
        ])
    func accepted(text: String) {
        #expect(refusal(text, about: ada) == nil)
    }

    @Test("a name that is an everyday word does not spoil a passphrase with it")
    func everydayName() {
        #expect(refusal("correct horse battery staple", about: ["Mr Horse", "horse@example.com"]) == nil)
    }

    @Test("it takes 15 characters, or 8 beside a second factor")
    func lengths() throws {
        #expect(refusal("kpwzrtm xbndqf") == "Use at least 15 characters; this has 14.")
        #expect(refusal("kpwzrtm xbndqfy") == nil)
        #expect(
            refusal("kpwzrtm", hasSecondFactor: true) == "Use at least 8 characters; this has 7.")
        #expect(refusal("") == "Enter a password.")
        #expect(try NewPassword("kpwzrtmx", hasSecondFactor: true, about: []).isShort)
        #expect(try !NewPassword("kpwzrtm xbndqfy", hasSecondFactor: true, about: []).isShort)
    }

    @Test("what is repeated counts once")
    func repetition() throws {
        #expect(
            refusal("kpwzrtmxkpwzrtmx")?
                .hasPrefix("Use at least 15 characters before anything is repeated.") == true)
        #expect(refusal("kpwzrtmxkpwzrtm")?.contains("before anything is repeated") == true)
        #expect(refusal("KPWZRTMXkpwzrtmx")?.contains("before anything is repeated") == true)
        #expect(try NewPassword("kpwzrtmxkpwzrtmx", hasSecondFactor: true, about: []).isShort)
        #expect(refusal("five green bottles five green bottles ") == nil)
        #expect(refusal("kettle and a basket") == nil)
    }

    @Test("256 characters are allowed, and the refusal of more says how many there were")
    func longest() {
        let text =
            "five green bottles stand still" + String((0..<226).map { _ in "abcdefghijkl".randomElement()! })
        #expect(refusal(text) == nil)
        #expect(refusal(text + "x") == "Use 256 characters or fewer; this has 257.")
    }

    @Test("what no key types is refused", arguments: ["\0", "\t", "\n", "\u{1B}", "\u{7F}", "\u{85}"])
    func control(character: String) {
        #expect(
            refusal("five green\(character)bottles stand")
                == "Leave out the character that cannot be typed.")
    }

    @Test(
        "rows of keys, sequences and few characters over and over are refused, however long",
        arguments: [
            "aaaaaaaaaaaaaaa", "123456789012345", "qwertyuiopasdfgh", "abcdefghijklmnopqrst",
            "zyxwvutsrqponmlkj", "1qaz2wsx3edc4rfv5tgb", "QWERTYuiop1234567890", "111222333444555",
            "abababababababab", "aabbaabbbabaabab", "!@#$%^&*()_+!@#$%^", "йцукенгшщзхъфывапролдж",
            "112233445566778899", String(repeating: "0123456789", count: 20),
        ])
    func sequences(text: String) {
        #expect(refusal(text) != nil)
        let beside = refusal(text, hasSecondFactor: true)
        #expect(beside?.contains("repeated") == true || beside?.contains("sequence") == true)
    }

    @Test(
        "known passwords are refused, in any case, and with digits and signs around them",
        arguments: [
            "password1234567!", "PassWord!!!!!!!!1984", "2024-11-22 password", "dragon!!!2026!!!!",
            "30SecondsToMars", "perasperaadastra", "passwordpassword1985!",
        ])
    func wellKnown(text: String) {
        #expect(refusal(text)?.hasPrefix("Use a password that is not on lists") == true)
    }

    @Test(
        "beside a second factor the shorter known ones are refused, doubled as well",
        arguments: ["baseball", "Sunshine1", "iloveyou", "passwordpassword", "Trustno1trustno1trustno1"])
    func wellKnownAndShort(text: String) {
        #expect(
            refusal(text, hasSecondFactor: true)?.hasPrefix("Use a password that is not on lists") == true)
    }

    @Test(
        "what is made of the person's name, their address or the site's name is refused",
        arguments: [
            "AdaOkafor-1978-AdaOkafor", "ada.okafor@example.com", "agentoragentor1", "OKAFOR, ada: agentor",
            "adaokafor1234567", "Ókáfor & Ádá !!!!", "example.com-okafor", "exampleexample-ada",
        ])
    func personal(text: String) {
        #expect(refusal(text, about: ada)?.contains("your name, your email address") == true)
    }

    @Test("half of it may be the person's own")
    func halfPersonal() {
        #expect(refusal("okafor-kettle-99", about: ada) == nil)
        #expect(
            refusal("okafor-ada-kettle", about: ada)
                == "Use a password that is not made of your name, your email address or Agentor’s name."
                + " Three or four unrelated words are easy to remember.")
        #expect(refusal("okafor-ada-kettle", about: ["Bea Lindqvist", "bea@example.com"]) == nil)
        #expect(refusal("okafor-ada-kettle", about: ["", "@", "   ", "."]) == nil)
    }

    @Test("characters are counted, and kept, however they were composed")
    func normalization() throws {
        #expect(refusal("u\u{308}u\u{308}ber den Dach") == "Use at least 15 characters; this has 14.")
        let hash = try NewPassword("u\u{308}ber den Da\u{308}chern", hasSecondFactor: false, about: []).hash()
        #expect(try Password.verify("\u{FC}ber den D\u{E4}chern", against: hash))
    }

    @Test("a password does not show itself")
    func description() throws {
        let password = try NewPassword("five green bottles stand still", hasSecondFactor: false, about: [])
        #expect("\(password)" == "a password")
    }
}
