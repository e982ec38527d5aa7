import Text

/// Ways to reach somebody elsewhere, as they stand in a text.
package struct ContactData: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let link = Self(rawValue: 1)
    package static let mail = Self(rawValue: 2)
    package static let telephone = Self(rawValue: 4)

    /// What of it a text has.
    /// - Parameter address: the site's own, links to which do not count.
    package init(in text: String, at address: String) {
        self = []
        let own = address.split(separator: "/").last.map(String.init) ?? address
        for token in text.split(whereSeparator: { $0.isWhitespace || "()[]<>\"“”,;|".contains($0) }) {
            let token = token.lowercased()
            if let at = token.firstIndex(of: "@"), at != token.startIndex {
                let email = EmailAddress.normalized(token.trimmingSuffix(of: ".:!?’'"))
                if EmailAddress.isPlausible(email), EmailAddress.domain(of: email).contains(".") {
                    insert(.mail)
                    continue
                }
            }
            if Self.isLink(token), !token.contains(own) { insert(.link) }
        }
        if Self.hasTelephone(text) { insert(.telephone) }
    }

    /// "a link and an email address".
    package var words: String {
        let parts = [
            contains(.link) ? "a link" : nil, contains(.mail) ? "an email address" : nil,
            contains(.telephone) ? "a telephone number" : nil,
        ].compactMap(\.self)
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
    }

    private static func isLink(_ token: String) -> Bool {
        if token.contains("://") || token.hasPrefix("www.") { return true }
        let host = token.prefix { $0 != "/" && $0 != ":" && $0 != "?" && $0 != "#" }
            .trimmingSuffix(of: ".!’'*_")
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, endings.contains(last) else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
        }
    }

    /// What follows the last dot of most links that are written without a scheme. A full stop between two words is none.
    private static let endings: Set<Substring> = Set(
        """
        com net org info biz io co me app dev xyz shop online site link live club top vip icu space store tech \
        page chat gg ly tv cc ru cn de fr uk it es nl pl ch at eu us ca br in au jp pt se no fi dk cz tr ua kr gl
        """.split(separator: " "))

    /// Nine digits or more, or eight behind a plus sign, with nothing but what stands in numbers between them.
    private static func hasTelephone(_ text: String) -> Bool {
        var digits = 0
        var hasPlus = false
        var gap = 0
        func isOne() -> Bool { (digits >= 9 || hasPlus && digits >= 8) && digits <= 15 }
        for character in text {
            if character.isASCII, character.isNumber {
                digits += 1
                gap = 0
            } else if digits > 0, gap < 2, " -.()/\u{A0}".contains(character) {
                gap += 1
            } else {
                if isOne() { return true }
                digits = 0
                gap = 0
                hasPlus = character == "+"
            }
        }
        return isOne()
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(of characters: String) -> String {
        var rest = self[...]
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
