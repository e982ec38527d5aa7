/// What was made of an image: upright, sRGB with eight bits, and nothing of what the file told besides its
/// pixels.
package struct MadeImage: Hashable, Sendable {
    /// A picture of one width, whose bytes the caller has been given.
    package struct Variant: Hashable, Sendable {
        package let width: Int
        package let height: Int
        package let format: Format
        package let byteCount: Int
    }

    package enum Format: String, Hashable, Sendable, CaseIterable {
        case webP = "image/webp"
        case jpeg = "image/jpeg"
        case png = "image/png"

        /// As it is sent.
        package var mediaType: String { rawValue }
    }

    /// Of the image itself, upright.
    package let width: Int
    package let height: Int
    /// The WebP variants move; the others show the first frame.
    package let isAnimated: Bool
    /// Something of it can be seen through; of an animation, in any frame.
    package let hasAlpha: Bool
    /// Twelve colours, each of three bytes (red, green, blue), row by row: four in each of three rows, or
    /// three in each of four where the image is higher than wide. What is transparent counts as white.
    package let placeholder: [UInt8]
    /// The widest first. Each width has a WebP, and one for browsers without: PNG where something is
    /// transparent, or JPEG. Of a long animation the wider ones may be without the WebP.
    package let variants: [Variant]

    package static let coloursOfPlaceholder = 12

    /// Sides of those that are square, in pixels, the widest first.
    package static let squares = [384, 192, 96]
}
