/// Addresses of mail (RFC 5322, addr-spec), as far as people use them.
package enum EmailAddress {
    /// The one form an address is looked up, compared and counted in: without white space and invisible characters,
    /// in lower case.
    package static func normalized(_ text: String) -> String {
        PlainText.line(text).lowercased()
    }

    /// Whether mail could go there at all. Whether it does, only a mail can tell. Letters are ASCII: a browser's email
    /// field sends a domain's other letters encoded, and mailboxes with others are rare enough to wait.
    package static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else {
            return false
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { !$0.isEmpty && $0.utf8.count <= 63 && $0.first != "-" && $0.last != "-" }
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && !text.contains { "<>()[]\\,;:\"".contains($0) }
    }
}
