/// What stands for an image until it has come: the mean colours of its parts.
enum Placeholder {
    /// - Parameter picture: of eight bits.
    /// - Returns: as `MadeImage.placeholder` has it.
    static func colours(of picture: Picture) throws(Refusal) -> [UInt8] {
        let (width, height, bands) = (picture.width, picture.height, picture.bands)
        let bytes = try picture.pixels()
        let (columns, rows) = width < height ? (3, 4) : (4, 3)
        var colours: [UInt8] = []
        for row in 0..<rows {
            for column in 0..<columns {
                // At least one pixel, however small the image.
                let left = column * width / columns
                let right = max(left + 1, (column + 1) * width / columns)
                let top = row * height / rows
                let bottom = max(top + 1, (row + 1) * height / rows)
                var sums = (red: 0, green: 0, blue: 0)
                for y in top..<bottom {
                    for pixel in (y * width + left)..<(y * width + right) {
                        let opacity = bands == 4 ? Int(bytes[pixel * bands + 3]) : 255
                        let white = 255 * (255 - opacity)
                        sums.red += Int(bytes[pixel * bands]) * opacity + white
                        sums.green += Int(bytes[pixel * bands + 1]) * opacity + white
                        sums.blue += Int(bytes[pixel * bands + 2]) * opacity + white
                    }
                }
                let whole = 255 * (right - left) * (bottom - top)
                colours += [sums.red, sums.green, sums.blue].map { UInt8(($0 + whole / 2) / whole) }
            }
        }
        return colours
    }
}
