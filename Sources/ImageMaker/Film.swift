import CVips

/// An animation at one size: its frames are computed one after the other, and lie one below the other.
final class Roll {
    let size: Size
    /// Four bytes a pixel. For as long as the process lives: pictures read there.
    private let pixels: UnsafeMutableRawBufferPointer
    private var filled = 0

    init(_ size: Size, frames: Int) {
        self.size = size
        pixels = .allocate(byteCount: 4 * size.area * frames, alignment: 16)
    }

    /// - Parameter frame: in sRGB.
    func append(_ frame: Picture) throws(Refusal) {
        let frame = try frame.withAlpha()
        let bytes = try frame.pixels()
        UnsafeMutableRawBufferPointer(rebasing: pixels[filled...].prefix(bytes.count)).copyMemory(from: bytes)
        filled += bytes.count
    }

    func picture(delays: [CInt], loops: Int) throws(Refusal) -> Picture {
        try Picture(animation: pixels, size, frames: delays.count, delays: delays, loops: loops)
    }
}

extension Source {
    /// Nobody looks at a wider one that closely.
    private static let widestAnimation = 1280
    /// Pixels of all frames of all animated variants together; a million takes a tenth of a second where
    /// everything in it moves.
    private static let animatedPixels = 48 << 20

    /// As an animation at each of these sizes that can be afforded, or at one that is narrower still where
    /// none can be. Decoded once.
    ///
    /// - Parameter sizes: the widest first, as those returned are.
    func animations(at sizes: [Size]) throws(Refusal) -> ([(Size, Picture)], hasAlpha: Bool) {
        let rolls = affordable(sizes).map { Roll($0, frames: frames) }
        var isOpaque = true
        try eachFrame { (frame) throws(Refusal) in
            let isOpaqueFrame = try frame.isOpaque()
            isOpaque = isOpaque && isOpaqueFrame
            // Less work than with it.
            var picture = isOpaqueFrame ? try frame.withoutAlpha() : frame
            for roll in rolls {
                picture = try picture.resized(width: roll.size.width, height: roll.size.height).inSRGB()
                    .inMemory()
                try roll.append(picture)
            }
        }
        // A minute at most: more overflows what libwebp adds up.
        let shown = (0..<frames).map { $0 < delays.count ? min(max(0, delays[$0]), 60_000) : 100 }
        var animations: [(Size, Picture)] = []
        for roll in rolls {
            let picture = try roll.picture(delays: shown, loops: loops)
            animations.append((roll.size, isOpaque ? try picture.withoutAlpha() : picture))
        }
        return (animations, !isOpaque)
    }

    private func affordable(_ sizes: [Size]) -> [Size] {
        var left = Self.animatedPixels
        let affordable = sizes.reversed().prefix { size in
            left -= size.area * frames
            return left >= 0 && size.width <= Self.widestAnimation
        }
        guard affordable.isEmpty, let narrowest = sizes.last else { return affordable.reversed() }
        let share = Double(Self.animatedPixels) / Double(narrowest.area * frames)
        return [narrowest.scaled(toWidth: max(1, Int(Double(narrowest.width) * share.squareRoot())))]
    }
}
