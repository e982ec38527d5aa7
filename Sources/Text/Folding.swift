import CICU

extension PlainText {
    /// A text as it is searched, in UTF-16: without regard to letter case in any script (full case folding), to the dot of an i,
    /// which is a matter of case in Turkish, and to how a keyboard composed it (normalisation form C). Any run of white space
    /// is one space.
    package static func folded(_ text: String) -> [UInt16] {
        if let folded = text.utf8.withContiguousStorageIfAvailable(foldedASCII), let folded { return folded }
        let composed = converted(Array(text.utf16)) { icu_compose($0, $1, $2, $3) }
        let units = converted(converted(composed) { icu_fold_case($0, $1, $2, $3) }) {
            icu_compose($0, $1, $2, $3)
        }
        var folded: [UInt16] = []
        folded.reserveCapacity(units.count)
        for unit in units {
            if isWhiteSpace(unit) {
                if folded.last != space { folded.append(space) }
            } else if unit == 0x131 {
                folded.append(dotted)
            } else if unit != 0x307 || folded.last != dotted {
                folded.append(unit)
            }
        }
        return folded
    }

    private static let space = UInt16(UInt8(ascii: " "))
    private static let dotted = UInt16(UInt8(ascii: "i"))

    /// Nil for what has anything beyond ASCII.
    private static func foldedASCII(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt16]? {
        var isASCII = true
        let folded = [UInt16](unsafeUninitializedCapacity: utf8.count) { units, count in
            for byte in utf8 {
                guard byte < 0x80 else {
                    isASCII = false
                    return
                }
                var unit = UInt16(byte)
                if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { unit |= 0x20 }
                if isWhiteSpace(unit) {
                    if count > 0, units[count - 1] == space { continue }
                    unit = space
                }
                units[count] = unit
                count += 1
            }
        }
        return isASCII ? folded : nil
    }

    /// All of it is in the first plane.
    private static func isWhiteSpace(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            true
        default: false
        }
    }
}

/// What a function of ICU makes of a text, which is asked again when that is longer than expected; the text as it is
/// where it makes nothing.
func converted(
    _ text: [UInt16], by function: ([UInt16], Int32, UnsafeMutablePointer<UInt16>, Int32) -> Int32
) -> [UInt16] {
    var capacity = 2 * text.count + 16
    while true {
        var length = 0
        let result = [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            length = Int(function(text, Int32(text.count), start, Int32(capacity)))
            count = max(0, min(length, capacity))
        }
        if length < 0 { return text }
        if length <= capacity { return result }
        capacity = length
    }
}
