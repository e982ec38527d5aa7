import FoundationEssentials
import Testing

@testable import Text

@Suite("Emoji")
struct EmojiTests {
    /// Of Unicode's own file (Debian's unicode-data): the scalars of each, and how they are qualified.
    private static func samples() throws -> [(text: String, status: String)] {
        let data = try #require(
            FileManager.default.contents(atPath: "/usr/share/unicode/emoji/emoji-test.txt"))
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.prefix { $0 != "#" }.split(separator: ";")
            guard fields.count == 2 else { return nil }
            let scalars = fields[0].split(separator: " ").compactMap {
                UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
            }
            return (
                String(String.UnicodeScalarView(scalars)), fields[1].filter { !$0.isWhitespace }
            )
        }
    }

    private static func bare(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { $0 != "\u{FE0F}" }
    }

    @Test("every one of Unicode's is one, however it is qualified, and is kept fully qualified")
    func all() throws {
        let samples = try Self.samples()
        let qualified = samples.filter { $0.status == "fully-qualified" }.map(\.text)
        #expect(qualified.count > 3_000)
        #expect(qualified.filter { $0.emoji.map { Array($0.utf8) } != Array($0.utf8) } == [])
        let whole = Dictionary(grouping: qualified, by: Self.bare)
        for sample in samples where sample.status.hasSuffix("qualified") {
            let same = try #require(whole[Self.bare(sample.text)])
            #expect(sample.text.emoji.map { [$0] } == same, "\(sample.text)")
        }
        for emoji in qualified { #expect("\u{200B} \(emoji)\n".emoji == emoji) }
    }

    @Test(
        "families, flags, skin tones and keycaps are one each",
        arguments: [
            "👍", "❤️", "👨‍👩‍👧‍👦", "🇵🇹", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👋🏽", "1️⃣", "#️⃣", "👩🏻‍❤️‍💋‍👨🏿", "🏳️‍🌈", "©️",
        ])
    func sequences(emoji: String) {
        #expect(emoji.emoji.map { Array($0.utf8) } == Array(emoji.utf8))
        #expect(emoji.replacing("\u{FE0F}", with: "").emoji == emoji)
        #expect((emoji + emoji).emoji == nil, "two are not one")
    }

    @Test("what asks to be shown as text is the same")
    func presentation() {
        #expect("❤\u{FE0E}".emoji == "❤️")
        #expect("❤".emoji == "❤️")
        #expect("👍\u{FE0F}".emoji == "👍")
    }

    @Test(
        "nothing else is one",
        arguments: [
            "", " ", "a", "1", "#", ":)", "👍a", "👍👎", "👍 👎", "🇵", "🇵🇵🇹", "🇽🇽", "\u{200D}", "\u{200B}\u{2060}",
            "\u{FE0F}",
            "👍\u{200D}👎", "é", "★", "<b>", "\u{E0067}", "👍\u{301}", String(repeating: "👍", count: 10_000),
            String(repeating: "x", count: 10_000), "👨\u{200D}" + String(repeating: "👩\u{200D}", count: 30),
        ])
    func refused(text: String) {
        #expect(text.emoji == nil)
    }
}
