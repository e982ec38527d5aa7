import FoundationEssentials
import Glibc
import TestFiles
import Testing

@testable import Documents

@Suite("What is in documents")
struct DocumentInspectorTests {
    private static let executable =
        URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        .deletingLastPathComponent().path + "/agentor-documents"

    private let inspector = DocumentInspector(executable: executable)

    private func found(
        in bytes: [UInt8], as kind: DocumentInspector.Kind, by inspector: DocumentInspector? = nil
    ) throws -> DocumentInspector.Findings {
        let file = try OpenFile(bytes)
        return withExtendedLifetime(file) {
            (inspector ?? self.inspector).inspect(file.descriptor, as: kind)
        }
    }

    private func text(_ bytes: [UInt8]) throws -> String? { try found(in: bytes, as: .text).text }

    /// A PDF whose pages say what they are given, or nothing.
    private func document(_ pages: [String?]) -> [UInt8] {
        document(drawing: pages.map { $0.map { "BT /F 12 Tf 10 100 Td (\($0)) Tj ET" } })
    }

    /// A PDF of pages that are drawn so, as small as it is.
    private func document(drawing pages: [String?]) -> [UInt8] {
        let places = pages.indices.map { 4 + 2 * $0 }
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count \(pages.count)/Kids[\(places.map { "\($0) 0 R" }.joined(separator: " "))]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ]
        for (place, content) in zip(places, pages) {
            objects.append(
                """
                <</Type/Page/Parent 2 0 R/MediaBox[0 0 2000 200]/Resources<</Font<</F 3 0 R>>>>/Contents \(place + 1) 0 R>>
                """)
            let content = content ?? ""
            objects.append("<</Length \(content.utf8.count)>>stream\n\(content)\nendstream\n")
        }
        return file(of: objects)
    }

    private func file(of objects: [String]) -> [UInt8] {
        var text = "%PDF-1.4\n"
        var places: [Int] = []
        for (number, object) in objects.enumerated() {
            places.append(text.utf8.count)
            text += "\(number + 1) 0 obj\(object)endobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places {
            let digits = "\(place)"
            text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        text += "trailer<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }

    // MARK: PDF

    @Test("pages of a PDF are counted", arguments: [1, 2, 300])
    func counting(_ count: Int) throws {
        let pages = try found(in: document([String?](repeating: nil, count: count)), as: .pdf)
        #expect(pages == .init(pages: count))
    }

    @Test("what pages say is read in their order")
    func pages() throws {
        let found = try found(in: document(["The white sample", nil, "left Tokyo"]), as: .pdf)
        #expect(found == .init(pages: 3, text: "The white sample\nleft Tokyo"))
    }

    @Test("of what is no PDF, or a damaged one, nothing is known")
    func others() throws {
        for bytes in [
            [], Array("%PDF-1.7\n".utf8), Array("<!DOCTYPE html>".utf8), Array(document(["a"]).prefix(60)),
        ] {
            #expect(try found(in: bytes, as: .pdf) == .init())
        }
    }

    @Test("of a long PDF the beginning is read, and of a long book of pictures no more than so many pages")
    func long() throws {
        let line = String(repeating: "word ", count: 100)
        let long = try found(in: document([String](repeating: line, count: 60)), as: .pdf)
        #expect(long.pages == 60)
        let text = try #require(long.text)
        #expect(text.unicodeScalars.count <= 16_384 && text.unicodeScalars.count > 16_300)
        #expect(text.hasPrefix("word word") && text.hasSuffix("word"))
        let pictures = [String?](repeating: nil, count: 300) + ["late"]
        #expect(try found(in: document(pictures), as: .pdf) == .init(pages: 301))
    }

    @Test("a page that takes too long, or too much memory, leaves what was known before: how many there are")
    func bombs() throws {
        var limits = DocumentInspector.Limits()
        limits.patience = .seconds(1)
        let impatient = DocumentInspector(executable: Self.executable, limits: limits)
        // Forms that draw each other, ten times each.
        let levels = 12
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Contents 4 0 R>>",
            "<</Length 5>>stream\n/X Do\nendstream\n",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
        for level in 0..<levels {
            let (content, resources) =
                level == levels - 1
                ? ("BT /F 12 Tf (all the same) Tj ET", "<</Font<</F 5 0 R>>>>")
                : (
                    String(repeating: "/X Do ", count: 10), "<</XObject<</X \(7 + level) 0 R>>>>"
                )
            objects.append(
                """
                <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources\(resources)/Length \(content.utf8.count)>>stream
                \(content)
                endstream

                """)
        }
        #expect(try found(in: file(of: objects), as: .pdf, by: impatient) == .init(pages: 1))
        // The same, and no process to read it in.
        limits.patience = .seconds(10)
        limits.memory = 1 << 20
        let cramped = DocumentInspector(executable: Self.executable, limits: limits)
        #expect(try found(in: document(["a"]), as: .pdf, by: cramped).text == nil)
    }

    @Test("a tree of pages that leads back to itself has no more pages than there are")
    func endless() throws {
        let found = try found(
            in: file(of: [
                "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 2000000000/Kids[2 0 R 2 0 R]>>",
            ]), as: .pdf)
        #expect(found.text == nil)
    }

    // MARK: Texts

    @Test("a text is read as what its bytes say it is")
    func encodings() throws {
        let said = "Übergröße – 見本, “пример” 👩‍👩‍👧"
        #expect(try text(Array(said.utf8)) == said)
        #expect(try text([0xEF, 0xBB, 0xBF] + Array(said.utf8)) == said)
        let little: [UInt8] = said.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try text([0xFF, 0xFE] + little) == said)
        let big: [UInt8] = said.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(try text([0xFE, 0xFF] + big) == said)
        // Windows-1252: an umlaut, the euro sign and a pair of quotation marks, and one that is nothing.
        #expect(try text([0xDC, 0x62, 0x65, 0x72, 0x20, 0x80, 0x93, 0x31, 0x94, 0x81]) == "Über €“1”")
    }

    @Test("what is no text of any kind is read as well as it can be, without what nobody can see")
    func damaged() throws {
        #expect(try text([]) == nil)
        #expect(try text([0, 0, 0]) == nil)
        #expect(try text([0x61, 0, 0x62, 0x1B, 0x5B, 0x07, 0x63]) == "ab[c")
        #expect(try text([0xFF, 0xFE, 0x61, 0, 0x00, 0xD8, 0x62, 0, 0x63]) == "a\u{FFFD}b")
        #expect(try text([0xFF, 0xFE]) == nil && text([0xFE]) == "þ")
        #expect(try text(Array("a\u{202E}b\u{FFFF}\u{1E}c".utf8)) == "abc")
        #expect(try text(Array(" a \t\r\n\r\n  b\u{A0} c \n".utf8)) == "a\nb c")
    }

    @Test("of a long text the beginning is read, and no half of a character")
    func longText() throws {
        let family = "👩‍👩‍👧"
        #expect(family.unicodeScalars.count == 5)
        let long = String(repeating: family, count: 5_000)
        #expect(try text(Array(long.utf8)) == String(repeating: family, count: 16_384 / 5))
        // Cut where it is read in the middle of a character, it is UTF-8 nevertheless.
        let wide = String(repeating: " ", count: (1 << 20) - 4) + "é見見"
        #expect(try text(Array(wide.utf8)) == "é")
        let much = [UInt8](repeating: 0x61, count: 25 << 20)
        #expect(try text(much) == String(repeating: "a", count: 16_384))
        let marks = "e" + String(repeating: "\u{301}", count: 20_000)
        #expect(try text(Array(marks.utf8)) == nil)
    }

    @Test("nothing is known where nothing reads, or what reads says something else")
    func missing() throws {
        for executable in ["/nonexistent", "/bin/false", "/bin/yes", "/bin/echo"] {
            let found = try found(
                in: document(["a"]), as: .pdf, by: DocumentInspector(executable: executable))
            #expect(found.pages == nil && found.text == nil, "\(executable)")
        }
    }
}
