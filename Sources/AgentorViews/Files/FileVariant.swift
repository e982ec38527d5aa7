/// A picture in one width and format, as addresses name it: `640.webp`.
package struct FileVariant: PathParameter, Hashable {
    package enum Format: String, Sendable {
        case webp, jpg, png
    }

    /// In pixels.
    package let width: Int
    package let format: Format

    package init(width: Int, format: Format) {
        self.width = width
        self.format = format
    }

    package static func read(_ segment: String) -> FileVariant? {
        let parts = segment.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), width > 0,
            let format = Format(rawValue: String(parts[1]))
        else { return nil }
        let variant = FileVariant(width: width, format: format)
        return variant.segment == segment ? variant : nil
    }

    package var segment: String { "\(width).\(format.rawValue)" }
}
