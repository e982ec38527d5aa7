import Imaging
import Testing

@Suite("Images that are refused")
struct RefusalTests {
    private static let formats = [
        (".jpg", "image/jpeg"), (".png", "image/png"), (".gif", "image/gif"), (".webp", "image/webp"),
        (".avif[compression=av1]", "image/avif"), (".heic[compression=hevc]", "image/heic"),
    ]

    @Test("an image of another type than was told is refused")
    func anotherType() throws {
        for (format, type) in Self.formats {
            let file = try Raster.quarters(64, 64).encoded(format)
            #expect(refusal(file, type) == nil)
            for other in Self.formats.map(\.1) + ["text/html", "image/svg+xml", ""] where other != type {
                // What reads HEIF is loaded only where that was told.
                let isUnknown = type.hasPrefix("image/hei") || type == "image/avif"
                let isTold = other == "image/avif" || other == "image/heic"
                #expect(
                    refusal(file, other) == (isUnknown && !isTold ? .notAnImage : .anotherType),
                    "\(type) told as \(other)")
            }
        }
    }

    @Test("a HEIF file that does not say what is in it may be told so")
    func eitherHEIF() throws {
        for (format, _) in Self.formats.suffix(2) {
            #expect(refusal(try Raster.quarters(64, 64).encoded(format), "image/heif") == nil)
        }
    }

    @Test("what is no image is refused, whatever it was told to be")
    func notAnImage() {
        let files = [
            "", "hello", "<html><script>alert(1)</script>", "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
            "%PDF-1.4\n1 0 obj", "II*\u{0}\u{8}\u{0}\u{0}\u{0}", "PK\u{3}\u{4}", "BM      ", "P6 1 1 255 abc",
            "#?RADIANCE\n", "SIMPLE  =                    T", "8BPS\u{0}\u{1}", "push graphic-context\n",
        ]
        for file in files {
            for (_, type) in Self.formats {
                #expect(refusal(Array(file.utf8), type) == .notAnImage, "\(file) as \(type)")
            }
        }
    }

    @Test("other formats that libvips reads are refused, even whole")
    func otherFormats() throws {
        for format in [".tif", ".ppm", ".hdr"] {
            let file = try Raster.quarters(16, 16).encoded(format)
            for (_, type) in Self.formats + [("", "image/tiff")] {
                #expect(refusal(file, type) == .notAnImage, "\(format) as \(type)")
            }
        }
    }

    @Test("an image that breaks off is refused, wherever it does")
    func truncated() throws {
        let raster = Raster(200, 150) { x, y in [UInt8(x), UInt8(y), UInt8((x * y) % 251)] }
        for (format, type) in Self.formats {
            let file = try raster.encoded(format)
            #expect(refusal(file, type) == nil)
            for share in [2, 3, 5, 8] {
                let cut = Array(file.prefix(file.count * share / 9))
                #expect(refusal(cut, type)?.kind == "damaged", "\(share) ninths of \(type)")
            }
        }
    }

    @Test("an image of one row is refused each time, and not only mostly, where that is not there")
    func oneRow() {
        let head = PNGFile.chunk("IHDR", [0, 0, 0x40, 0, 0, 0, 0, 1, 8, 2, 0, 0, 0])
        let file =
            PNGFile.signature + head + PNGFile.chunk("IDAT", [0]) + PNGFile.chunk("IEND", [])
        for _ in 0..<20 { #expect(refusal(file, "image/png")?.kind == "damaged") }
    }

    @Test("whatever bytes are changed, an image comes out or a refusal")
    func changed() throws {
        var generator = SystemRandomNumberGenerator()
        let raster = Raster.quarters(40, 30)
        for (format, type) in Self.formats {
            let file = try raster.encoded(format)
            for _ in 0..<8 {
                var changed = file
                for _ in 0..<4 {
                    changed[.random(in: 12..<file.count, using: &generator)] ^= .random(
                        in: 1...255, using: &generator)
                }
                let error = refusal(changed, type)
                #expect(
                    error.map {
                        [
                            "damaged", "tooLarge", "notAnImage", "anotherType", "outOfMemory",
                            "tooManyFrames",
                        ].contains($0.kind)
                    } ?? true, "\(String(describing: error)): \(changed)")
            }
        }
    }

    @Test("95 bytes that claim to be 935,820 by 854,554 pixels are refused by what they claim")
    func bomb() {
        let head = PNGFile.chunk("IHDR", [0, 0x0E, 0x47, 0x8C, 0, 0x0D, 0x0A, 0x1A, 8, 2, 0, 0, 0])
        let file =
            PNGFile.signature + head + PNGFile.chunk("IDAT", Array(repeating: 0, count: 38))
            + PNGFile.chunk("IEND", [])
        #expect(file.count == 95)
        #expect(refusal(file, "image/png") == .tooLarge)
    }

    @Test(
        "more pixels than are taken, or a longer side, are refused by the head alone",
        arguments: [
            (16_385, 1, true), (1, 16_385, true), (8192, 4097, true), (60_000, 60_000, true),
            (8192, 4096, false),
            (16_384, 1, false),
        ])
    func dimensions(width: Int, height: Int, isTooLarge: Bool) {
        func bytes(_ number: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(number >> (8 * $0) & 255) } }
        let head = PNGFile.chunk("IHDR", bytes(width) + bytes(height) + [8, 2, 0, 0, 0])
        let file = PNGFile.signature + head + PNGFile.chunk("IDAT", [0]) + PNGFile.chunk("IEND", [])
        // Where the size is right it is the pixels that are missing.
        #expect(refusal(file, "image/png")?.kind == (isTooLarge ? "tooLarge" : "damaged"))
        if isTooLarge, width < 65_536, height < 65_536 {
            let screen = [UInt8(width & 255), UInt8(width >> 8), UInt8(height & 255), UInt8(height >> 8)]
            let gif =
                Array("GIF89a".utf8) + screen
                + [
                    0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0,
                ] + screen + [0, 2, 2, 0x44, 1, 0, 0x3B]
            #expect(refusal(gif, "image/gif") == .tooLarge)
        }
    }

    @Test("more bytes than are taken are refused")
    func bytes() throws {
        let file = try Raster.quarters(64, 64).encoded(".png")
        var limits = ImageMaker.Limits()
        limits.source = file.count
        #expect(refusal(file, "image/png", limits: limits) == nil)
        limits.source = file.count - 1
        #expect(refusal(file, "image/png", limits: limits) == .tooLarge)
    }

    @Test("an image that needs more memory than there is for it is refused for that")
    func memory() throws {
        let file = try Raster(4000, 4000) { _, _ in [1, 2, 3] }.encoded(".png[interlace]")
        var limits = ImageMaker.Limits()
        #expect(refusal(file, "image/png", limits: limits) == nil)
        limits.memory = 230 << 20
        #expect(refusal(file, "image/png", limits: limits) == .outOfMemory)
    }

    @Test("an image that is something else as well comes out as nothing but an image")
    func polyglots() throws {
        let html = "<html><script>alert('polyglot')</script></html>"
        let (gif, jpeg) = (
            try Raster.quarters(32, 32).encoded(".gif"), try Raster.quarters(32, 32).encoded(".jpg")
        )
        let png = try Raster.quarters(32, 32).encoded(".png")
        // In a comment, behind the end, in an application's segment, in a chunk of text, as an archive behind
        // it.
        let comment = [0x21, 0xFE, UInt8(html.utf8.count)] + Array(html.utf8) + [0]
        let inComment = gif.dropLast() + comment + [0x3B]
        let segment = [0xFF, 0xE1, 0, UInt8(html.utf8.count + 2)] + Array(html.utf8)
        let inSegment = jpeg.prefix(2) + segment + jpeg.dropFirst(2)
        let inChunk = PNGFile.inserting(PNGFile.chunk("tEXt", Array("Comment\u{0}\(html)".utf8)), into: png)
        let files: [([UInt8], String)] = [
            (Array(inComment), "image/gif"), (gif + Array(html.utf8), "image/gif"),
            (Array(inSegment), "image/jpeg"), (jpeg + Array("PK\u{3}\u{4}\(html)".utf8), "image/jpeg"),
            (inChunk, "image/png"), (png + Array("%PDF-1.4 \(html)".utf8), "image/png"),
        ]
        for (file, type) in files {
            #expect(file.holds("polyglot"))
            let made = try make(file, type)
            #expect(made.files.count == 2)
            for (_, bytes) in made.files {
                #expect(!bytes.holds("polyglot") && !bytes.holds("script") && !bytes.holds("PK\u{3}\u{4}"))
            }
        }
    }

    @Test("whoever sent it can be told why nothing came of it")
    func words() {
        let errors: [ImagingError] = [
            .notAnImage, .anotherType, .tooLarge, .tooManyFrames, .damaged(detail: "secret"), .tookTooLong,
            .outOfMemory,
            .makerMissing(detail: "secret"), .stopped,
        ]
        for error in errors {
            #expect(error.words.hasSuffix(".") && !error.words.contains("secret"))
        }
        #expect(ImagingError.tooLarge.words.contains("33 megapixels"))
    }
}
