import Imaging
import Testing

@Suite("Animations")
struct AnimationTests {
    private static let colours: [Raster.Pixel] = [[220, 30, 40], [20, 170, 60], [40, 60, 200]]

    /// A frame of each colour, one below the other.
    private static func frames(_ width: Int, _ height: Int) -> Raster {
        Raster(width, 3 * height) { _, y in colours[y / height] }
    }

    @Test(
        "what moves still moves, as a WebP, with the pace it had; other browsers see its first frame",
        arguments: [(".gif", "image/gif"), (".webp[lossless]", "image/webp")])
    func moving(format: String, type: String) throws {
        let file = try Self.frames(400, 30).encoded(format, frameHeight: 30, delays: [50, 100, 700])
        let made = try make(file, type)
        #expect(made.image.isAnimated && !made.image.hasAlpha)
        #expect(made.image.width == 400 && made.image.height == 30)
        #expect(made.image.variants.map(\.format) == [.webP, .jpeg, .webP, .jpeg])
        #expect(made.image.variants.map(\.width) == [400, 400, 320, 320])
        for webP in made.files(.webP) {
            #expect(try Raster.metadata(of: webP).delays == [50, 100, 700])
            let decoded = try Raster(decoding: webP)
            let height = decoded.height / 3
            for (frame, colour) in Self.colours.enumerated() {
                // To its edges: no frame runs into the next.
                for y in [0, height / 2, height - 1] {
                    let found = decoded[7, frame * height + y].prefix(3)
                    #expect(
                        zip(found, colour).allSatisfy { abs(Int($0) - Int($1)) <= 6 },
                        "\(frame) \(y) \(found)")
                }
            }
        }
        for still in made.files(.jpeg) {
            let decoded = try Raster(decoding: still)
            #expect(zip(decoded[5, 5], Self.colours[0]).allSatisfy { abs(Int($0) - Int($1)) <= 6 })
        }
    }

    @Test("an animation that can be seen through stays so, in all frames")
    func alpha() throws {
        let raster = Raster(40, 120) { x, y in x < 20 ? Self.colours[y / 40] + [255] : [0, 0, 0, 0] }
        let made = try make(
            try raster.encoded(".webp[lossless]", frameHeight: 40, delays: [80, 80, 80]), "image/webp")
        #expect(made.image.isAnimated && made.image.hasAlpha)
        #expect(made.image.variants.map(\.format) == [.webP, .png])
        let decoded = try made.raster(.webP)
        for frame in 0..<3 {
            #expect(decoded[30, 40 * frame + 20][3] == 0)
            #expect(decoded[10, 40 * frame + 20][3] == 255)
        }
    }

    @Test("one frame is no animation")
    func oneFrame() throws {
        let file = try Raster.quarters(40, 40).encoded(".gif")
        #expect(try !make(file, "image/gif").image.isAnimated)
    }

    @Test(
        "of a long animation the wide variants are left out, and its frames may be narrower than all of them")
    func long() throws {
        let frames = 120
        let raster = Raster(960, 600) { x, y in [UInt8(x % 200), UInt8(y % 200), 30] }
        let long = Raster(960, 600) { x, y in raster[x, y] }
        var file = try long.encoded(".gif", frameHeight: 600 / 2, delays: [40, 40])
        file = Self.repeated(file, times: frames / 2)
        let made = try make(file, "image/gif")
        #expect(made.image.isAnimated)
        #expect(made.image.variants.contains { $0.format == .jpeg && $0.width == 960 })
        let moving = made.image.variants.filter { $0.format == .webP }
        #expect(moving.map(\.width) == [640, 320])
    }

    /// A GIF whose frames come as often.
    private static func repeated(_ file: [UInt8], times: Int) -> [UInt8] {
        // What comes before the first graphic control extension says what holds for all.
        let first = file.firstRange(of: [0x21, 0xF9, 4])!.lowerBound
        let frames = file[first...].dropLast()
        return Array(file[..<first]) + Array(repeatElement(frames, count: times).joined()) + [0x3B]
    }

    @Test(
        "an animation of too many frames is refused, however many there are",
        arguments: [501, 20_000, 1_000_000])
    func tooMany(count: Int) {
        // A screen of one pixel in two colours, and frames of one pixel in fifteen bytes.
        let head = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
        let frame: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
        func gif(_ count: Int) -> [UInt8] {
            head + Array(repeatElement(frame, count: count).joined()) + [0x3B]
        }
        #expect(refusal(gif(count), "image/gif") == .tooManyFrames)
        #expect(refusal(gif(500), "image/gif") == nil)
    }

    @Test("an animation with too many pixels in all its frames is refused")
    func tooLarge() {
        // Frames may be smaller than the screen they are shown on.
        func gif(_ count: Int) -> [UInt8] {
            let size: [UInt8] = [0x00, 0x08, 0x00, 0x08]
            let head = Array("GIF89a".utf8) + size + [0x80, 0, 0, 0, 0, 0, 255, 255, 255]
            let frame: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
            return head + Array(repeatElement(frame, count: count).joined()) + [0x3B]
        }
        #expect(refusal(gif(ImageLimits.pixelsOfFrames / (2048 * 2048) + 1), "image/gif") == .tooManyFrames)
        #expect(refusal(gif(2), "image/gif") == nil)
    }
}
