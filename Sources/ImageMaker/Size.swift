/// In pixels.
struct Size: Hashable {
    let width: Int
    let height: Int

    var area: Int { width * height }
    var turned: Size { Size(width: height, height: width) }

    /// The longest side a WebP has.
    private static let side = 16_383

    /// In the same proportions.
    func scaled(toWidth wanted: Int) -> Size {
        let height = (Double(height) * Double(wanted) / Double(width)).rounded()
        return Size(width: min(wanted, Self.side), height: min(max(1, Int(height)), Self.side))
    }
}
