import FileTypes
import Glibc
import Synchronization
import Testing
import Threads

@Suite("What a file is")
struct DetectionTests {
    private func kind(_ bytes: [UInt8], _ name: String) throws -> FileKind? {
        FileKind.permitted(detected: try detected(bytes), name: name)
    }

    private func kind(_ text: String, _ name: String) throws -> FileKind? { try kind(Array(text.utf8), name) }

    // MARK: Permitted

    @Test("what people send to each other is told by its bytes, whatever it is called")
    func permitted() throws {
        let files: [([UInt8], type: String, label: String)] = [
            (Array("%PDF-1.7\n1 0 obj".utf8), "application/pdf", "PDF"),
            (Array("Grüße, 世界\n".utf8), "text/plain", "Text"),
            (Array("{\\rtf1\\ansi hello}".utf8), "application/rtf", "Rich text"),
            (
                Bytes.office("word"),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"
            ),
            (
                Bytes.office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "Excel spreadsheet"
            ),
            (
                Bytes.office("ppt"),
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "PowerPoint slides"
            ),
            (
                Bytes.openDocument("vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text",
                "Text document"
            ),
            (
                Bytes.openDocument("vnd.oasis.opendocument.spreadsheet"),
                "application/vnd.oasis.opendocument.spreadsheet", "Spreadsheet"
            ),
            (
                Bytes.openDocument("vnd.oasis.opendocument.presentation"),
                "application/vnd.oasis.opendocument.presentation", "Slides"
            ),
            (Bytes.openDocument("epub+zip"), "application/epub+zip", "Book (EPUB)"),
            (Bytes.zip([("a.txt", "hello")]), "application/zip", "ZIP archive"),
            (Bytes.gzip, "application/gzip", "Archive (gzip)"),
            (Bytes.tar, "application/x-tar", "Archive (tar)"),
            (Bytes.sevenZip, "application/x-7z-compressed", "7-Zip archive"),
            (Bytes.mp3, "audio/mpeg", "Audio"), (Bytes.id3 + Bytes.mp3, "audio/mpeg", "Audio"),
            (Bytes.ogg("\u{1}vorbis"), "audio/ogg", "Audio"),
            (Bytes.ogg("OpusHead\u{1}\u{2}"), "audio/ogg", "Audio"),
            (Bytes.flac, "audio/flac", "Audio"), (Bytes.wav, "audio/wav", "Audio"),
            (Bytes.media("M4A "), "audio/mp4", "Audio"), (Bytes.media("isom"), "video/mp4", "Video"),
            (Bytes.media("mp42"), "video/mp4", "Video"), (Bytes.media("M4V "), "video/mp4", "Video"),
            (Bytes.media("qt  "), "video/quicktime", "Video"), (Bytes.webM, "video/webm", "Video"),
        ]
        for (bytes, type, label) in files {
            // By no name, and by one that lies.
            for name in ["", "something", "something.exe", "something.html", "something.png"] {
                let kind = try #require(try kind(bytes, name), "\(type) as \(name)")
                #expect(kind.type == type && kind.label == label)
            }
            #expect(try !FileKind.isPicture(detected(bytes)))
        }
    }

    @Test(
        "between kinds of text, which are the same to libmagic, the name decides",
        arguments: [
            ("notes.txt", "text/plain"), ("NOTES.MD", "text/markdown"), ("notes.markdown", "text/markdown"),
            ("notes.csv", "text/csv"), ("notes", "text/plain"), ("notes.html", "text/plain"),
            ("notes.svg", "text/plain"), ("notes.pdf", "text/plain"), ("notes.md.exe", "text/plain"),
            ("notes.md/evil.c", "text/plain"), ("notes.md\u{202E}", "text/markdown"),
        ])
    func texts(name: String, type: String) throws {
        #expect(try kind("# Title\n\nSome *text*, and more.\n", name)?.type == type)
    }

    @Test("a table is one by its bytes too, unless its name says it is another text")
    func tables() throws {
        let table = "a,b,c\n1,2,3\n4,5,6\n"
        #expect(try kind(table, "")?.type == "text/csv")
        #expect(try kind(table, "notes.txt")?.type == "text/plain")
        #expect(try kind(table, "notes.xlsx")?.type == "text/csv")
    }

    @Test("documents whose files come in an unusual order are told from archives by their names")
    func unusualArchives() throws {
        let files = (0..<6).map { (name: "custom/\($0).xml", content: "<a/>") }
        let documents = [
            Bytes.zip(files + [("word/document.xml", "<d/>")]),
            Bytes.zip([("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<r/>")] + files),
        ]
        for bytes in documents {
            #expect(try kind(bytes, "a.docx")?.label == "Word document")
            #expect(try kind(bytes, "a.ods")?.label == "Spreadsheet")
            #expect(try kind(bytes, "a.zip")?.label == "ZIP archive")
            #expect(try kind(bytes, "a.jar")?.label == "ZIP archive")
            #expect(try kind(bytes, "a.pdf")?.label == "ZIP archive")
        }
        for place in [0, 3, 6] {
            var java = files
            java.insert(("META-INF/MANIFEST.MF", "Main-Class: a"), at: place)
            #expect(try kind(Bytes.zip(java), "a.zip") == nil, "a program, wherever it says so")
        }
        let long = [(name: "long", content: String(repeating: "x", count: 600_000))]
        #expect(try kind(Bytes.zip(long + [("META-INF/MANIFEST.MF", "")]), "a.zip") == nil)
        #expect(try kind(Bytes.office("word"), "a.xlsx")?.label == "Word document", "libmagic knows better")
        #expect(try kind(Bytes.media("mp42"), "a.m4a")?.type == "audio/mp4")
    }

    @Test("source code and data are text")
    func sourceCode() throws {
        for (text, name) in [
            ("#include <stdio.h>\nint main(void) { return 0; }\n", "main.c"),
            ("import os\n\ndef main():\n    pass\n", "main.py"), ("{\"a\": 1}\n", "data.json"),
            ("function a() { return 1 }\n", "a.js"), ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a.ics"),
            ("--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n", "a.diff"),
        ] {
            #expect(try kind(text, name)?.type == "text/plain", "\(name)")
        }
    }

    // MARK: Pictures

    @Test("pictures are told as such, and are no files that are kept as they are")
    func pictures() throws {
        let files: [(String, [UInt8])] = [
            ("image/png", Bytes.png), ("image/jpeg", Bytes.jpeg), ("image/gif", Bytes.gif),
            ("image/webp", Bytes.webP), ("image/avif", Bytes.media("avif")),
            ("image/heic", Bytes.media("heic")),
            ("image/heic", Bytes.media("heix")), ("image/heif", Bytes.media("mif1")),
        ]
        for (type, bytes) in files {
            #expect(try detected(bytes) == type)
            #expect(FileKind.isPicture(type))
            #expect(FileKind.permitted(detected: type, name: "a.pdf") == nil)
        }
        for type in [
            "image/svg+xml", "image/tiff", "image/bmp", "image/vnd.microsoft.icon", "application/pdf",
        ] {
            #expect(!FileKind.isPicture(type))
        }
    }

    // MARK: Refused

    @Test("what browsers or systems would run is refused, whatever it is called")
    func refused() throws {
        let xml = "<?xml version='1.0'?>"
        let files: [(String, [UInt8])] = [
            ("HTML", Array("<!DOCTYPE html><title>a</title>".utf8)),
            ("HTML behind lines", Array("\n\n   <HTML><script>alert(1)</script>".utf8)),
            ("HTML behind words", Array("hello\n<html><script>alert(1)</script></html>".utf8)),
            ("a script alone", Array("<script>alert(1)</script>".utf8)),
            ("XHTML", Array("\(xml)<html xmlns='http://www.w3.org/1999/xhtml'/>".utf8)),
            ("HTML in UTF-16", [0xFF, 0xFE] + "<html><script>1</script>".utf16.flatMap { [UInt8($0), 0] }),
            ("SVG", Array("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".utf8)),
            ("SVG as XML", Array("\(xml)<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)),
            ("XML", Array("\(xml)<a/>".utf8)), ("PHP", Array("<?php echo 1; ?>".utf8)),
            ("a shell's script", Array("#!/bin/sh\nrm -rf /\n".utf8)),
            ("a batch file", Array("@echo off\r\ndel *.*\r\n".utf8)),
            ("a shortcut to a page", Array("[InternetShortcut]\r\nURL=file:///c:/\r\n".utf8)),
            ("a program for Windows", Bytes.program), ("a program for Linux", Bytes.elf),
            ("a class of Java", Bytes.javaClass), ("a disk image", Bytes.diskImage),
            ("a document of old Office", Bytes.oldOffice), ("a shortcut", Bytes.shortcut),
            ("PostScript", Array("%!PS-Adobe-3.0\n".utf8)),
            ("mail", Array("From: a@b.c\nTo: d@e.f\n\n".utf8)),
            ("an ISO medium nobody has", Bytes.media("3gp5")), ("nothing", []),
            ("zeros", [UInt8](repeating: 0, count: 100)), ("noise", (0..<200).map { UInt8($0 * 73 & 255) }),
        ]
        for (what, bytes) in files {
            let type = try detected(bytes)
            for name in ["", "a.pdf", "a.txt", "a.png", "a.jpg", "a.zip", "a.docx", "a.md", "a.csv", "a.mp4"]
            {
                #expect(FileKind.permitted(detected: type, name: name) == nil, "\(what) is \(type)")
            }
            #expect(!FileKind.isPicture(type), "\(what)")
        }
        #expect(try detected([]) == "application/x-empty")
    }

    @Test("what passes for two kinds at once is one of them, and is served and named as that alone")
    func polyglots() throws {
        let html = Array("<html><script>alert(1)</script></html>".utf8)
        let comment = [0x21, 0xFE, UInt8(html.count)] + html + [0]
        // Pictures are made anew: what else is in them goes.
        for bytes in [
            Bytes.gif.dropLast() + comment + [0x3B], Bytes.gif + html, Bytes.jpeg + Bytes.zip([("a", "b")]),
            Bytes.png + html, Bytes.jpeg + Array("%PDF-1.4".utf8), Array("GIF89a/*".utf8) + html,
        ] {
            #expect(try FileKind.isPicture(detected(Array(bytes))))
            #expect(try kind(Array(bytes), "a.zip") == nil)
        }
        let script = "%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
        for text in [script, "%PDF-1.4\n<html><script>alert(1)</script>"] {
            let kind = try #require(try kind(text, "a.html"))
            #expect(kind.type == "application/pdf")
            #expect(FileName("a.html", kind: kind).text == "a.html.pdf")
        }
        let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        #expect(try kind(svg, "a.png") == nil)
        #expect(try !FileKind.isPicture(detected(svg)))
        // libmagic does not know each HTML and SVG; what it takes for text is saved as text.
        for (text, name) in [
            ("<p onclick=alert(1)>hello</p>", "a.html"),
            ("<!-- a -->\n<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        ] {
            let kind = try #require(try kind(text, name))
            #expect(kind.type == "text/plain")
            #expect(FileName(name, kind: kind).text == "\(name).txt")
        }
        let archive = Array("MZ".utf8) + Bytes.zip([("a", "b")])
        #expect(try kind(archive, "a.zip") == nil)
    }

    // MARK: Detection itself

    @Test("where the file stands stays as it is, and does not matter")
    func offset() throws {
        try withFile(Array("%PDF-1.7\n".utf8)) { descriptor in
            for offset in [0, 4, 9, 1000] {
                lseek(descriptor, off_t(offset), SEEK_SET)
                let type = try detector.type(of: descriptor)
                #expect(type == "application/pdf")
                #expect(lseek(descriptor, 0, SEEK_CUR) == off_t(offset))
            }
        }
    }

    @Test("what cannot be read is an error, and no type")
    func unreadable() throws {
        #expect(throws: TypeDetector.Failure.self) { try detector.type(of: -1) }
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        #expect(throws: TypeDetector.Failure.self) { try detector.type(of: ends[0]) }
    }

    @Test("many may ask at once")
    func threads() throws {
        let shared = TypeDetector()
        let right = Atomic(0)
        var threads: [Thread] = []
        for number in 0..<4 {
            threads.append(
                try Thread(named: "detect-\(number)") {
                    for round in 0..<50 {
                        let isPDF = (round + number) % 2 == 0
                        let bytes = isPDF ? Array("%PDF-1.7\n".utf8) : Bytes.png
                        let type = try? withFile(bytes) { try shared.type(of: $0) }
                        if type == (isPDF ? "application/pdf" : "image/png") {
                            right.add(1, ordering: .relaxed)
                        }
                    }
                })
        }
        for thread in threads { thread.join() }
        #expect(right.load(ordering: .relaxed) == 200)
    }
}
