/// A key as a transit engine has wrapped it: `vault:v1:…`. Without the server it opens nothing.
package struct WrappedKey: Hashable, Sendable {
    package let text: String
    /// Of the server's key, by which this one is wrapped.
    package let version: Int

    /// What every one of them begins with, whoever's server it is.
    package static let prefix = "vault:"
    private static let longest = 2_048

    /// Nil for what is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, parts.count == 3, parts[0] == "vault", parts[1].first == "v",
            parts[1].dropFirst().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let version = Int(parts[1].dropFirst()), version > 0, !parts[2].isEmpty,
            parts[2].utf8.allSatisfy(Self.isBase64)
        else { return nil }
        self.text = text
        self.version = version
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
