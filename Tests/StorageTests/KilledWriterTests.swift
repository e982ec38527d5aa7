import FoundationEssentials
import Glibc
import Testing
import Threads

@testable import Storage

@Suite("When a writer is killed")
struct KilledWriterTests {
    @Test(
        "after each step of keeping there is all of a content under its name, or nothing",
        arguments: [true, false])
    func steps(hasNames: Bool) throws {
        let bytes = someBytes(100_000)
        let digest = digestOf(bytes)
        for last in 0...4 {
            let folder = try TemporaryFolder()
            let store = folder.store(hasNames: hasNames)
            #expect(mkdir(store.folder, 0o750) == 0)
            do {
                let file = try SpoolFolder("\(store.folder)/incoming", hasNames: hasNames).make()
                if last >= 1 { try bytes.withUnsafeBytes { try file.write($0) } }
                if last >= 2 { try file.sync() }
                if last >= 3 { try store.settle(digest) }
                if last >= 4 { try store.place(file, digest, Int64(bytes.count)) }
                // As a killed process leaves it: nobody takes the name away.
                if let path = file.path { #expect(link(path, "\(path)-left") == 0 || last >= 4) }
            }
            #expect(try store.digests == (last >= 4 ? [digest] : []))
            if last >= 4 { #expect(try store.bytes(digest) == bytes) }
            #expect(try store.keep(bytes) == digest)
            #expect(try store.verify(digest) == 100_000)
            #expect(try store.clearIncoming(olderThan: .seconds(60)) == 0)
            _ = try store.clearIncoming(olderThan: .zero)
            #expect(try folder.storedFiles == [try path(digest, in: store)])
        }
    }

    @Test(
        "a process killed at any moment leaves whole contents only, and none it said it had kept is lost",
        arguments: [true, false])
    func killed(hasNames: Bool) async throws {
        for round in 0..<8 {
            let folder = try TemporaryFolder()
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, hasNames = hasNames as Bool, round = round as Int] in
                let store = DiskStore(folder: "\(path)/store", hasNames: hasNames)
                let said = open("\(path)/said", O_WRONLY | O_CREAT | O_APPEND, 0o600)
                try Thread(named: "killer") {
                    while (try? Folder.status(of: "\(path)/said")?.size ?? 0) ?? 0 < 65 * round { usleep(50) }
                    usleep(.random(in: 0..<3000))
                    kill(getpid(), SIGKILL)
                }
                for number in 0... {
                    let bytes = someBytes(.random(in: 0..<50_000), seed: UInt64(number) << 8 | UInt64(round))
                    let line = Array("\(try store.keep(bytes))\n".utf8)
                    write(said, line, line.count)
                }
            }
            let store = folder.store()
            let said = try String(contentsOf: URL(filePath: "\(path)/said"), encoding: .utf8)
                .split(separator: "\n").compactMap { ContentDigest(rawValue: String($0)) }
            #expect(said.count >= round)
            let kept = Set(try store.digests)
            #expect(kept.isSuperset(of: said))
            for digest in kept { #expect(throws: Never.self) { try store.verify(digest) } }
            // And the next goes on.
            let swept = try store.sweep(isOwned: { Set($0).intersection(said) }, olderThan: .zero)
            #expect(swept.count == kept.count - Set(said).count && swept.leftovers <= (hasNames ? 1 : 0))
            #expect(Set(try store.digests) == Set(said))
            #expect(try folder.storedFiles.count == Set(said).count + 1)
        }
    }
}
