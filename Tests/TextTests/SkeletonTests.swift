import Testing
import Text

@Suite("What names look like")
struct SkeletonTests {
    @Test(
        "names that can be taken for each other have one skeleton",
        arguments: [
            ("Ada Okafor", "ADA OKAFOR"), ("Ada Okafor", "Аda Оkаfоr"), ("Ada Okafor", "Ada\u{200D} Okafor"),
            ("Ada Okafor", "A\u{FE0F}da Okafor"), ("Ada Okafor", "𝐀𝐝𝐚 𝐎𝐤𝐚𝐟𝐨𝐫"), ("Ada Okafor", "Ａｄａ　Ｏｋａｆｏｒ"),
            ("Ada Okafor", "Ada 0kafor"), ("Ada Okafor", "Ada.Okafor"), ("Ada Okafor", "Adá Okáfor"),
            ("Ada Okafor", "Ada O\u{301}\u{302}kafor"), ("Bill Ilsa", "BiII llsa"),
            ("Bill Ilsa", "Bi11 1lsa"),
            ("Amy Summers", "Arny Surnrners"), ("Paul", "Раuӏ"), ("Iris", "Іrіs"), ("Müller", "Muller"),
            ("Ada Okafor", "ᴀᴅᴀ ᴏᴋᴀꜰᴏʀ"),
            ("Scope", "ѕсоре"), ("José", "Jose\u{301}"), ("Σωτήρης", "ΣΩΤΗΡΗΣ"),
        ])
    func same(one: String, other: String) {
        #expect(PlainText.skeleton(one) == PlainText.skeleton(other))
    }

    @Test(
        "other names have others",
        arguments: [
            ("Ada Okafor", "Ada Okafur"), ("Ada", "Adam"), ("Ян", "Ан"), ("محمد", "محمود"), ("राम", "रमा"),
            ("田中", "田口"), ("김", "길"), ("สมชาย", "สมหญิง"), ("Bo", "Bob"),
        ])
    func different(one: String, other: String) {
        #expect(PlainText.skeleton(one) != PlainText.skeleton(other))
    }

    @Test("no name that can be seen is like nothing", arguments: ["♥", "!", "½", "ー", "ㅤa"])
    func never(name: String) {
        #expect(!PlainText.skeleton(name).isEmpty)
    }

    @Test("a name of any length has one")
    func long() {
        // Ligatures that are written out as eighteen characters.
        #expect(PlainText.skeleton(String(repeating: "\u{FDFA}", count: 120)).unicodeScalars.count > 1_500)
    }
}

@Suite("Names in addresses")
struct SlugTests {
    @Test(
        "are spelt in Latin letters",
        arguments: [
            ("Tax for freelancers", "tax-for-freelancers"),
            ("Þorvaldur Guðmundsson", "thorvaldur-gudmundsson"),
            ("Олена Кравченко", "olena-kravcenko"), ("Nguyễn Thị Bảo Trân", "nguyen-thi-bao-tran"),
            ("Ada O’Neill", "ada-oneill"), ("  -- C++ & Swift --  ", "c-swift"), ("Straße №5", "strasse-no5"),
            ("\u{1F600}", ""), ("", ""),
        ])
    func latin(name: String, slug: String) {
        #expect(PlainText.slug(name, limit: 60) == slug)
    }

    @Test(
        "of any script have something left",
        arguments: ["يوسف المنصوري", "佐藤花", "अमित", "김민수", "დავითი", "ሰላም"])
    func scripts(name: String) {
        let slug = PlainText.slug(name, limit: 60)
        #expect(!slug.isEmpty && slug.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 }, "\(slug)")
    }

    @Test("end with a word where they are cut")
    func cut() {
        #expect(PlainText.slug("abc def", limit: 4) == "abc")
        #expect(PlainText.slug("abc def", limit: 3) == "abc")
        #expect(PlainText.slug("abc def ghi", limit: 9) == "abc-def")
        #expect(PlainText.slug("abcdef", limit: 4) == "abcd")
        #expect(PlainText.slug(String(repeating: "字", count: 10_000), limit: 60).count <= 60)
    }

    @Test(
        "are reserved for whoever runs the site, whatever they look like",
        arguments: [
            "admin", "support", "supp0rt", "adrnin", "agentor", "agent0r-team", "my-agentor", "new", "ad-min",
        ])
    func reserved(slug: String) {
        #expect(ReservedWord.isReserved(slug: slug))
    }

    @Test("and free otherwise", arguments: ["ada", "administer", "supporter", "newton", "agent", "design"])
    func free(slug: String) {
        #expect(!ReservedWord.isReserved(slug: slug))
    }

    @Test(
        "names of offices are reserved, and people are not called so",
        arguments: [
            "Administrator", "Аdmin", "SUPPORT", "Agentor administrator", "The Agent0r Team",
            "Somebody who left",
        ])
    func reservedName(name: String) {
        #expect(ReservedWord.isReserved(name: name))
    }

    @Test("and people are", arguments: ["Ada Adminov", "Home", "Steve Jobs", "Agento Rossi"])
    func freeName(name: String) {
        #expect(!ReservedWord.isReserved(name: name))
    }

    @Test(
        "text runs as its first letter does",
        arguments: [("Ada", "ltr"), ("1: יוסף and Ada", "rtl"), ("123 …", "auto"), ("", "auto")])
    func direction(text: String, direction: String) {
        #expect(PlainText.direction(of: text).rawValue == direction)
    }
}
