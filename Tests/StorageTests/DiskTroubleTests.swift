import Glibc
import Testing

@testable import Storage

@Suite("When a disk is in trouble")
struct DiskTroubleTests {
    @Test("what a system says becomes what callers tell apart")
    func kinds() {
        #expect(StorageError(errno: ENOSPC) == .full)
        #expect(StorageError(errno: EDQUOT) == .full)
        #expect(StorageError(errno: EROFS) == .readOnly)
        #expect(StorageError(errno: EIO) == .failed(EIO))
        #expect("\(StorageError.failed(EIO))" == "Input/output error")
    }

    @Test(
        "on a full disk nothing is kept, what was begun leaves nothing, and there is room again then",
        .enabled(if: SmallFileSystem.isAllowed, "this process may not mount a file system"),
        arguments: [true, false])
    func full(hasNames: Bool) throws {
        let disk = try SmallFileSystem(kilobytes: 1024)
        let store = disk.folder.store(hasNames: hasNames)
        let kept = try store.keep(someBytes(1000))
        do {
            var incoming = try store.begin()
            try incoming.write(someBytes(600_000))
            #expect(throws: StorageError.full) { try incoming.write(someBytes(600_000)) }
            // Though there may be room for this.
            #expect(throws: StorageError.full) { try incoming.write([1]) }
            #expect(failureOfKeeping(incoming) == .full)
        }
        #expect(try store.digests == [kept])
        #expect(try disk.folder.storedFiles.count == 1)
        let other = try store.keep(someBytes(600_000))
        #expect(try store.verify(other) == 600_000)
    }

    @Test(
        "what was kept can be read where nothing may be written",
        .enabled(if: SmallFileSystem.isAllowed, "this process may not mount a file system"))
    func readOnly() throws {
        let disk = try SmallFileSystem(kilobytes: 1024)
        let store = disk.folder.store()
        let kept = try store.keep(someBytes(1000))
        try age(kept, in: store)
        try disk.setReadOnly()
        let again = disk.folder.store()
        #expect(throws: StorageError.readOnly) { _ = try again.begin() }
        #expect(throws: StorageError.readOnly) { try again.delete(kept) }
        #expect(throws: StorageError.readOnly) { try again.delete(kept, ifOlderThan: .seconds(1)) }
        #expect(try again.bytes(kept) == someBytes(1000))
        #expect(try again.digests == [kept])
    }

    @Test("a file that may not grow as long as it would leaves nothing")
    func tooLong() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let folder = try TemporaryFolder()
            let store = folder.store(hasNames: true)
            do {
                var incoming = try store.begin()
                #expect(throws: StorageError.failed(EFBIG)) { try incoming.write(someBytes(200_000)) }
                #expect(failureOfKeeping(incoming) == .failed(EFBIG))
            }
            #expect(try folder.storedFiles.isEmpty)
        }
    }
}
