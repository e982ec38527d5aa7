import Compression
import FoundationEssentials
import Glibc
import Processes
import Testing

@Suite("ZIP archives")
struct ZipWriterTests {
    /// Of 4 GiB and more, said without writing it: where the bytes would stand nothing stands.
    @Test("what is longer than 4 GiB, and what stands behind it, is said in eight bytes each")
    func long() {
        var writer = ZipWriter()
        let long: UInt64 = 5 << 30
        let head = writer.begin("long", size: long, checksum: 1)
        #expect(head.little(at: 4, UInt16.self) == 45)
        #expect(head.little(at: 18, UInt32.self) == .max)
        #expect(head.little(at: 28, UInt16.self) == 20, "eight bytes for each length, and what says so")
        #expect(head.little(at: 30 + 4 + 4, UInt64.self) == long)
        let short = writer.begin("short", size: 3, checksum: 2)
        #expect(short.little(at: 4, UInt16.self) == 20, "its head need not know where it stands")
        #expect(short.little(at: 18, UInt32.self) == 3)
        var rest: [[UInt8]] = []
        while let piece = writer.end() { rest.append(piece) }
        #expect(rest.count == 2)
        let list = rest[0]
        #expect(list.little(at: 6, UInt16.self) == 45)
        let second = 46 + 4 + 4 + 16
        #expect(list.little(at: second, UInt32.self) == 0x0201_4B50)
        #expect(list.little(at: second + 20, UInt32.self) == 3)
        #expect(list.little(at: second + 42, UInt32.self) == .max)
        #expect(list.little(at: second + 46 + 5 + 4, UInt64.self) == long + UInt64(head.count))
        let end = rest[1]
        #expect(end.little(at: 0, UInt32.self) == 0x0606_4B50)
        #expect(end.little(at: 32, UInt64.self) == 2)
        #expect(end.little(at: 48, UInt64.self) == long + UInt64(head.count + short.count) + 3)
        #expect(end.little(at: 56, UInt32.self) == 0x0706_4B50)
        #expect(
            end.little(at: 56 + 8, UInt64.self) == long + UInt64(head.count + short.count + list.count) + 3)
        #expect(end.little(at: 76, UInt32.self) == 0x0605_4B50)
        #expect(end.little(at: 76 + 16, UInt32.self) == .max)
    }

    @Test("another program finds what stands behind more than 4 GiB, and each of seventy thousand files")
    func readByAnother() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "zip-\(UUID()).zip").path()
        let file = open(path, O_CREAT | O_RDWR | O_EXCL, 0o600)
        defer {
            close(file)
            unlink(path)
        }
        func append(_ bytes: [UInt8]) { #expect(write(file, bytes, bytes.count) == bytes.count) }
        var writer = ZipWriter()
        var checksum = CRC32()
        checksum.add(Array("behind".utf8))
        append(writer.begin("hole", size: 5 << 30, checksum: 0))
        // Nothing is written there, and nothing kept.
        lseek(file, 5 << 30, SEEK_CUR)
        append(writer.begin("short", size: 6, checksum: checksum.value))
        append(Array("behind".utf8))
        append(writer.beginDeflated("made"))
        append(writer.deflate(Array("made".utf8)))
        append(writer.endDeflated())
        for number in 1...70_000 { append(writer.begin("\(number)", size: 0, checksum: 0)) }
        while let piece = writer.end() { append(piece) }
        let program =
            "import zipfile; z = zipfile.ZipFile(\"\(path)\"); print(len(z.namelist()), z.getinfo(\"hole\").file_size, z.read(\"short\").decode(), z.read(\"made\").decode(), z.read(\"70000\"))"
        let nothing = open("/dev/null", O_RDONLY)
        defer { close(nothing) }
        let python = try ChildProcess(
            executable: "/usr/bin/python3", arguments: ["-c", program], source: nothing)
        var (said, piece) = ([UInt8](), [UInt8](repeating: 0, count: 200))
        while case let count = read(python.output, &piece, piece.count), count > 0 {
            said += piece[..<count]
        }
        #expect(
            String(decoding: said, as: UTF8.self) == "70003 5368709120 behind made b''\n")
    }

    @Test("what needs none of that does without")
    func short() {
        var writer = ZipWriter()
        _ = writer.begin("short", size: 3, checksum: 2)
        var rest: [UInt8] = []
        while let piece = writer.end() { rest += piece }
        #expect(rest.little(at: 6, UInt16.self) == 20)
        #expect(rest.count == 46 + 5 + 22)
    }

    @Test("seventy thousand files are listed a piece at a time, and counted in eight bytes")
    func many() {
        var writer = ZipWriter()
        for number in 1...70_000 {
            _ = writer.begin("\(number)", size: 0, checksum: 0)
        }
        #expect(writer.hasRoom)
        var pieces = 0
        var last: [UInt8] = []
        while let piece = writer.end() {
            pieces += 1
            last = piece
        }
        #expect(pieces == 36)
        #expect(last.little(at: 24, UInt64.self) == 70_000)
        #expect(last.little(at: 76 + 8, UInt16.self) == .max)
    }
}

extension [UInt8] {
    fileprivate func little<Number: FixedWidthInteger>(at place: Int, _ type: Number.Type) -> Number {
        (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(self[place + $1]) << (8 * $1) }
    }
}
