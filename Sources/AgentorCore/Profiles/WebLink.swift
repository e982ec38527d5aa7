import Forms
import FoundationEssentials
import Text

/// An address of the web that somebody shows others.
package enum WebLink {
    static let count = 5
    /// Characters of each.
    static let limit = 240

    /// Addresses, one a line.
    static func list(_ name: String, _ label: String, hint: String) -> FormField<[String]> {
        var description = FieldDescription(name, label, hint: hint, control: .lines)
        description.isRequired = false
        return FormField(description, write: { $0.joined(separator: "\n") }, read: read)
    }

    /// One address, or nothing.
    static func optional(_ name: String, _ label: String, hint: String) -> FormField<String?> {
        var description = FieldDescription(name, label, hint: hint, control: .line(.text))
        description.isRequired = false
        @Sendable func read(_ typed: String) throws(FieldError) -> String? {
            let typed = PlainText.line(typed)
            return typed.isEmpty ? nil : try address(typed)
        }
        return FormField(description, write: { $0 ?? "" }, read: read)
    }

    @Sendable
    private static func read(_ typed: String) throws(FieldError) -> [String] {
        var links: [String] = []
        for line in typed.split(whereSeparator: \.isWhitespace) {
            let link = try address(PlainText.line(String(line)))
            if !links.contains(link) { links.append(link) }
        }
        if links.count > count {
            throw FieldError(.tooMany, "Enter \(count) addresses or fewer; these are \(links.count).")
        }
        return links
    }

    /// With `https` where nobody said how, and the host in ASCII, so that no letter looks like another.
    private static func address(_ typed: String) throws(FieldError) -> String {
        let refused = FieldError(
            .malformed,
            "“\(typed.prefix(60))” is no address of a page. Write it as your browser shows it, for example https://example.com/work."
        )
        let text = typed.contains("://") ? typed : "https://\(typed)"
        guard let schemeEnd = text.firstRange(of: "://"),
            ["http", "https"].contains(text[..<schemeEnd.lowerBound].lowercased())
        else { throw refused }
        let rest = text[schemeEnd.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        // No name and password: they only deceive.
        guard !authority.contains("@"), !rest.contains("\\") else { throw refused }
        let hostAndPort = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let host = Domain.normalized(hostAndPort[0])
        // A number is where nobody's page is.
        guard Domain.isPlausible(host[...]),
            host.split(separator: ".").last?.contains(where: \.isLetter) == true
        else {
            throw refused
        }
        if hostAndPort.count == 2, UInt16(hostAndPort[1]) == nil { throw refused }
        let port = hostAndPort.count == 2 ? ":\(hostAndPort[1])" : ""
        let path = rest.dropFirst(authority.count)
        let link =
            "\(text[..<schemeEnd.lowerBound].lowercased())://\(host)\(port)\(path.asciiPath)"
        guard URL(string: link) != nil else { throw refused }
        if link.unicodeScalars.count > limit {
            throw FieldError(
                .tooLong,
                "Use \(limit) characters or fewer for an address; “\(link.prefix(50))…” has \(link.count).")
        }
        return link
    }
}

extension Substring {
    /// What is not ASCII escaped, as browsers send it.
    fileprivate var asciiPath: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isASCII, scalar.value > 0x20, scalar.value != 0x7F,
                !"<>\"`{}|^".unicodeScalars.contains(scalar)
            {
                text.unicodeScalars.append(scalar)
            } else {
                text += String(scalar).percentEncoded
            }
        }
    }
}
