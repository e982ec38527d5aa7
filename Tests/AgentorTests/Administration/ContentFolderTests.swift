import FoundationEssentials
import Storage
import Testing

@testable import AgentorFCGI

/// The bytes of files that a legal hold keeps, as an operator hands them over.
@Suite("A folder of contents")
struct ContentFolderTests {
    private let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    private func keep(_ bytes: [UInt8], in store: DiskStore) throws -> ContentDigest {
        var incoming = try store.begin()
        try incoming.write(bytes)
        return try incoming.keep().digest
    }

    @Test(
        "contents are written by their digests, as they are and once; what is missing or damaged is told, and not written"
    )
    func written() throws {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let store = DiskStore(folder: place.appending(path: "store").path)
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (long, empty) = (try keep(bytes, in: store), try keep([], in: store))
        let damaged = try keep(Array("damaged".utf8), in: store)
        let target = place.appending(path: "out")
        let folder = try ContentFolder(target.path, store: store)
        for digest in [long, empty, long] { #expect(try folder.write(digest.rawValue)) }
        #expect(try Data(contentsOf: target.appending(path: long.rawValue)) == Data(bytes))
        #expect(try Data(contentsOf: target.appending(path: empty.rawValue)).isEmpty)

        let name = damaged.rawValue
        let file = place.appending(
            path: "store/content/\(name.prefix(2))/\(name.dropFirst(2).prefix(2))/\(name)")
        try FileManager.default.removeItem(at: file)
        try Data("changed".utf8).write(to: file)
        #expect(try !folder.write(name))
        #expect(try !folder.write(String(repeating: "0", count: 64)))
        #expect(try !folder.write("../out/elsewhere"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: target.path).sorted()
                == [long.rawValue, empty.rawValue].sorted())
    }
}
