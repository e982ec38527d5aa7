import CVips
import Imaging
import Testing

@Suite("What is made of images")
struct FormatTests {
    struct Format: CustomTestStringConvertible, Sendable {
        let type: String
        let suffix: String
        /// How far colours may be off: its own loss, and that of the variant.
        var tolerance = 6
        var testDescription: String { type }
    }

    private static let formats = [
        Format(type: "image/jpeg", suffix: ".jpg[Q=95]"),
        Format(type: "image/png", suffix: ".png"),
        Format(type: "image/gif", suffix: ".gif"),
        Format(type: "image/webp", suffix: ".webp[Q=95]"),
        Format(type: "image/webp", suffix: ".webp[lossless]"),
        Format(type: "image/avif", suffix: ".avif[Q=80,compression=av1]", tolerance: 10),
        Format(type: "image/heic", suffix: ".heic[Q=80,compression=hevc]", tolerance: 10),
        Format(type: "image/heic", suffix: ".heic[Q=80,compression=hevc,bitdepth=10]", tolerance: 10),
    ]

    private func expectQuarters(
        _ file: [UInt8], of raster: Raster, tolerance: Int, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let found = try Raster(decoding: file)
        for (quarter, expected) in zip(found.meansOfQuarters, raster.meansOfQuarters) {
            for (colour, expected) in zip(quarter, expected) {
                #expect(abs(colour - expected) <= tolerance, sourceLocation: location)
            }
        }
    }

    @Test("each format that is taken becomes WebP and JPEG in the widths of pages", arguments: formats)
    func everyFormat(format: Format) throws {
        let raster = Raster.quarters(700, 350)
        let made = try make(try raster.encoded(format.suffix), format.type)
        #expect(made.image.width == 700 && made.image.height == 350)
        #expect(!made.image.isAnimated && !made.image.hasAlpha)
        let sizes = made.image.variants.map { [$0.width, $0.height] }
        #expect(sizes == [[700, 350], [700, 350], [320, 160], [320, 160]])
        #expect(made.image.variants.map(\.format) == [.webP, .jpeg, .webP, .jpeg])
        for (variant, bytes) in made.files {
            let decoded = try Raster(decoding: bytes)
            #expect(decoded.width == variant.width && decoded.height == variant.height)
            try expectQuarters(bytes, of: raster, tolerance: format.tolerance)
        }
    }

    @Test(
        "no variant is wider than the image, than a page, or hardly narrower than the widest",
        arguments: [
            (1, [1]), (2, [2]), (320, [320]), (321, [321]), (356, [356, 320]), (640, [640, 320]),
            (1300, [1300, 640, 320]), (3000, [2560, 1280, 640, 320]),
        ])
    func widths(width: Int, expected: [Int]) throws {
        let made = try make(
            try Raster(width, 3) { x, _ in [UInt8(x % 256), 1, 2] }.encoded(".png"), "image/png")
        #expect(made.image.variants.filter { $0.format == .webP }.map(\.width) == expected)
        #expect(made.image.variants.filter { $0.format == .jpeg }.map(\.width) == expected)
        #expect(made.image.variants.allSatisfy { $0.height == max(1, ($0.width * 6 + width) / (2 * width)) })
    }

    @Test("one pixel is an image, and its colour stays")
    func onePixel() throws {
        let made = try make(try Raster(1, 1) { _, _ in [200, 100, 50] }.encoded(".png"), "image/png")
        #expect(made.image.width == 1 && made.image.height == 1)
        #expect(made.image.placeholder.count == 36)
        #expect(made.image.placeholder.prefix(3) == [200, 100, 50])
        #expect(try made.raster(.webP)[0, 0] == [200, 100, 50], "what is drawn loses nothing")
    }

    @Test("the longest side there is fits too, on either axis", arguments: [(16_384, 1), (1, 16_384)])
    func longest(width: Int, height: Int) throws {
        let made = try make(try Raster(width, height) { _, _ in [9, 90, 200] }.encoded(".png"), "image/png")
        #expect(made.image.width == width && made.image.height == height)
        #expect(made.image.variants.count == (width > height ? 8 : 2))
        let file = try #require(made.files(.webP).first)
        #expect(try Raster(decoding: file)[0, 0].elementsEqual([9, 90, 200]))
    }

    @Test(
        "whichever way a camera was held, the image is upright, and no variant is turned again",
        arguments: 1...8)
    func orientation(orientation: Int) throws {
        // As EXIF has it: where the first row and the first column of what is stored are seen.
        let upright = Raster.quarters(96, 48)
        let (width, height) = orientation < 5 ? (96, 48) : (48, 96)
        let stored = Raster(width, height) { x, y in
            switch orientation {
            case 1: upright[x, y]
            case 2: upright[95 - x, y]
            case 3: upright[95 - x, 47 - y]
            case 4: upright[x, 47 - y]
            case 5: upright[y, x]
            case 6: upright[95 - y, x]
            case 7: upright[95 - y, 47 - x]
            default: upright[y, 47 - x]
            }
        }
        let made = try make(try stored.encoded(".jpg[Q=95]", orientation: orientation), "image/jpeg")
        #expect(made.image.width == 96 && made.image.height == 48)
        for (_, bytes) in made.files {
            try expectQuarters(bytes, of: upright, tolerance: 8)
            let metadata = try Raster.metadata(of: bytes)
            #expect(!metadata.names.contains(VIPS_META_ORIENTATION))
        }
    }

    @Test("colours of a wider space are those they were, in the one every browser has")
    func wideGamut() throws {
        // In Display P3; by its primaries and the transfer function it shares with sRGB that is (215, 93,
        // 31).
        let wide = Raster(64, 64) { _, _ in [200, 100, 50] }
        let file = try wide.encoded(".png[profile=p3]")
        #expect(try Raster.metadata(of: file).names.contains(VIPS_META_ICC_NAME))
        let made = try make(file, "image/png")
        let colour = try made.raster(.webP)[10, 10]
        #expect(zip(colour, [215, 93, 31]).allSatisfy { abs(Int($0) - $1) <= 2 }, "\(colour)")
        for (_, bytes) in made.files {
            #expect(try !Raster.metadata(of: bytes).names.contains(VIPS_META_ICC_NAME))
        }
    }

    @Test("grey, and the inks of printers, become colours of screens")
    func otherSpaces() throws {
        let grey = try make(try Raster(40, 40) { x, _ in [UInt8(5 * x)] }.encoded(".png"), "image/png")
        let middle = try grey.raster(.webP)[20, 20]
        #expect(middle.count == 3 && middle.allSatisfy { abs(Int($0) - 100) <= 3 }, "\(middle)")
        let inks = Raster(40, 40) { _, _ in [0, 255, 255, 0] }
        let file = try inks.encoded(".jpg[Q=95]", interpretation: VIPS_INTERPRETATION_CMYK)
        let printed = try make(file, "image/jpeg")
        let colour = try printed.raster(.jpeg)[20, 20]
        #expect(colour.count == 3 && colour[0] > 200 && colour[1] < 70 && colour[2] < 70, "red: \(colour)")
    }

    @Test("sixteen bits become eight")
    func sixteenBits() throws {
        let deep = try Raster.quarters(60, 60).encoded(".png[bitdepth=16]", isDeep: true)
        #expect(deep[24] == 16, "the depth its head tells")
        try expectQuarters(
            try #require(try make(deep, "image/png").files(.webP).first), of: .quarters(60, 60), tolerance: 2)
    }

    @Test("what can be seen through stays so, in a format every browser has too")
    func alpha() throws {
        let raster = Raster(400, 200) { x, y in x < 200 ? [200, 40, 60, 255] : [0, 255, 0, UInt8(y)] }
        for (format, type) in [(".png", "image/png"), (".webp[lossless]", "image/webp")] {
            let made = try make(try raster.encoded(format), type)
            #expect(made.image.hasAlpha)
            #expect(Set(made.image.variants.map(\.format)) == [.webP, .png])
            for (variant, bytes) in made.files {
                let decoded = try Raster(decoding: bytes)
                #expect(decoded.bands == 4)
                #expect(
                    decoded[variant.width / 4, variant.height / 2].elementsEqual([200, 40, 60, 255]) {
                        abs(Int($0) - Int($1)) <= 4
                    })
                let alpha = decoded[variant.width * 3 / 4, variant.height / 2][3]
                #expect(abs(Int(alpha) - 100) <= 2)
            }
            // Nothing of a colour that is not seen runs into what is: the edge is red or green, and no brown.
            let small = try Raster(decoding: try #require(made.files(.png).last))
            #expect(small.width == 320)
            #expect(small[159, 0][0] > 190 && small[159, 0][1] < 60)
        }
    }

    @Test("an alpha channel that hides nothing is none")
    func opaqueAlpha() throws {
        let raster = Raster(50, 50) { x, y in [UInt8(x), UInt8(y), 7, 255] }
        let made = try make(try raster.encoded(".png"), "image/png")
        #expect(!made.image.hasAlpha)
        #expect(made.image.variants.map(\.format) == [.webP, .jpeg])
    }

    @Test("the placeholder has the colours of twelve parts, by the shape of the image")
    func placeholder() throws {
        func colour(_ column: Int, _ row: Int) -> Raster.Pixel { [UInt8(60 * column), UInt8(70 * row), 0] }
        let wide = Raster(80, 60) { x, y in colour(x / 20, y / 20) }
        let landscape = try make(try wide.encoded(".png"), "image/png").image.placeholder
        let expected = (0..<12).flatMap { colour($0 % 4, $0 / 4) }
        #expect(landscape == expected)
        let high = Raster(60, 80) { x, y in colour(x / 20, y / 20) }
        let portrait = try make(try high.encoded(".png"), "image/png").image.placeholder
        let turned = (0..<12).flatMap { colour($0 % 3, $0 / 3) }
        #expect(portrait == turned)
        let clear = Raster(8, 8) { _, _ in [0, 0, 0, 0] }
        #expect(
            try make(try clear.encoded(".png"), "image/png").image.placeholder
                == Array(repeating: 255, count: 36))
    }

    @Test("what a camera and its owner wrote beside the pixels is in no variant")
    func metadata() throws {
        let secrets = ["51 deg 28 min", "Ada Example", "taken at home", "urn:secret"]
        let metadata = [
            "exif-ifd3-GPSLatitude": "51/1 28/1 40/1", "exif-ifd3-GPSLatitudeRef": "N",
            "exif-ifd0-Artist": secrets[1], "exif-ifd0-ImageDescription": secrets[2],
            VIPS_META_XMP_NAME: "<x:xmpmeta xmlns:x='adobe:ns:meta/'>\(secrets[3])</x:xmpmeta>",
            VIPS_META_IPTC_NAME: "iptc of \(secrets[1])",
        ]
        for (format, type) in [
            (".jpg[Q=90,profile=p3]", "image/jpeg"), (".webp[profile=p3]", "image/webp"),
            (".png[profile=p3]", "image/png"), (".avif[compression=av1]", "image/avif"),
        ] {
            var file = try Raster.quarters(400, 400).encoded(format, metadata: metadata)
            if type == "image/png" {
                // libvips writes none of it into a PNG.
                let comment = PNGFile.chunk("tEXt", Array("Comment\u{0}\(secrets[2])".utf8))
                let exif = PNGFile.chunk("eXIf", Array("II*\u{0}\(secrets[1])".utf8))
                file = PNGFile.inserting(comment + exif, into: file)
            } else {
                #expect(try Raster.metadata(of: file).names.contains(VIPS_META_EXIF_NAME))
            }
            #expect(secrets.contains(where: file.holds), "it is there before: \(format)")
            for (_, bytes) in try make(file, type).files {
                for secret in secrets { #expect(!bytes.holds(secret)) }
                for chunk in [
                    "Exif", "EXIF", "eXIf", "XMP", "xmpmeta", "ICC", "iCCP", "tEXt", "iTXt", "zTXt",
                ] {
                    #expect(!bytes.holds(chunk), "\(chunk) of \(format)")
                }
                let names = try Raster.metadata(of: bytes).names
                #expect(
                    names.isDisjoint(with: [
                        VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME, VIPS_META_ICC_NAME,
                    ]))
            }
        }
    }
}
