import FoundationEssentials
import Glibc
import Testing

@testable import Storage

@Suite("Checking what is kept")
struct CheckTests {
    let folder: TemporaryFolder
    let store: DiskStore

    init() throws {
        folder = try TemporaryFolder()
        store = folder.store()
    }

    private func check(
        owned: [ContentDigest], in store: (any ContentStore)? = nil, settledFor age: Duration = .seconds(3600)
    ) throws -> (Checked, [CheckFinding]) {
        var findings: [CheckFinding] = []
        let owned = owned.sorted()
        let checked = try (store ?? self.store).check(
            owned: { after, limit in
                Array(owned.filter { digest in after.map { $0 < digest } ?? true }.prefix(limit))
            }, settledFor: age, report: { findings.append($0) })
        return (checked, findings)
    }

    /// Puts a content where the store has it, without waiting for the disk.
    private func plant(_ bytes: [UInt8]) throws -> ContentDigest {
        let digest = digestOf(bytes)
        let leaf =
            "\(store.folder)/content/\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2).prefix(2))"
        try FileManager.default.createDirectory(atPath: leaf, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: "\(leaf)/\(digest)"))
        return digest
    }

    @Test("a store in order is found in order")
    func intact() throws {
        #expect(try check(owned: []) == (Checked(), []))
        let contents = try (0..<20).map { try store.keep(someBytes(100 + $0)) }
        let (checked, findings) = try check(owned: contents)
        #expect(checked == Checked(intact: 20, bytes: (0..<20).reduce(0) { $0 + 100 + Int64($1) }))
        #expect(findings.isEmpty)
    }

    @Test("a byte that changed, an end that is gone, a file that is gone and one that nobody owns are found")
    func findings() throws {
        let contents = try (0..<20).map { try store.keep(someBytes(1000, seed: UInt64($0))) }.sorted()
        let (changed, cut, gone, unowned, young) = (
            contents[2], contents[5], contents[0], contents[19], contents[18]
        )
        let descriptor = open("\(folder.path)/\(try path(changed, in: store))", O_WRONLY)
        pwrite(descriptor, [~someBytes(1)[0]] as [UInt8], 1, 500)
        pwrite(descriptor, [0, 1, 2, 3] as [UInt8], 4, 600)
        close(descriptor)
        truncate("\(folder.path)/\(try path(cut, in: store))", 999)
        try store.delete(gone)
        try age(unowned, in: store)
        let never = digestOf([7])
        let owned = contents.filter { $0 != unowned && $0 != young } + [never]
        let (checked, findings) = try check(owned: owned)
        let listing = try #require(try store.list(after: contents[18], limit: 1).first)
        #expect(
            Set(findings) == [
                .missing(gone), .missing(never), .damaged(changed, .damaged), .damaged(cut, .damaged),
                .unowned(listing),
            ])
        #expect(
            checked == Checked(intact: 15, bytes: 15_000, missing: 2, damaged: 2, unowned: 1))
        #expect(try check(owned: owned, settledFor: .zero).0.unowned == 2)
        // Looking changes nothing.
        #expect(try store.digests.count == 19)
    }

    @Test("a file that cannot be opened is found, and the check goes on")
    func unreadable() throws {
        let contents = try (0..<3).map { try store.keep(someBytes(1000, seed: UInt64($0))) }.sorted()
        let path = "\(folder.path)/\(try path(contents[1], in: store))"
        unlink(path)
        #expect(mkdir(path, 0o700) == 0)
        let (checked, findings) = try check(owned: contents)
        #expect(findings == [.damaged(contents[1], .damaged)])
        #expect(checked.intact == 2)
    }

    @Test("what was deleted with what owned it while the check goes on is not missed")
    func deletedMeanwhile() throws {
        let contents = try (0..<3).map { try store.keep(someBytes(1000, seed: UInt64($0))) }.sorted()
        var owned = contents
        let checked = try store.check(
            owned: { after, limit in
                defer {
                    if owned.count == 3 {
                        owned.remove(at: 1)
                        try? store.delete(contents[1])
                    }
                }
                return Array(owned.filter { digest in after.map { $0 < digest } ?? true }.prefix(limit))
            }, report: { Issue.record("\($0)") })
        #expect(checked == Checked(intact: 2, bytes: 2000))
    }

    @Test("more contents than come in one page are all looked at")
    func pages() throws {
        let contents = try (0..<1001).map { try plant(someBytes(8, seed: UInt64($0))) }.sorted()
        let (checked, findings) = try check(owned: contents)
        #expect(checked == Checked(intact: 1001, bytes: 8008) && findings.isEmpty)
    }
}
