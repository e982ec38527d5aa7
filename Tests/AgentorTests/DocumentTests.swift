import FoundationEssentials
import Testing

/// What the documents say is tested is tested.
@Suite("Documents")
struct DocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root.path)/\(path)", encoding: .utf8)
    }

    /// The rows of requirements in docs/security.md, cell by cell.
    private static func requirements() throws -> [[String]] {
        try text("docs/security.md").split(separator: "\n").filter { $0.contains(#/^\| \d+\.\d+\.\d+ /#) }.map
        { row in
            row.split(separator: "|").map { String($0.drop { $0 == " " }) }
        }
    }

    @Test("every requirement of docs/security.md says how it is met, or why not")
    func complete() throws {
        let requirements = try Self.requirements()
        #expect(requirements.count == 76)
        for cells in requirements {
            try #require(cells.count == 4, "\(cells.first ?? "")")
            #expect(cells[2].count > 8 && !cells[2].hasPrefix("—"), "\(cells[0])")
        }
    }

    @Test("every test that docs/security.md names is there")
    func named() throws {
        var tests = ""
        let folder = "\(Self.root.path)/Tests"
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
        where path.hasSuffix(".swift") || path.hasSuffix(".py") {
            tests += try Self.text("Tests/\(path)")
        }
        var count = 0
        for cells in try Self.requirements() {
            for name in cells[3].matches(of: /`([^`]+)`/).map(\.1) {
                #expect(
                    tests.contains("\"\(name)\"") || tests.contains("def \(name)("),
                    "\(cells[0]) names a test that is not there: \(name)")
                count += 1
            }
        }
        #expect(count > 80)
    }
}
