import CICU

/// A text as its words are searched, and where each character of that stands in the text.
///
/// Letter case, accents (U+0300 to U+036F), points of Arabic and Hebrew, widths, ligatures, the dot of an i and what cannot be
/// seen do not count; "ß" is "ss". Marks of other scripts do: without them "が" would be "か", and words of Thai and of Indian scripts would lose their
/// vowels. A text is the same however a keyboard composed it (normalisation form C).
package struct SearchableText: Sendable {
    package private(set) var scalars: [Unicode.Scalar]
    /// Where in the text's UTF-8 each begins and ends; nil where each is the byte at its place.
    private var origins: [(start: Int32, end: Int32)]?

    package init(_ text: String) {
        if let ascii = text.utf8.withContiguousStorageIfAvailable(Self.ascii), let ascii {
            scalars = ascii
            return
        }
        scalars = []
        scalars.reserveCapacity(text.utf8.count)
        var origins: [(start: Int32, end: Int32)] = []
        origins.reserveCapacity(text.utf8.count)
        var start: Int32 = 0
        var hasMarks = false
        withUnsafeTemporaryAllocation(of: UChar32.self, capacity: 64) { buffer in
            guard let parts = buffer.baseAddress else { return }
            for scalar in text.unicodeScalars {
                let end = start + Int32(UTF8.width(scalar))
                if scalar.isASCII {
                    scalars.append(Self.lowercased(UInt8(truncatingIfNeeded: scalar.value)))
                    origins.append((start, end))
                } else {
                    let count = Int(icu_searchable(UChar32(bitPattern: scalar.value), parts))
                    for part in buffer[..<count] {
                        guard let part = Unicode.Scalar(UInt32(bitPattern: part)) else { continue }
                        scalars.append(part)
                        origins.append((start, end))
                        if part.value >= Self.firstMark { hasMarks = true }
                    }
                }
                start = end
            }
        }
        self.origins = origins
        if hasMarks {
            sortMarks()
            compose()
        }
    }

    /// Where some characters come from, in the text's UTF-8.
    package func origin(of range: Range<Int>) -> Range<Int> {
        guard let origins, let first = range.first else { return range }
        var (start, end) = origins[first]
        for origin in origins[range] {
            start = min(start, origin.start)
            end = max(end, origin.end)
        }
        return Int(start)..<Int(end)
    }

    /// Before it nothing is a mark, or composes with what stands before it.
    private static let firstMark: UInt32 = 0x300

    private static func lowercased(_ byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
    }

    /// Nil for what has anything beyond ASCII.
    private static func ascii(_ utf8: UnsafeBufferPointer<UInt8>) -> [Unicode.Scalar]? {
        var bits: UInt8 = 0
        for byte in utf8 { bits |= byte }
        if bits >= 0x80 { return nil }
        return [Unicode.Scalar](unsafeUninitializedCapacity: utf8.count) { scalars, count in
            for byte in utf8 {
                scalars.initializeElement(at: count, to: lowercased(byte))
                count += 1
            }
        }
    }

    /// Puts marks on one letter into their canonical order. Those of a letter are sorted at once, however many they are.
    private mutating func sortMarks() {
        var place = 0
        while place < scalars.count {
            guard scalars[place].combiningClass > 0 else {
                place += 1
                continue
            }
            var end = place
            var classes: [(value: UInt8, place: Int)] = []
            while end < scalars.count, scalars[end].combiningClass > 0 {
                classes.append((scalars[end].combiningClass, end))
                end += 1
            }
            if zip(classes, classes.dropFirst()).contains(where: { $0.value > $1.value }) {
                classes.sort { ($0.value, $0.place) < ($1.value, $1.place) }
                let before = Array(scalars[place..<end])
                let from = (origins?[place..<end]).map(Array.init)
                for (offset, mark) in classes.enumerated() {
                    scalars[place + offset] = before[mark.place - place]
                    if let from { origins?[place + offset] = from[mark.place - place] }
                }
            }
            place = end
        }
    }

    /// Makes one of what is one when it is composed (UAX #15).
    private mutating func compose() {
        guard var origins else { return }
        self.origins = nil
        var count = 0
        var starter: Int?
        // Of the mark before that stayed.
        var last: UInt8?
        for place in scalars.indices {
            let scalar = scalars[place]
            var combiningClass: UInt8 = 0
            if scalar.value >= Self.firstMark {
                combiningClass = scalar.combiningClass
                let isNext = last.map { $0 > 0 && $0 < combiningClass } ?? true
                if let starter, isNext, let composed = scalars[starter].composed(with: scalar) {
                    scalars[starter] = composed
                    origins[starter].start = min(origins[starter].start, origins[place].start)
                    origins[starter].end = max(origins[starter].end, origins[place].end)
                    continue
                }
            }
            if combiningClass == 0 {
                starter = count
                last = nil
            } else {
                last = combiningClass
            }
            scalars[count] = scalar
            origins[count] = origins[place]
            count += 1
        }
        scalars.removeLast(scalars.count - count)
        origins.removeLast(origins.count - count)
        self.origins = origins
    }
}

extension Unicode.Scalar {
    fileprivate var combiningClass: UInt8 { icu_combining_class(UChar32(bitPattern: value)) }

    fileprivate func composed(with next: Unicode.Scalar) -> Unicode.Scalar? {
        let composed = icu_compose_pair(UChar32(bitPattern: value), UChar32(bitPattern: next.value))
        return composed < 0 ? nil : Unicode.Scalar(UInt32(bitPattern: composed))
    }
}
