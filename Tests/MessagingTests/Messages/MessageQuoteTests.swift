import FoundationEssentials
import Markdown
import Testing

@testable import Messaging

@Suite("Quotes of messages")
struct MessageQuoteTests {
    private func message(_ text: String, by name: String = "Ada") -> Message {
        Message(
            id: UUID(), sequence: 1, changed: 1,
            author: Participant(id: ParticipantID(rawValue: UUID()), name: name, handle: nil), text: text,
            sentAt: .now)
    }

    @Test("each line is quoted, with room for an answer below")
    func lines() {
        #expect(message("one\n\n  two").quotedText == "> one\n>\n>   two\n\n")
    }

    @Test("a quote from elsewhere says who said it and where, whatever signs are in the name")
    func source() throws {
        let quote = message("so *then*", by: "A*d*a [x](http://y)").quote(
            from: "https://a.example/channels/x/messages/1", limit: 16_384)
        #expect(quote.hasSuffix("/messages/1\n>\n> so *then*"))
        let words = FormattedText.words(of: quote)
        #expect(words.contains("A*d*a [x](http://y)") && words.contains("so then"))
    }

    @Test(
        "what is too long is cut, and says so",
        arguments: ["x", "x\n", "\n", "ü x\n", "👩‍👩‍👧"])
    func long(part: String) {
        let long = message(String(repeating: part, count: 16_384 / part.unicodeScalars.count))
        for limit in [200, 8_000, 16_384] {
            let quote = long.quote(from: "https://a.example/1", limit: limit)
            #expect(quote.unicodeScalars.count <= limit && quote.hasSuffix("…"))
            #expect(quote.unicodeScalars.count > limit * 2 / 3)
            #expect(
                quote.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy {
                    $0.hasPrefix(">")
                })
        }
        #expect(long.quotedText.unicodeScalars.count <= 12_002)
    }
}
