import Documents
import FoundationEssentials
import Glibc
import TestFiles
import Testing

@Suite("Pages of PDF files")
struct PageCounterTests {
    private static let executable =
        URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        .deletingLastPathComponent().path + "/agentor-documents"

    private let counter = PageCounter(executable: executable)

    /// A PDF of some empty pages, as small as they are.
    private func document(_ pages: Int) -> [UInt8] {
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count \(pages)/Kids[\((0..<pages).map { "\($0 + 3) 0 R" }.joined(separator: " "))]>>",
        ]
        objects += (0..<pages).map { _ in "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>" }
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

    private func pages(of bytes: [UInt8]) throws -> Int? {
        let file = try OpenFile(bytes)
        return withExtendedLifetime(file) { counter.pages(of: file.descriptor) }
    }

    @Test("are counted", arguments: [1, 2, 300])
    func counting(_ count: Int) throws {
        #expect(try pages(of: document(count)) == count)
    }

    @Test("are none of what is no PDF, or a damaged one")
    func others() throws {
        #expect(try pages(of: []) == nil)
        #expect(try pages(of: Array("%PDF-1.7\n".utf8)) == nil)
        #expect(try pages(of: Array("<!DOCTYPE html>".utf8)) == nil)
        #expect(try pages(of: Array(document(3).prefix(60))) == nil)
    }

    @Test("are not known where nothing counts them")
    func missing() {
        #expect(PageCounter(executable: "/nonexistent").pages(of: STDIN_FILENO) == nil)
        #expect(PageCounter(executable: "/bin/false").pages(of: STDIN_FILENO) == nil)
    }
}
