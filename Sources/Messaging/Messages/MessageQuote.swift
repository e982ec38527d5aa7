extension Message {
    /// Its words as a quote, in the marks messages are written with, and below it the line for an answer. Leaves room for
    /// that.
    public var quotedText: String { Self.quote(text, below: "", limit: 12_000) + "\n\n" }

    /// Its words as a quote that says who said them and where.
    /// - Parameters:
    ///   - address: where they can be read by whoever may.
    ///   - limit: characters it may have, counted as Unicode scalars; what is left out is told by "…".
    public func quote(from address: String, limit: Int) -> String {
        Self.quote(text, below: "**\(Self.escaped(author.name))**, \(address)\n\n", limit: limit)
    }

    private static func quote(_ text: String, below head: String, limit: Int) -> String {
        let whole = quote(head + text)
        if whole.unicodeScalars.count <= limit { return whole }
        var words = Array(text.unicodeScalars.prefix(limit))
        while true {
            var line = String.UnicodeScalarView()
            line.append(contentsOf: words)
            let cut = quote(head + String(line) + "…")
            let excess = cut.unicodeScalars.count - limit
            if excess <= 0 || words.isEmpty { return cut }
            // A character costs three at most: itself and the marks of its line.
            words.removeLast(min(words.count, max(1, excess / 3)))
        }
    }

    private static func quote(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? ">" : "> \($0)" }.joined(separator: "\n")
    }

    /// A name as it is, whatever signs are in it.
    package static func escaped(_ name: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar {
            case "!"..."/", ":"..."@", "["..."`", "{"..."~": escaped.append("\\")
            default: break
            }
            escaped.append(scalar)
        }
        return String(escaped)
    }
}
