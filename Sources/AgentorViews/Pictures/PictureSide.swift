/// How large a picture of somebody is, as addresses name it. In pixels.
package enum PictureSide: Int, PathParameter, Hashable {
    case small = 96
    case middle = 192
    case large = 384

    package static func read(_ segment: String) -> PictureSide? {
        Int(segment).flatMap(PictureSide.init).flatMap { $0.segment == segment ? $0 : nil }
    }

    package var segment: String { "\(rawValue)" }
}
