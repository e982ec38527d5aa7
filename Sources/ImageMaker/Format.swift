/// What is taken.
enum Format: CaseIterable {
    case jpeg, png, gif, webP, heic, avif

    /// The class of libvips that reads it; that for bytes in memory has `Buffer` at its end.
    var loader: String {
        switch self {
        case .jpeg: "VipsForeignLoadJpeg"
        case .png: "VipsForeignLoadPng"
        case .gif: "VipsForeignLoadNsgif"
        case .webP: "VipsForeignLoadWebp"
        case .heic, .avif: "VipsForeignLoadHeif"
        }
    }

    var isHEIF: Bool { self == .heic || self == .avif }

    /// Whether it may have frames that are shown one after the other.
    var moves: Bool { self == .gif || self == .webP }

    /// Those that are meant by a media type of libmagic's. A HEIF file may have either inside, and may say so
    /// only there.
    static func taken(as type: String) -> [Self] {
        switch type {
        case "image/jpeg": [.jpeg]
        case "image/png": [.png]
        case "image/gif": [.gif]
        case "image/webp": [.webP]
        case "image/avif": [.avif]
        case "image/heic", "image/heic-sequence": [.heic]
        case "image/heif", "image/heif-sequence": [.heic, .avif]
        default: []
        }
    }
}
