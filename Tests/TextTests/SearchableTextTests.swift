import Testing
import Text

@Suite("Texts whose words are searched")
struct SearchableTextTests {
    private func folded(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        folded.append(contentsOf: SearchableText(text).scalars)
        return String(folded)
    }

    @Test(
        "are the same in any letter case, with accents or without, in any width and however they were composed",
        arguments: [
            ("RUSH Job", "rush job"), ("Größe", "GRO\u{308}SSE"), ("Größe", "grosse"), ("ẞ", "ss"),
            ("Zoë", "zoe"),
            ("Ångström", "angstrom"), ("ﬁn ﬃx", "fin ffix"), ("ＡＤＡ ４２", "ada 42"), ("m²", "m2"),
            ("№ 5", "no 5"),
            ("İSTANBUL", "istanbul"), ("IŞIK", "ışık"), ("ışık", "isik"), ("ΣΟΦΟΣ", "σοφός"), ("ᾳ", "α"),
            ("Ёлка", "елка"), ("ԲԱՐԵՒ", "բարեւ"), ("և", "եւ"), ("ᲡᲐᲥ", "საქ"), ("𐐔𐐇", "𐐼𐐯"), ("ᏣᎳᎩ", "ꮳꮃꭹ"),
            ("ｶﾞｷﾞ", "ガギ"), ("か\u{3099}", "が"), ("\u{1112}\u{1161}\u{11AB}글", "한글"), ("ﻛﺘﺎب", "كتاب"),
            ("ا\u{653}", "آ"), ("क\u{93C}", "क़"), ("ก\u{E4D}\u{E32}", "กำ"), ("ㅎ", "\u{1112}"), ("㍿", "株式会社"),
            ("so\u{AD}ft\u{200D}ware\u{FE0F}", "software"), ("می\u{200C}خواهم", "میخواهم"), ("", ""),
            ("Z\u{300}\u{301}\u{35F}\u{334}a\u{489}", "za\u{489}"), ("شّ\u{64E}", "ش"), ("كِتاب", "كتاب"),
            ("יֶלֶד", "ילד"), ("שׁ", "ש"), ("محـمد", "محمد"),
        ])
    func same(one: String, other: String) {
        #expect(SearchableText(one).scalars == SearchableText(other).scalars)
    }

    @Test(
        "are not the same with other letters, with vowels of other scripts, or with another sound",
        arguments: [
            ("は", "ば"), ("は", "ぱ"), ("दिल", "दल"), ("กิน", "กน"), ("ا", "آ"), ("و", "ؤ"),
            ("a b", "ab"),
            ("łódź", "lodz"), ("Acme™", "acmetm"), ("하", "한"), ("カ", "か"), ("٣", "3"),
        ])
    func different(one: String, other: String) {
        #expect(SearchableText(one).scalars != SearchableText(other).scalars)
    }

    @Test("are the same once they are folded again, and in upper case and in lower, in all of Unicode")
    func all() {
        var (changed, torn): ([Unicode.Scalar], [Unicode.Scalar]) = ([], [])
        // A mark in Greek, and a letter in capitals.
        let ypogegrammeni: Unicode.Scalar = "\u{345}"
        for scalar in (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init) {
            // Later ones are not in every ICU.
            let all = [scalar] + scalar.properties.uppercaseMapping.unicodeScalars
            guard all.allSatisfy({ ($0.properties.age?.major ?? .max) <= 15 }), scalar != ypogegrammeni else {
                continue
            }
            let text = String(Character(scalar))
            let once = folded(text)
            if SearchableText(once).scalars != SearchableText(text).scalars { changed.append(scalar) }
            let upper = scalar.properties.uppercaseMapping
            if upper != text, SearchableText(upper).scalars != SearchableText(text).scalars {
                torn.append(scalar)
            }
        }
        #expect(changed.isEmpty)
        // Letters with that mark.
        let others = torn.filter { $0.properties.name?.contains("GEGRAMMENI") != true }
        #expect(others.isEmpty && torn.count == 63)
    }

    @Test(
        "know where each of their characters stands",
        arguments: [
            ("Zoe\u{308} Größe", "e", "e"), ("Größe", "o", "ö"), ("Größe", "ss", "ß"), ("eﬃx", "fi", "ﬃ"),
            ("ha か\u{3099}", "が", "か\u{3099}"),
            ("a \u{1112}\u{1161}\u{11AB}", "한", "\u{1112}\u{1161}\u{11AB}"), ("😀 Ada", "ada", "Ada"),
            ("plain Text", "text", "Text"), ("x\u{AD}y", "xy", "x\u{AD}y"), ("한국 서울", "서울", "서울"),
        ])
    func origins(text: String, part: String, origin: String) throws {
        let searchable = SearchableText(text)
        let scalars = SearchableText(part).scalars
        let start = try #require(
            searchable.scalars.indices.first { searchable.scalars[$0...].starts(with: scalars) })
        let range = searchable.origin(of: start..<start + scalars.count)
        #expect(Array(text.utf8)[range].elementsEqual(origin.utf8))
    }

    @Test("stay whole where marks are piled up in the wrong order")
    func marks() {
        let pile = String(repeating: "\u{653}\u{323}\u{65F}\u{618}", count: 5_000)
        let searchable = SearchableText("ש" + pile + "x")
        #expect(searchable.scalars.count == 15_002 && searchable.scalars.last == "x")
        #expect(searchable.origin(of: 15_001..<15_002).upperBound == ("ש" + pile + "x").utf8.count)
        let sorted = searchable.scalars.map(\.properties.canonicalCombiningClass.rawValue).dropFirst()
            .dropLast()
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0 <= $1 })
    }
}
