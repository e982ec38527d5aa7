import AgentorCore
import AgentorViews
import Testing

@Suite("QR codes")
struct QRCodeTests {
    private static let address = OneTimePassword(secret: Array("12345678901234567890".utf8))
        .enrolmentAddress(issuer: "Agentor", account: "ada@example.com")

    /// What the path draws: rows of modules, true for dark. Nil when a run overlaps another or leaves the square.
    private static func modules(of code: QRCode) -> [[Bool]]? {
        var rows = [[Bool]](repeating: [Bool](repeating: false, count: code.size), count: code.size)
        for run in code.path.split(separator: "M") {
            guard let match = run.wholeMatch(of: /(\d+) (\d+)h(\d+)v1h-(\d+)z/), match.3 == match.4,
                let column = Int(match.1), let row = Int(match.2), let length = Int(match.3),
                row < code.size, column + length <= code.size
            else { return nil }
            for place in column..<column + length {
                if rows[row][place] { return nil }
                rows[row][place] = true
            }
        }
        return rows
    }

    @Test(
        "the code has a size of the standard, four light modules around it, and three corners to find it by")
    func structure() throws {
        let code = try #require(QRCode(Self.address))
        let modules = try #require(Self.modules(of: code))
        let width = code.size - 8
        #expect((21...177).contains(width) && width % 4 == 1)
        let inside = 4..<code.size - 4
        for (row, column) in (0..<code.size).flatMap({ row in (0..<code.size).map { (row, $0) } })
        where !inside.contains(row) || !inside.contains(column) {
            #expect(!modules[row][column])
        }
        for (top, left) in [(4, 4), (4, code.size - 11), (code.size - 11, 4)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(row - 3), abs(column - 3))
                    #expect(modules[top + row][left + column] == (ring != 2))
                }
            }
        }
        // The timing patterns, and the one module that is dark in every code.
        for place in 8..<width - 8 {
            #expect(modules[4 + 6][4 + place] == place.isMultiple(of: 2))
            #expect(modules[4 + place][4 + 6] == place.isMultiple(of: 2))
        }
        #expect(modules[4 + width - 8][4 + 8])
    }

    @Test("it says that its errors are corrected at level M, in both places")
    func level() throws {
        let modules = try #require(QRCode(Self.address).flatMap(Self.modules))
        let width = modules.count - 8
        // The first two of the format bits, under the standard's mask 10: M is 00.
        #expect(modules[4 + 8][4] == true && modules[4 + 8][4 + 1] == false)
        #expect(modules[4 + width - 1][4 + 8] == true && modules[4 + width - 2][4 + 8] == false)
    }

    @Test("the same text gives the same code, another text another")
    func determined() throws {
        let code = try #require(QRCode(Self.address))
        #expect(QRCode(Self.address)?.path == code.path)
        #expect(QRCode(Self.address + "0")?.path != code.path)
        #expect(QRCode("a\0b")?.path != QRCode("a")?.path)
    }

    @Test("a code holds 2331 bytes, and there is none of nothing or of more")
    func limits() {
        #expect(QRCode(String(repeating: "ä", count: 1165) + "a")?.size == 177 + 8)
        #expect(QRCode(String(repeating: "a", count: 2332)) == nil)
        #expect(QRCode("") == nil)
    }
}
