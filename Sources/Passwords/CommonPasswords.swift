import CCommonPasswords

/// The passwords guessed first; docs/common-passwords.md says where they come from. Read where they lie in the
/// program, so that only the pages a search touches are ever in memory.
enum CommonPasswords {
    /// - Parameter text: in lower case.
    static func contains(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { wanted in
            // Between the two is a whole number of lines, each with its end.
            var start = 0
            var end = lines.count
            while start < end {
                let middle = start + (end - start) / 2
                let lineStart = lines[start..<middle].lastIndex(of: lineEnd).map { $0 + 1 } ?? start
                let lineStop = lines[middle..<end].firstIndex(of: lineEnd) ?? end
                let line = lines[lineStart..<lineStop]
                if line.elementsEqual(wanted) { return true }
                if line.lexicographicallyPrecedes(wanted) {
                    start = lineStop + 1
                } else {
                    end = lineStart
                }
            }
            return false
        }
    }

    private static let lineEnd = UInt8(ascii: "\n")

    static var lines: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: common_passwords_start(), count: common_passwords_length)
    }
}
