import FoundationEssentials

/// What can stand in a path. A value has one spelling, so that nothing has two addresses.
package protocol PathParameter: Sendable {
    /// Nil for what is not spelt as `segment` spells it.
    static func read(_ segment: String) -> Self?
    /// Of unreserved characters alone (RFC 3986): nothing needs escaping.
    var segment: String { get }
}

/// A name in an address: letters from a to z, digits and hyphens, 80 at most.
extension String: PathParameter {
    package static func read(_ segment: String) -> String? {
        let isSlug =
            (1...80).contains(segment.utf8.count)
            && segment.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D
            }
        return isSlug ? segment : nil
    }

    package var segment: String { self }
}

/// A place in a channel: from 1.
extension Int64: PathParameter {
    package static func read(_ segment: String) -> Int64? {
        guard let number = Int64(segment), number > 0, String(number) == segment else { return nil }
        return number
    }

    package var segment: String { String(self) }
}

extension UUID: PathParameter {
    package static func read(_ segment: String) -> UUID? {
        UUID(uuidString: segment).flatMap { $0.segment == segment ? $0 : nil }
    }

    package var segment: String { uuidString.lowercased() }
}
