import Imaging
import Testing

@Suite("Squares")
struct SquareTests {
    @Test(
        "whatever shape a picture has, squares of it come in each size, as WebP and JPEG",
        arguments: [(640, 480), (480, 640), (384, 384), (40, 30), (1, 1), (3_000, 2), (2, 3_000)])
    func sizes(_ width: Int, _ height: Int) throws {
        let file = try Raster.quarters(width, height).encoded(".png")
        let made = try make(file, "image/png", as: .square)
        #expect(made.image.width == 384 && made.image.height == 384 && !made.image.hasAlpha)
        #expect(made.files.map(\.variant.width) == [384, 384, 192, 192, 96, 96])
        for (variant, bytes) in made.files {
            #expect(variant.width == variant.height)
            let raster = try Raster(decoding: bytes)
            #expect(raster.width == variant.width && raster.height == variant.width && raster.bands == 3)
        }
    }

    @Test("what is transparent is white, also in JPEG")
    func transparent() throws {
        let made = try make(
            try Raster(100, 100) { _, _ in [10, 10, 10, 0] }.encoded(".png"), "image/png", as: .square)
        for format in [MadeImage.Format.webP, .jpeg] {
            #expect(try made.raster(format)[50, 50].allSatisfy { $0 > 250 }, "\(format)")
        }
    }

    @Test("the square is where there is something to be seen")
    func attention() throws {
        let made = try make(
            // A bright disc in the lower part of a grey page.
            try Raster(300, 900) { x, y in
                (x - 150) * (x - 150) + (y - 700) * (y - 700) < 8_000 ? [250, 120, 60] : [128, 128, 128]
            }.encoded(".png"), "image/png", as: .square)
        let raster = try made.raster(.jpeg)
        let seen = stride(from: 0, to: 384, by: 8).contains { y in
            stride(from: 0, to: 384, by: 8).contains { raster[$0, y][0] > 230 }
        }
        #expect(seen)
    }

    @Test("what moves stands still, and what is turned is upright")
    func others() throws {
        let film = try Raster.quarters(300, 400).encoded(".gif", frameHeight: 200, delays: [100, 100])
        #expect(try !make(film, "image/gif", as: .square).image.isAnimated)
        // A quarter turn clockwise: what is above on the right was above on the left.
        let turned = try Raster.quarters(400, 400).encoded(".jpg", orientation: 6)
        let means = try make(turned, "image/jpeg", as: .square).raster(.jpeg).meansOfQuarters
        #expect(means[1][0] > 180 && means[1][1] < 90 && means[3][1] > 120 && means[3][0] < 90)
    }
}
