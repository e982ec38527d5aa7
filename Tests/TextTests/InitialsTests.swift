import Testing
import Text

struct InitialsTests {
    @Test(
        "initials are of the first and the last word, and one character where a script has no capitals",
        arguments: [
            ("Ada Okafor", "AO"),
            ("ada okafor", "AO"),
            ("Ada", "A"),
            ("Wilhelmina van der Schoot-Oyelaran", "WS"),
            ("Okafor & Daughters", "OD"),
            ("(Ada) \"Countess\"", "AC"),
            ("Þorvaldur Guðmundsson", "ÞG"),
            ("Nguyễn Thị Bảo Trân", "NT"),
            ("Émile Zola", "ÉZ"),
            ("Chloé Haddad", "CH"),
            ("Saša O’Neill", "SO"),
            ("Ada E\u{301}mile", "AE\u{301}"),
            ("E\u{301}mile Zola", "E\u{301}Z"),
            ("Олена Кравченко", "ОК"),
            ("Νίκος Παπάς", "ΝΠ"),
            ("ნინო ბერიძე", "ნბ"),
            ("ǆemal Kurt", "ǅK"),
            ("يوسف المنصوري", "ي"),
            ("渡辺 健二", "渡"),
            ("김민준", "김"),
            ("दीपा राव", "दी"),
            ("אורי לוי", "א"),
            ("3M Company", "3C"),
            ("Ada 渡辺", "A"),
            ("…", "–"),
            ("", "–"),
        ])
    func initialsOfNames(name: String, expected: String) {
        #expect(initials(of: name) == expected)
    }

    @Test("marks that pile up on a letter do not come along")
    func marksThatPileUp() {
        let pile = "a" + String(repeating: "\u{301}", count: 60) + " b"
        #expect(initials(of: pile).unicodeScalars.count == 5)
    }
}
