import Imaging

extension Source {
    /// What pages show images at.
    private static let widths = [2560, 1280, 640, 320]
    /// The largest that is encoded without loss, in pixels: it takes several times as long.
    private static let losslessPixels = 1 << 22

    private var lying: Size { Size(width: width, height: height) }
    /// EXIF's 5 to 8 are a quarter turn.
    private var isTurned: Bool { orientation >= 5 }
    private var upright: Size { isTurned ? lying.turned : lying }

    /// The widest first: none wider than the image, and none that is hardly narrower than it.
    private var sizes: [Size] {
        let widest = min(upright.width, Self.widths[0])
        return ([widest] + Self.widths.filter { 10 * $0 <= 9 * widest }).map { upright.scaled(toWidth: $0) }
    }

    /// Whatever is wrong with any of its pixels shows before anything is written.
    func makeEverything(into report: Report) throws(Refusal) {
        let (animations, framesHaveAlpha) = frames > 1 ? try animations(at: sizes) : ([], hasAlpha: false)
        let (pictures, hasAlpha) = try stills()
        let placeholder = try Placeholder.colours(of: pictures[pictures.count - 1])
        report.facts(
            width: upright.width, height: upright.height,
            MakerFacts(frames > 1 ? [.isAnimated] : []).union(hasAlpha || framesHaveAlpha ? .hasAlpha : []),
            placeholder: placeholder)

        let isDrawn = try pictures[0].isDrawn()
        // The first frame, since an animated GIF weighs several times as much, for browsers that hardly move
        // anything.
        let fallback: Encoding = !hasAlpha ? .jpeg : isDrawn ? .plainPNG : .png
        var works = animations.map { size, picture in
            Work(picture: picture, size: size, encoding: .animatedWebP)
        }
        for (size, picture) in zip(sizes, pictures) {
            if frames == 1 {
                let isLossless = isDrawn && size.area <= Self.losslessPixels
                works.append(Work(picture: picture, size: size, encoding: isLossless ? .losslessWebP : .webP))
            }
            works.append(Work(picture: picture, size: size, encoding: fallback))
        }
        works.sort { $0.size.width > $1.size.width }
        try Workshop(works, report).run()
    }

    /// A square of it at a few sizes, whatever they are; what moves stands still. Nothing of it can be seen through.
    func makeSquares(into report: Report) throws(Refusal) {
        // Never larger than it is, before it is cut: it may be very long.
        let scale = min(1, Double(MadeImage.squares[0]) / Double(min(width, height)))
        let size = Size(
            width: max(1, Int((Double(upright.width) * scale).rounded())),
            height: max(1, Int((Double(upright.height) * scale).rounded())))
        var picture = try still(at: size).flattened().squared()
        var pictures: [Picture] = []
        for side in MadeImage.squares {
            picture = try picture.resized(width: side, height: side).inMemory()
            pictures.append(picture)
        }
        let widest = MadeImage.squares[0]
        report.facts(
            width: widest, height: widest, [], placeholder: try Placeholder.colours(of: pictures[0]))
        var works: [Work] = []
        for (side, picture) in zip(MadeImage.squares, pictures) {
            let size = Size(width: side, height: side)
            works.append(Work(picture: picture, size: size, encoding: .webP))
            works.append(Work(picture: picture, size: size, encoding: .jpeg))
        }
        try Workshop(works, report).run()
    }

    /// The image, or the first frame: upright, in sRGB, with eight bits, in memory, and with nothing else to it.
    private func still(at size: Size) throws(Refusal) -> Picture {
        let wanted = isTurned ? size.turned : size
        var picture = try still(shrink: shrink(to: wanted)).inBytes()
            .resized(width: wanted.width, height: wanted.height).inSRGB()
        // libvips decodes once from above to below: what turns it needs all of it.
        if orientation > 1 { picture = try picture.inMemory().upright() }
        return try picture.bare().inMemory()
    }

    /// The same at all sizes. Decoded once.
    private func stills() throws(Refusal) -> ([Picture], hasAlpha: Bool) {
        var picture = try still(at: sizes[0])
        let hasAlpha = try !picture.isOpaque()
        if !hasAlpha { picture = try picture.withoutAlpha().inMemory() }
        var pictures = [picture]
        // Each of the one before, mostly twice as wide: that looks the same, and is the least work.
        for size in sizes.dropFirst() {
            picture = try picture.resized(width: size.width, height: size.height).inMemory()
            pictures.append(picture)
        }
        return (pictures, hasAlpha)
    }

    /// How much a JPEG is made smaller while it is decoded. That is quick and a little coarse: a factor of
    /// two at least is left for what is better at it, as libvips leaves it.
    private func shrink(to wanted: Size) -> Int {
        let factor = min(width / wanted.width, height / wanted.height)
        return [8, 4, 2].first { 2 * $0 <= factor } ?? 1
    }
}
