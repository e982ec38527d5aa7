/// The encoding of RFC 2045, section 6.7: lines of at most 76 characters, ASCII only.
enum QuotedPrintable {
    /// Text in UTF-8, whose lines end with LF, CR LF or CR; the result's end with CR LF.
    static func encode(_ text: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines(of: text) {
            var column = 0
            for (index, byte) in line.enumerated() {
                let piece = piece(byte, isLast: index == line.count - 1)
                // The last place of a line is kept for the mark that it goes on.
                if column + piece.count > 75 {
                    result += "=\r\n".utf8
                    column = 0
                }
                result += piece
                column += piece.count
            }
            result += "\r\n".utf8
        }
        return result
    }

    private static func lines(of text: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): lines.append([])
            default: lines[lines.count - 1].append(byte)
            }
            previous = byte
        }
        if lines.count > 1, lines[lines.count - 1].isEmpty { lines.removeLast() }
        return lines
    }

    /// White space at the end of a line would be lost on the way.
    private static func piece(_ byte: UInt8, isLast: Bool) -> [UInt8] {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): if !isLast { return [byte] }
        case UInt8(ascii: "="): break
        case 0x21...0x7E: return [byte]
        default: break
        }
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
