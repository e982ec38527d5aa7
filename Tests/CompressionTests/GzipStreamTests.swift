import Compression
import TestGzip
import Testing

@Suite("gzip streams")
struct GzipStreamTests {
    private static let text = Array(
        String(repeating: "<li>Ada wrote something, and Bram answered: “één”.</li>\n", count: 400).utf8)

    /// Bytes nothing can be gained from.
    private static func noise(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    @Test("a stream of one part holds its bytes, and text gets much shorter", arguments: Int32(1)...9)
    func onePart(level: Int32) {
        var stream = GzipStream()
        stream.append(GzipPart(Self.text[...], level: level))
        let bytes = stream.finished()
        #expect(gunzip(bytes) == Self.text)
        #expect(bytes.count < Self.text.count / 10)
    }

    @Test("parts and bytes as they are stand in one stream in the order they were put in")
    func mixed() {
        let part = GzipPart(Self.text[...])
        let middle = GzipPart(Self.text[10..<2_000])
        let own = Array("<meta content=\"0; url=/channels/tax/live?after=7\">".utf8)
        var stream = GzipStream(reservingCapacity: 1_000)
        stream.append(stored: own)
        stream.append(part)
        stream.append(stored: [])
        stream.append(stored: [0])
        stream.append(middle)
        stream.append(part)
        stream.append(stored: own)
        let expected = own + Self.text + [0] + Self.text[10..<2_000] + Self.text + own
        #expect(gunzip(stream.finished()) == expected)
    }

    @Test("one part stands in any number of streams, and says the same in each")
    func shared() {
        let part = GzipPart(Self.text[...])
        for own in ["", "a", "another reader's"].map({ Array($0.utf8) }) {
            var stream = GzipStream()
            stream.append(stored: own)
            stream.append(part)
            #expect(gunzip(stream.finished()) == own + Self.text)
        }
    }

    @Test(
        "bytes of any length and kind come back",
        arguments: [0, 1, 2, 255, 65_534, 65_535, 65_536, 131_070, 200_001])
    func lengths(count: Int) {
        let bytes = Self.noise(count)
        var stored = GzipStream()
        stored.append(stored: bytes)
        #expect(gunzip(stored.finished()) == bytes)
        var compressed = GzipStream()
        compressed.append(GzipPart(bytes[...]))
        #expect(gunzip(compressed.finished()) == bytes)
    }

    @Test("nothing is a whole stream too")
    func nothing() {
        #expect(gunzip(GzipStream().finished()) == [])
    }

    @Test("a stream that was changed or cut is found out by its checksum")
    func broken() {
        var stream = GzipStream()
        stream.append(stored: Array("as they are".utf8))
        let bytes = stream.finished()
        #expect(gunzip(Array(bytes.dropLast())) == nil)
        var changed = bytes
        changed[16] ^= 1
        #expect(gunzip(changed) == nil)
    }
}
