/// Why nothing came of an image.
package enum ImagingError: Error, Hashable, Sendable {
    /// Of no format that is taken, or of none.
    case notAnImage
    /// An image, of another format than was told: two programs disagree about what it is.
    case anotherType
    /// More bytes, more pixels, or longer sides than are taken.
    case tooLarge
    /// More frames than are taken, or more pixels in all of them.
    case tooManyFrames
    /// It breaks off, or contradicts itself; also where whatever decoded it crashed over it. The detail is
    /// for logs.
    case damaged(detail: String)
    case tookTooLong
    case outOfMemory
    /// What decodes images is not there, or cannot do it safely on this machine. The detail is for logs.
    case makerMissing(detail: String)
    /// The caller took no more.
    case stopped

    /// For whoever sent the image.
    package var words: String {
        switch self {
        case .notAnImage: "This is not a picture. Send a JPEG, PNG, GIF, WebP, AVIF or HEIC file."
        case .anotherType:
            "This file passes for two kinds of file at once. Save the picture anew, and send that."
        case .tooLarge:
            "This picture is too large: \(ImageLimits.megapixels) megapixels are the most, and "
                + "\(ImageLimits.side) pixels a side."
        case .tooManyFrames:
            "This animation is too long: \(ImageLimits.frames) frames are the most, and "
                + "\(ImageLimits.megapixelsOfFrames) megapixels in all of them."
        case .damaged: "This picture is damaged, or not all of it has arrived."
        case .tookTooLong: "This picture takes too long to work on. Send a smaller one."
        case .outOfMemory: "This picture needs too much memory to work on. Send a smaller one."
        case .makerMissing, .stopped: "Pictures cannot be worked on just now. Try again later."
        }
    }
}

/// What is taken of an image, whatever the caller's limits are. Decided by its head, before a pixel is
/// decoded.
package enum ImageLimits {
    /// Pixels of one frame: one of 8K (7,680 × 4,320) is 33.2 million.
    package static let pixels = 1 << 25
    package static var megapixels: Int { pixels / 1_000_000 }
    /// Pixels of a side.
    package static let side = 16_384
    package static let frames = 500
    /// Pixels of all frames of an animation.
    package static let pixelsOfFrames = 3 * pixels
    package static var megapixelsOfFrames: Int { pixelsOfFrames / 1_000_000 }
}
