import CConfinement
import CVips
import Imaging

/// Why nothing is made of the image.
struct Refusal: Error {
    let reason: MakerRefusal
    /// For logs.
    let detail: String

    init(_ reason: MakerRefusal, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// What libvips last complained of.
    static func ofLibrary() -> Self {
        let words = String(cString: vips_error_buffer())
        // libvips, libpng, libjpeg, libwebp and libheif say it so; GLib, where there is no room for a stack.
        let isMemory = [
            "out of memory", "nsufficient memory", "emory allocation", "memory error", "creating thread",
        ].contains(where: words.contains)
        // Others do not say so, and libvips may say nothing then.
        return Self(isMemory || is_without_memory() != 0 ? .outOfMemory : .damaged, words)
    }
}
