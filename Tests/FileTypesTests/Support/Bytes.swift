import FileTypes
import TestFiles
import Testing

/// What is found in these bytes, as a file of its own.
func detected(_ bytes: [UInt8]) throws -> String {
    try withFile(bytes) { try detector.type(of: $0) }
}

func detected(_ text: String) throws -> String { try detected(Array(text.utf8)) }

let detector = TypeDetector()

func withFile<Result>(_ bytes: [UInt8], _ body: (CInt) throws -> Result) throws -> Result {
    let file = try OpenFile(bytes)
    return try withExtendedLifetime(file) { try body(file.descriptor) }
}

/// Bytes of files, as short as libmagic knows them by.
enum Bytes {
    /// A ZIP with files of that content, which are not compressed, and checksums that are not right.
    static func zip(_ files: [(name: String, content: String)]) -> [UInt8] {
        func number(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(number >> (8 * $0) & 255) }
        }
        var (zip, directory): ([UInt8], [UInt8]) = ([], [])
        for file in files {
            let sizes = number(file.content.utf8.count, 4) + number(file.content.utf8.count, 4)
            let head = number(20, 2) + number(0, 12) + sizes + number(file.name.utf8.count, 2) + number(0, 2)
            directory +=
                Array("PK\u{1}\u{2}".utf8) + number(20, 2) + head + number(0, 10) + number(zip.count, 4)
            directory += file.name.utf8
            zip += Array("PK\u{3}\u{4}".utf8) + head + file.name.utf8 + file.content.utf8
        }
        let counts = number(files.count, 2) + number(files.count, 2)
        let end = number(0, 4) + counts + number(directory.count, 4) + number(zip.count, 4) + number(0, 2)
        return zip + directory + Array("PK\u{5}\u{6}".utf8) + end
    }

    static func office(_ folder: String) -> [UInt8] {
        zip([
            ("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<r/>"), ("\(folder)/document.xml", "<d/>"),
        ])
    }

    static func openDocument(_ kind: String) -> [UInt8] {
        zip([("mimetype", "application/\(kind)"), ("META-INF/manifest.xml", "<m/>")])
    }

    static func ogg(_ codec: String) -> [UInt8] {
        let head = Array("OggS\u{0}\u{2}".utf8) + [UInt8](repeating: 0, count: 8) + [1, 0, 0, 0]
        let content = Array(codec.utf8) + [UInt8](repeating: 0, count: 24)
        return head + [UInt8](repeating: 0, count: 8) + [1, UInt8(content.count)] + content
    }

    /// What MP4 and its kin begin with.
    static func media(_ brand: String) -> [UInt8] {
        [0, 0, 0, 0x18] + Array("ftyp\(brand)\u{0}\u{0}\u{0}\u{0}isom".utf8) + [0, 0, 0, 8]
            + Array("free".utf8)
    }

    static let webM: [UInt8] =
        [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 1, 0x42, 0xF7, 0x81, 1, 0x42, 0xF2, 0x81, 4]
        + [0x42, 0xF3, 0x81, 8, 0x42, 0x82, 0x84] + Array("webm".utf8) + [UInt8](repeating: 0, count: 20)

    static let mp3: [UInt8] = [0xFF, 0xFB, 0x90, 0x64] + [UInt8](repeating: 0, count: 500)
    /// What comes before, in most: an empty one of ten bytes.
    static let id3: [UInt8] =
        Array("ID3\u{3}\u{0}\u{0}\u{0}\u{0}\u{0}\u{A}".utf8) + [UInt8](repeating: 0, count: 10)
    static let flac: [UInt8] =
        Array("fLaC\u{0}\u{0}\u{0}\u{22}\u{10}\u{0}\u{10}".utf8) + [UInt8](repeating: 0, count: 40)
    static let wav: [UInt8] =
        Array("RIFF\u{24}\u{0}\u{0}\u{0}WAVEfmt \u{10}\u{0}\u{0}\u{0}\u{1}\u{0}\u{1}\u{0}".utf8)
        + [0x44, 0xAC, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0] + Array("data\u{0}\u{0}\u{0}\u{0}".utf8)

    static let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    static let sevenZip: [UInt8] =
        [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + [UInt8](repeating: 0, count: 40)
    static var tar: [UInt8] {
        var head = [UInt8](repeating: 0, count: 1024)
        head.replaceSubrange(0..<5, with: "a.txt".utf8)
        head.replaceSubrange(257..<265, with: "ustar\u{0}00".utf8)
        // The checksum, for which it counts as spaces itself.
        head.replaceSubrange(148..<156, with: "        ".utf8)
        let sum = String(head.reduce(0) { $0 + Int($1) }, radix: 8)
        head.replaceSubrange(
            148..<156, with: "\(String(repeating: "0", count: 6 - sum.count))\(sum)\u{0} ".utf8)
        return head
    }

    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE]
    static let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\u{0}\u{1}\u{1}".utf8) + [
            0, 0, 1, 0, 1, 0, 0, 0xFF, 0xD9,
        ]
    static let gif: [UInt8] =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C]
        + [0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
    static let webP: [UInt8] =
        Array("RIFF\u{1A}\u{0}\u{0}\u{0}WEBPVP8L\u{D}\u{0}\u{0}\u{0}\u{2F}".utf8) + [
            0, 0, 0, 0x10, 7, 0x10, 0x11, 0x11,
        ]

    static let program: [UInt8] =
        Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + [0x80, 0, 0, 0]
        + [UInt8](repeating: 0, count: 64)
        + Array("PE\u{0}\u{0}".utf8) + [0x4C, 1] + [UInt8](repeating: 0, count: 200)
    static let elf: [UInt8] =
        [0x7F] + Array("ELF\u{2}\u{1}\u{1}".utf8) + [UInt8](repeating: 0, count: 9) + [2, 0, 0x3E, 0, 1]
        + [UInt8](repeating: 0, count: 60)
    static let javaClass: [UInt8] =
        [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 0x34] + [UInt8](repeating: 0, count: 20)
    static let diskImage: [UInt8] =
        [UInt8](repeating: 0, count: 32_768) + Array("\u{1}CD001\u{1}".utf8)
        + [UInt8](repeating: 0, count: 3000)
    static let oldOffice: [UInt8] =
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600)
    static let shortcut: [UInt8] =
        [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
        + [UInt8](repeating: 0, count: 60)
}
