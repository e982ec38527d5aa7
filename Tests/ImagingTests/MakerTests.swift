import FoundationEssentials
import Glibc
import Synchronization
import TestFiles
import Testing
import Threads

@testable import Imaging

/// Programs that stand for `agentor-images` where it misbehaves.
@Suite("Makers that misbehave")
struct MakerTests {
    /// A script, in a directory of its own.
    private final class StandIn: Sendable {
        let directory: String

        /// - Parameter body: of sh; it has no PATH.
        init(_ body: String, replaying bytes: [UInt8] = []) throws {
            let manager = FileManager.default
            directory = manager.temporaryDirectory.appending(path: "agentor-imaging-\(UUID())").path
            try manager.createDirectory(atPath: directory, withIntermediateDirectories: false)
            try Data(bytes).write(to: URL(filePath: "\(directory)/bytes"))
            try Data("#!/bin/sh\ncd \(directory)\n\(body)\n".utf8).write(to: URL(filePath: executable))
            chmod(executable, 0o700)
            // A process another test is just starting may still have it open for writing: then it can neither
            // be run (ETXTBSY) nor leased.
            let descriptor = open(executable, O_RDONLY)
            defer { close(descriptor) }
            while fcntl(descriptor, Self.setLease, F_RDLCK) != 0, errno == EAGAIN { usleep(1000) }
        }

        /// F_SETLEASE, which is hidden without _GNU_SOURCE.
        private static let setLease: CInt = 1024

        deinit { try? FileManager.default.removeItem(atPath: directory) }

        var executable: String { "\(directory)/maker" }

        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
        }

        func makes(limits: ImageMaker.Limits = .init()) throws -> Made {
            try make([1, 2, 3], "image/png", by: ImageMaker(executable: executable, limits: limits))
        }

        func fails(limits: ImageMaker.Limits = .init()) -> ImagingError? {
            do {
                _ = try makes(limits: limits)
                return nil
            } catch { return error as? ImagingError }
        }
    }

    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 1, 2, 3, 4, 5, 6, 7]
    private static let placeholder = (0..<36).map { UInt8($0) }
    private static let facts = MakerRecord(.facts, width: 30, height: 20, length: 37).head + [2] + placeholder
    private static let variant = MakerRecord(.jpeg, width: 30, height: 20, length: 10).head + jpeg
    private static let end = MakerRecord(.end).head

    /// What one that behaves writes.
    private static let whole = MakerRecord.preamble + facts + variant + end

    @Test("one that behaves is believed")
    func behaves() throws {
        let made = try StandIn("exec /bin/cat bytes", replaying: Self.whole).makes()
        #expect(made.image.width == 30 && made.image.height == 20)
        #expect(made.image.hasAlpha && !made.image.isAnimated)
        #expect(made.image.placeholder == Self.placeholder)
        #expect(made.image.variants == [.init(width: 30, height: 20, format: .jpeg, byteCount: 10)])
        #expect(made.files.map(\.bytes) == [Self.jpeg])
    }

    @Test("it is given the type, its limits and the image, and nothing else of this process")
    func given() throws {
        let secret = try OpenFile(Array("secret".utf8))
        _ = fcntl(secret.descriptor, F_SETFD, 0)
        var limits = ImageMaker.Limits()
        limits.source = 1000
        limits.memory = 2000
        limits.patience = .seconds(7)
        let maker = try StandIn(
            """
            echo "$@" > arguments
            /usr/bin/env > environment
            /bin/ls /proc/self/fd > descriptors
            /bin/cat > source
            exec /bin/cat bytes
            """, replaying: Self.whole)
        _ = try withExtendedLifetime(secret) { try maker.makes(limits: limits) }
        #expect(try maker.text("arguments") == "image/png whole 1000 2000 14\n")
        #expect(
            try maker.text("environment").split(separator: "\n").allSatisfy {
                $0.hasPrefix("PWD=") || $0.hasPrefix("_=") || $0.hasPrefix("OLDPWD=")
            })
        #expect(try Array(maker.text("source").utf8) == [1, 2, 3])
        // The last is the directory itself, and sh keeps its script open.
        let descriptors = try maker.text("descriptors").split(separator: "\n").compactMap { Int($0) }
        #expect(descriptors.contains(0) && !descriptors.contains(Int(secret.descriptor)))
        #expect(descriptors.count <= 5, "\(descriptors)")
    }

    @Test(
        "how it ends without a word decides what is said",
        arguments: [
            ("kill -SEGV $$", "damaged"), ("kill -ABRT $$", "damaged"), ("kill -SYS $$", "damaged"),
            ("exit 0", "damaged"),
            ("exit 3", "damaged"), ("kill -KILL $$", "outOfMemory"), ("kill -XCPU $$", "tookTooLong"),
            ("exit 71", "outOfMemory"), ("exit 69", "makerMissing"), ("exit 127", "makerMissing"),
        ])
    func ends(body: String, kind: String) throws {
        for replayed in [[], MakerRecord.preamble, Self.whole.dropLast(20), Self.whole.dropLast()] {
            let maker = try StandIn("/bin/cat bytes\n\(body)", replaying: Array(replayed))
            let error = maker.fails()
            #expect(error?.kind ?? "" == kind, "\(String(describing: error))")
        }
    }

    @Test("what it said of the image is handed on, as a line without control characters")
    func refuses() throws {
        for (refusal, kind) in [
            (MakerRefusal.notAnImage, "notAnImage"), (.anotherType, "anotherType"), (.tooLarge, "tooLarge"),
            (.tooManyFrames, "tooManyFrames"), (.outOfMemory, "outOfMemory"),
        ] {
            let record = MakerRecord(.refusal, width: Int(refusal.rawValue), length: 1).head + [65]
            let maker = try StandIn("exec /bin/cat bytes", replaying: MakerRecord.preamble + record)
            #expect(maker.fails()?.kind ?? "" == kind)
        }
        let words = Array("bad\n\u{1B}[2Jé".utf8)
        let record = MakerRecord(.refusal, width: 5, length: words.count).head + words
        let maker = try StandIn("exec /bin/cat bytes", replaying: MakerRecord.preamble + Self.facts + record)
        #expect(maker.fails() == .damaged(detail: "bad..[2J.."))
    }

    @Test("one that is not there, or cannot be run, is told from an image that is damaged")
    func missing() throws {
        for path in ["/nonexistent/agentor-images", "/etc/passwd", "/tmp"] {
            #expect {
                try make([1], "image/png", by: ImageMaker(executable: path))
            } throws: {
                ($0 as? ImagingError)?.kind == "makerMissing"
            }
        }
    }

    @Test(
        "one that hangs is ended in time, with all it has started",
        arguments: [
            "/bin/sleep 1000", "exec /bin/sleep 1000", "while :; do :; done",
            "/bin/cat bytes; exec 1>&-; /bin/sleep 1000",
        ])
    func hangs(body: String) throws {
        let maker = try StandIn("echo $$ > process\n\(body)", replaying: MakerRecord.preamble + Self.facts)
        var limits = ImageMaker.Limits()
        limits.patience = .milliseconds(500)
        let error = maker.fails(limits: limits)
        #expect(
            error?.kind == (body.contains("1>&-") ? "outOfMemory" : "tookTooLong") || error?.kind == "damaged"
        )
        let group = try #require(pid_t(try maker.text("process").dropLast()))
        // Whoever was in its group is gone, or about to be.
        while kill(-group, 0) == 0 {}
        #expect(errno == ESRCH)
    }

    @Test("one that writes without end is ended")
    func endless() throws {
        var limits = ImageMaker.Limits()
        limits.output = 1 << 20
        let begun =
            MakerRecord.preamble + Self.facts
            + MakerRecord(.jpeg, width: 30, height: 20, length: Int(UInt32.max)).head + Self.jpeg
        let maker = try StandIn("/bin/cat bytes; exec /bin/cat /dev/zero", replaying: begun)
        #expect(maker.fails(limits: limits) == .damaged(detail: "the maker wrote more than 1048576 bytes"))
    }

    @Test("whoever takes no more stops it")
    func stopped() throws {
        let maker = try StandIn("/bin/cat bytes; /bin/sleep 1000", replaying: Self.whole.dropLast(16))
        let source = try OpenFile([])
        #expect(throws: ImagingError.stopped) {
            try ImageMaker(executable: maker.executable).make(from: source.descriptor, type: "") { _ in
                { _ in false }
            }
        }
    }

    @Test("what is not as it is promised is not handed on")
    func nonsense() throws {
        func record(_ kind: MakerRecord.Kind, _ width: Int, _ height: Int, _ bytes: [UInt8]) -> [UInt8] {
            MakerRecord(kind, width: width, height: height, length: bytes.count).head + bytes
        }
        let (facts, variant, end) = (Self.facts, Self.variant, Self.end)
        let transcripts: [(String, [UInt8])] = [
            ("another version", Array("AGIMAGE0".utf8) + facts + variant + end),
            ("a variant before the facts", MakerRecord.preamble + variant + facts + end),
            ("no facts", MakerRecord.preamble + end), ("no variants", MakerRecord.preamble + facts + end),
            ("facts twice", MakerRecord.preamble + facts + facts + variant + end),
            ("short facts", MakerRecord.preamble + record(.facts, 30, 20, [0, 1]) + variant + end),
            ("no size", MakerRecord.preamble + record(.facts, 0, 20, [2] + Self.placeholder) + variant + end),
            (
                "a huge size",
                MakerRecord.preamble + record(.facts, 1 << 20, 2, [2] + Self.placeholder) + variant + end
            ),
            ("wider than the image", MakerRecord.preamble + facts + record(.jpeg, 31, 20, Self.jpeg) + end),
            (
                "HTML as JPEG",
                MakerRecord.preamble + facts + record(.jpeg, 30, 20, Array("<html><body>".utf8)) + end
            ),
            (
                "HTML as WebP",
                MakerRecord.preamble + facts + record(.webP, 30, 20, Array("<html><body>".utf8)) + end
            ),
            ("JPEG as PNG", MakerRecord.preamble + facts + record(.png, 30, 20, Self.jpeg) + end),
            ("nothing as JPEG", MakerRecord.preamble + facts + record(.jpeg, 30, 20, []) + end),
            (
                "too many",
                MakerRecord.preamble + facts + Array(repeatElement(variant, count: 9).joined()) + end
            ),
            (
                "another kind",
                MakerRecord.preamble + facts + [9, 0, 0, 0] + Array(repeating: 0, count: 12) + end
            ),
            ("a refusal of no kind", MakerRecord.preamble + record(.refusal, 99, 0, [65])),
            (
                "an endless refusal",
                MakerRecord.preamble + MakerRecord(.refusal, width: 1, length: 1 << 30).head
            ),
            ("more after the end", Self.whole + [0]),
        ]
        for (what, bytes) in transcripts {
            var output = MakerOutput()
            #expect(throws: ImagingError.self, "\(what)") {
                try output.take(bytes[...]) { _ in { _ in true } }
                // As where it ends.
                if !output.isComplete { throw ImagingError.stopped }
            }
        }
    }

    @Test("bytes come as they are, in whatever parts", arguments: [1, 2, 3, 7, 16, 100, 1000])
    func parts(size: Int) throws {
        var output = MakerOutput()
        var taken: [UInt8] = []
        for start in stride(from: 0, to: Self.whole.count, by: size) {
            #expect(!output.isComplete)
            try output.take(Self.whole[start...].prefix(size)) { _ in
                {
                    taken += $0
                    return true
                }
            }
        }
        #expect(output.isComplete && taken == Self.jpeg)
        let image = try #require(output.result)
        #expect(image.variants.count == 1)
    }

    // MARK: Several

    private static func together(_ count: Int, _ body: @escaping @Sendable () -> Void) throws {
        var threads: [Thread] = []
        for number in 0..<count { threads.append(try Thread(named: "make-\(number)", body)) }
        for thread in threads { thread.join() }
    }

    @Test("as many are at work as are allowed, and who comes then waits", arguments: [1, 2])
    func atOnce(count: Int) throws {
        let maker = try StandIn(
            """
            : > at-work.$$
            set -- at-work.*
            [ $# -gt \(count) ] && : > too-many
            /bin/sleep 0.05
            /bin/rm at-work.$$
            exec /bin/cat bytes
            """, replaying: Self.whole)
        var limits = ImageMaker.Limits()
        limits.atOnce = count
        let images = ImageMaker(executable: maker.executable, limits: limits)
        let made = Atomic(0)
        try Self.together(6) {
            if (try? make([1], "image/png", by: images)) != nil { made.add(1, ordering: .relaxed) }
        }
        #expect(made.load(ordering: .relaxed) == 6)
        #expect((try? maker.text("too-many")) == nil)
    }

    @Test("two are at work at the same time")
    func beside() throws {
        // Each waits for the other, and for as long as it may.
        let maker = try StandIn(
            """
            : > at-work.$$
            until [ $# -eq 2 ]; do set -- at-work.*; done
            exec /bin/cat bytes
            """, replaying: Self.whole)
        let images = ImageMaker(executable: maker.executable)
        let made = Atomic(0)
        try Self.together(2) {
            if (try? make([1], "image/png", by: images)) != nil { made.add(1, ordering: .relaxed) }
        }
        #expect(made.load(ordering: .relaxed) == 2)
    }

    @Test("a place is given back however it ends")
    func places() throws {
        var limits = ImageMaker.Limits()
        limits.atOnce = 1
        limits.patience = .milliseconds(200)
        let maker = try StandIn("exec /bin/sleep 1000")
        let images = ImageMaker(executable: maker.executable, limits: limits)
        for _ in 0..<3 {
            #expect(throws: ImagingError.tookTooLong) { try make([1], "image/png", by: images) }
        }
    }
}
