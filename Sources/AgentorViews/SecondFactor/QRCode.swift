import CQREncode

/// A QR code (ISO/IEC 18004), of error correction level M, as the template `SecondFactor/QRCode` draws it.
package struct QRCode: Sendable {
    /// The quiet zone on every side that the standard demands.
    private static let margin = 4

    /// Modules on a side, with the quiet zone.
    package let size: Int

    /// The dark modules as an SVG path, one unit a module, with the quiet zone left free: a rectangle for each run of
    /// them in a row.
    package let path: String

    /// - Parameter text: encoded as UTF-8. Nil for none, and for more than the largest code holds, 2331 bytes.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let count = Int32(exactly: bytes.count),
            let code = QRcode_encodeData(count, bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        // The lowest bit says dark; the others tell the module's part in the code.
        let isDark = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let run = isDark[row * width + column..<(row + 1) * width].prefix(while: \.self).count
                if run > 0 { path += "M\(column + Self.margin) \(row + Self.margin)h\(run)v1h-\(run)z" }
                column += max(run, 1)
            }
        }
        size = width + 2 * Self.margin
        self.path = path
    }
}
