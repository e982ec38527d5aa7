import Testing

@testable import FileTypes

@Suite("Names of files")
struct FileNameTests {
    private func named(_ name: String, _ kind: FileKind = .pdf) -> String { FileName(name, kind: kind).text }

    @Test(
        "a name in any script stays what it was",
        arguments: [
            "Report 2026.pdf", "отчёт за май.pdf", "報告書.pdf", "تقرير.pdf", "דוח.pdf", "รายงาน.pdf",
            "रिपोर्ट.pdf", "Ωμέγα (2).pdf", "📎👩‍👩‍👧 família.pdf", "می‌خواهم.pdf", "REPORT.PDF", "a.b.c.pdf",
            "100% & more, #1; it's [ok] {yes} ~.pdf",
        ])
    func stays(name: String) {
        #expect(named(name) == name)
    }

    @Test(
        "nothing of a path is left, of any system",
        arguments: [
            ("C:\\fakepath\\a.pdf", "a.pdf"), ("/etc/passwd", "passwd.pdf"), ("../../a.pdf", "a.pdf"),
            ("..\\..\\a.pdf", "a.pdf"), ("a/", "file.pdf"), ("a/..", "file.pdf"), ("/", "file.pdf"),
            ("a/\u{301}b.pdf", "b.pdf"), ("..", "file.pdf"), (".", "file.pdf"), ("....a.pdf", "a.pdf"),
            (".htaccess", "htaccess.pdf"), (". . a.pdf", "a.pdf"), (".pdf", "file.pdf"), ("a..pdf", "a.pdf"),
            ("a .pdf", "a.pdf"), (".\u{301}a.pdf", "a.pdf"), ("a.pdf. .", "a.pdf"),
        ])
    func paths(name: String, expected: String) {
        // A mark that is left alone cannot be seen.
        #expect(named(name).unicodeScalars.filter { $0 != "\u{301}" }.elementsEqual(expected.unicodeScalars))
    }

    @Test(
        "what cannot be seen goes, and what turns the direction of text with it",
        arguments: [
            ("a\u{202E}fdp.exe", "afdp.exe.pdf"), ("a\u{2066}b\u{2069}.pdf", "ab.pdf"),
            ("a\u{200E}\u{200F}\u{061C}b.pdf", "ab.pdf"), ("a\u{200B}b\u{FEFF}c\u{2060}.pdf", "abc.pdf"),
            ("a\u{0}b\u{1B}[2J\u{7F}.pdf", "ab[2J.pdf"), ("a\r\nb\tc.pdf", "a b c.pdf"),
            ("a\u{2028}b.pdf", "a b.pdf"), ("\u{200D}.pdf", "file.pdf"), ("\u{3164}.pdf", "file.pdf"),
            ("  a   b  .pdf", "a b.pdf"), ("a.p\u{200B}df", "a.pdf"), ("a\u{E0001}\u{E0041}.pdf", "a.pdf"),
        ])
    func invisible(name: String, expected: String) {
        #expect(named(name) == expected)
    }

    @Test("however a keyboard composed it, it is the same name")
    func normalised() {
        let name = named("re\u{301}sume\u{301}.pdf")
        #expect(name.unicodeScalars.elementsEqual("r\u{E9}sum\u{E9}.pdf".unicodeScalars))
    }

    @Test(
        "what Windows takes for something else is replaced",
        arguments: [
            ("a<b>c:d\"e|f?g*h.pdf", "a_b_c_d_e_f_g_h.pdf"), ("con.pdf", "_con.pdf"), ("NUL", "_NUL.pdf"),
            ("aux.txt.pdf", "_aux.txt.pdf"), ("COM1.pdf", "_COM1.pdf"), ("lpt³.pdf", "_lpt³.pdf"),
            ("CON .pdf", "_CON.pdf"), ("com10.pdf", "com10.pdf"), ("console.pdf", "console.pdf"),
            ("a:b.pdf", "a_b.pdf"),
        ])
    func windows(name: String, expected: String) {
        #expect(named(name) == expected)
    }

    @Test("it has at most 200 bytes, is cut between characters, and keeps its extension")
    func long() {
        for character in ["a", "é", "語", "👩‍👩‍👧", "🇩🇪", "नि"] {
            let name = named(String(repeating: character, count: 300) + ".pdf")
            #expect(name.utf8.count <= 200 && name.utf8.count > 170)
            #expect(name.hasSuffix("\(character).pdf"))
            #expect(name.dropLast(4).allSatisfy { String($0) == character })
        }
        let tail = named(String(repeating: "a", count: 195) + " . .more.pdf")
        #expect(tail == String(repeating: "a", count: 195) + ".pdf")
        #expect(named(String(repeating: "a", count: 300)).utf8.count == 200)
        // One character may be longer than a name.
        let endless = "👩" + String(repeating: "\u{200D}👩", count: 100)
        #expect(named("\(endless).pdf") == "file.pdf")
    }

    @Test("the extension says what the file is")
    func extensions() {
        let renamed: [(String, FileKind, String)] = [
            ("a", .pdf, "a.pdf"), ("", .pdf, "file.pdf"), ("a.docx", .pdf, "a.pdf"), ("a.png", .pdf, "a.pdf"),
            ("a.exe", .pdf, "a.exe.pdf"), ("Plan 2.1", .pdf, "Plan 2.1.pdf"),
            ("Dr. Who", .pdf, "Dr. Who.pdf"),
            ("a.markdown", .markdown, "a.markdown"), ("a.txt", .markdown, "a.md"),
            ("a.jar", .zip, "a.jar.zip"),
            ("a.tar.gz", .gzip, "a.tar.gz"), ("a.tgz", .gzip, "a.tgz"), ("a.opus", .ogg, "a.opus"),
            ("main.c", .text, "main.c"), ("a.json", .text, "a.json"), ("README", .text, "README.txt"),
            ("a.html", .text, "a.html.txt"), ("a.svg", .text, "a.svg.txt"), ("a.bat", .text, "a.bat.txt"),
            ("a.js", .text, "a.js.txt"), ("a.py", .text, "a.py.txt"), ("a.desktop", .text, "a.desktop.txt"),
            ("a.html", .csv, "a.html.csv"), ("a.mp4", .m4a, "a.m4a"),
        ]
        for (name, kind, expected) in renamed { #expect(named(name, kind) == expected) }
    }

    @Test("no kind is saved by an extension that a system runs, or a browser shows as a page")
    func harmless() {
        let harmful: Set = [
            "html", "htm", "xhtml", "xht", "shtml", "svg", "svgz", "xml", "xsl", "mht", "mhtml", "hta", "js",
            "mjs",
            "vbs", "vbe", "wsf", "bat", "cmd", "ps1", "com", "exe", "scr", "msi", "lnk", "url", "reg", "inf",
            "sh",
            "py", "rb", "pl", "php", "lua", "jar", "class", "apk", "desktop", "command", "app", "dmg", "iso",
            "img",
            "chm", "docm", "xlsm", "pptm", "css", "swf",
        ]
        for kind in FileKind.all {
            #expect(!kind.extensions.isEmpty && harmful.isDisjoint(with: kind.extensions))
            #expect(kind.extensions.allSatisfy { $0 == $0.lowercased() })
            #expect(FileKind.permitted(detected: "text/html", name: "a.\(kind.extensions[0])") == nil)
            for ending in harmful {
                #expect(named("a.\(ending)", kind) == "a.\(ending).\(kind.extensions[0])")
            }
        }
    }

    @Test("pictures keep the name they were sent by, and are saved by what was made of them")
    func pictures() {
        #expect(FileName(picture: "IMG_1.HEIC").text == "IMG_1.HEIC")
        #expect(FileName(picture: "image").text == "image")
        #expect(FileName(picture: "").text == "file")
        #expect(FileName(picture: "a.exe").text == "a_exe")
        #expect(FileName(picture: "a.exe", type: "image/png").text == "a.exe.png")
        #expect(FileName(picture: "a.jpeg", type: "image/jpeg").text == "a.jpeg")
        #expect(FileName(picture: "a.png", type: "image/jpeg").text == "a.jpg")
        #expect(FileName.toSave("IMG_1.HEIC", as: "image/jpeg").text == "IMG_1.jpg")
        #expect(FileName.toSave("a.png", as: "image/webp").text == "a.webp")
        #expect(FileName.toSave("a_exe", as: "image/png").text == "a_exe.png")
    }

    @Test("what was kept is saved by the same name")
    func toSave() {
        for kind in FileKind.all {
            for ending in kind.extensions + ["", "exe"] {
                let name = FileName("a.\(ending)", kind: kind)
                #expect(FileName.toSave(name.text, as: kind.type) == name)
            }
        }
        #expect(FileName.toSave("a", as: "application/octet-stream").text == "a.bin")
    }

    @Test("any name can be shown")
    func shown() {
        #expect(FileName.shown("C:\\a\u{202E}gnp.exe") == "agnp.exe")
        #expect(FileName.shown("") == "file")
        #expect(FileName.shown("\u{0}\n") == "file")
        #expect(FileName.shown(String(repeating: "語", count: 1000) + ".exe").utf8.count <= 200)
    }

    @Test(
        "as a header it has the name twice: in ASCII, and as it is",
        arguments: [
            ("a b.pdf", "filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"),
            ("naïve 語.pdf", "filename=\"na_ve _.pdf\"; filename*=UTF-8''na%C3%AFve%20%E8%AA%9E.pdf"),
            ("100%.pdf", "filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
            ("a\";x=\"b\\c.pdf", "filename=\"c.pdf\"; filename*=UTF-8''c.pdf"),
            ("a\";x='(b).pdf", "filename=\"a_;x='(b).pdf\"; filename*=UTF-8''a_%3Bx%3D%27%28b%29.pdf"),
            (
                "a\r\nSet-Cookie: b.pdf",
                "filename=\"a Set-Cookie_ b.pdf\"; filename*=UTF-8''a%20Set-Cookie_%20b.pdf"
            ),
        ])
    func header(name: String, expected: String) {
        let header = FileName(name, kind: .pdf).contentDisposition
        #expect(header == "attachment; \(expected)")
    }

    @Test("whatever is sent, the name is safe, and making it safe again changes nothing")
    func anything() {
        var generator = SystemRandomNumberGenerator()
        let spices: [Unicode.Scalar] = [
            "/", "\\", ".", " ", "\u{0}", "\u{202E}", "\u{200D}", "\u{301}", "\"", ":", "%", "é", "語", "א",
            "👩", "C",
            "\u{FFFD}", "\u{10FFFF}", "\u{FEFF}", "\n", "a", "~", "\u{37E}", "\u{2024}", "\u{FF0F}",
        ]
        for _ in 0..<2000 {
            var name = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                name.append(spices.randomElement(using: &generator)!)
            }
            let kind = FileKind.all.randomElement(using: &generator)!
            let safe = FileName(String(name), kind: kind)
            let text = safe.text
            #expect(FileName(text, kind: kind) == safe, "\(String(name).debugDescription)")
            #expect(text.utf8.count <= FileName.limit && ![".", " "].contains(text.unicodeScalars.first))
            #expect(kind.extensions.contains { text.lowercased().hasSuffix(".\($0)") })
            #expect(
                text.unicodeScalars.allSatisfy {
                    !"/\\:\"<>|?*\u{0}\u{202E}\n\u{FEFF}".unicodeScalars.contains($0)
                })
            #expect(safe.contentDisposition.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }
}
