import FoundationEssentials
import Testing

@testable import Text

/// What `PlainText` keeps, by Unicode's own data (Debian's unicode-data): every script there is.
@Suite("Text of every script")
struct UnicodeDataTests {
    /// The fields of a file's lines, without comments.
    private static func rows(_ file: String) throws -> [[String]] {
        let data = try #require(FileManager.default.contents(atPath: "/usr/share/unicode/\(file)"))
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
            let content = line.prefix { $0 != "#" }
            let fields = content.split(separator: ";", omittingEmptySubsequences: false).map {
                $0.trimmingPrefix(while: \.isWhitespace)
            }
            guard fields.count > 1 else { return nil }
            return fields.map { field in
                var field = field
                while field.last?.isWhitespace == true { field.removeLast() }
                return String(field)
            }
        }
    }

    private static func scalars(_ hexadecimal: String) -> [Unicode.Scalar] {
        hexadecimal.split(separator: " ").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
    }

    /// "0600..0605" or "0600".
    private static func range(_ field: String) -> ClosedRange<UInt32>? {
        let ends = field.components(separatedBy: "..").compactMap { UInt32($0, radix: 16) }
        guard let first = ends.first, let last = ends.last else { return nil }
        return first...last
    }

    private static func text(_ scalars: [Unicode.Scalar]) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    /// Whether a text is kept as it is, in one line and in several.
    private func isKept(_ text: String) -> Bool {
        Array(PlainText.lines(text).unicodeScalars) == Array(text.unicodeScalars)
            && Array(PlainText.line(text).unicodeScalars) == Array(text.nfc.unicodeScalars)
    }

    @Test("every character that can be seen stays, after a letter and before one")
    func visible() throws {
        var count = 0
        var lost: [String] = []
        for row in try Self.rows("UnicodeData.txt") where !["Cc", "Cs", "Zs", "Zl", "Zp"].contains(row[2]) {
            guard let scalar = Self.scalars(row[0]).first,
                !scalar.properties.isDefaultIgnorableCodePoint, InvisibleCharacter(scalar) == nil
            else { continue }
            count += 1
            if !isKept("x\(scalar)y") { lost.append("\(row[0]) \(row[1])") }
        }
        #expect(count > 30_000)
        #expect(lost.isEmpty)
    }

    @Test("the letters of every script stay, in a row")
    func scripts() throws {
        var letters: [String: [Unicode.Scalar]] = [:]
        for row in try Self.rows("Scripts.txt") {
            for value in try #require(Self.range(row[0])) {
                guard let scalar = Unicode.Scalar(value), letters[row[1], default: []].count < 60,
                    InvisibleCharacter(scalar) == nil, scalar.properties.isAlphabetic
                else { continue }
                letters[row[1], default: []].append(scalar)
            }
        }
        let scripts = letters.filter { !["Common", "Inherited"].contains($0.key) }
        #expect(scripts.count > 150)
        for (script, letters) in scripts {
            // Marks on letters, as they are written: one each.
            let base = try #require(letters.first { !$0.isMark })
            let text = Self.text(letters.flatMap { [base, $0] })
            #expect(isKept(text), "\(script)")
        }
    }

    @Test("sequences with a name stay whole: letters with marks, syllables, keycaps")
    func namedSequences() throws {
        let rows = try Self.rows("NamedSequences.txt")
        #expect(rows.count > 400)
        for row in rows {
            // Some are marks alone.
            let text = "x" + Self.text(Self.scalars(row[1]))
            #expect(isKept(text), "\(row[0])")
        }
    }

    @Test("variants of characters stay: of ideographs, of letters where a script has them, of symbols")
    func variants() throws {
        var count = 0
        for row in try Self.rows("StandardizedVariants.txt") {
            let scalars = Self.scalars(row[0])
            // A digit with a stroke is told from one without by nobody who reads a name.
            if scalars[0].isASCII { continue }
            count += 1
            #expect(Array(PlainText.lines(Self.text(scalars)).unicodeScalars) == scalars, "\(row[0])")
        }
        #expect(count > 1_000)
    }

    @Test("letters that join are kept from joining by what is written for that")
    func joining() throws {
        var count = 0
        for row in try Self.rows("ArabicShaping.txt") where ["D", "L"].contains(row[2]) {
            guard let letter = Self.scalars(row[0]).first else { continue }
            count += 1
            #expect(isKept("\(letter)\u{200C}\(letter)"), "\(row[0]) \(row[1])")
            #expect(isKept("\(letter)\u{200D}"), "\(row[0]) \(row[1])")
        }
        #expect(count > 500)
    }

    @Test("consonants are joined, and kept from joining, in every script that has a virama")
    func viramas() throws {
        var count = 0
        for row in try Self.rows("UnicodeData.txt") where row[3] == "9" {
            guard let virama = Self.scalars(row[0]).first else { continue }
            count += 1
            for joiner in ["\u{200C}", "\u{200D}"] { #expect(isKept("x\(virama)\(joiner)y"), "\(row[1])") }
        }
        #expect(count > 50)
    }

    @Test("what cannot be seen makes no two words of one, and no word of nothing")
    func invisible() throws {
        var count = 0
        for row in try Self.rows("DerivedCoreProperties.txt") where row[1] == "Default_Ignorable_Code_Point" {
            // Those that stand for nothing yet are thousands.
            for value in try #require(Self.range(row[0])).prefix(300) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                count += 1
                #expect(PlainText.line("pay\(scalar)ment") == "payment", "\(row[0])")
                #expect(PlainText.line("\(scalar)payment\(scalar)") == "payment", "\(row[0])")
                #expect(PlainText.line(" \(scalar) ").isEmpty && PlainText.lines("\n\(scalar)\n").isEmpty)
            }
        }
        #expect(count > 600)
    }

    @Test(
        "white space of every kind is one space in a line, ends a line where it does so anywhere, and stays elsewhere"
    )
    func whiteSpace() throws {
        for row in try Self.rows("PropList.txt") where row[1] == "White_Space" {
            for value in try #require(Self.range(row[0])) {
                let scalar = try #require(Unicode.Scalar(value))
                #expect(PlainText.line("a\(scalar)\(scalar)b") == "a b", "\(row[0])")
                let endsLine = [0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029].contains(value)
                #expect(PlainText.lines("a\(scalar)b") == (endsLine ? "a\nb" : "a\(scalar)b"), "\(row[0])")
            }
        }
    }

    @Test("digits of every script are digits of a code")
    func digits() throws {
        var zeros: [Unicode.Scalar] = []
        for row in try Self.rows("UnicodeData.txt") where row[2] == "Nd" && row[6] == "0" {
            zeros.append(try #require(Self.scalars(row[0]).first))
        }
        #expect(zeros.count > 60)
        for zero in zeros {
            let code = (0..<10).compactMap { Unicode.Scalar(zero.value + $0) }
            #expect(PlainText.code(Self.text(code)) == "0123456789", "\(zero.value)")
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isMark: Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
    }
}
