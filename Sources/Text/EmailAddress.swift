import CICU
import Glibc

/// Addresses of mail, in any form that a mailbox may have (RFC 5321, 4.1.2): a dotted or a quoted local part, at a
/// domain or at the number of a host. Domains of any script are kept in ASCII (RFC 5890, UTS #46).
///
/// A local part may be beyond ASCII (RFC 6531). Mail goes there only by servers that take SMTPUTF8 (`needsUTF8`).
package enum EmailAddress {
    /// The one form an address is looked up, compared and counted in: without white space and invisible characters, in
    /// lower case, in normalisation form C, quoted only where it has to be, its domain in ASCII. What is no address stays
    /// much as it was typed.
    package static func normalized(_ text: String) -> String {
        let text = PlainText.line(text)
        guard let (local, domain) = parts(of: text) else { return text.lowercased() }
        return "\(unquoted(local).lowercased().nfc)@\(Domain.normalized(domain))"
    }

    /// Whether mail could go there at all. Whether it does, only a mail can tell.
    /// - Parameter text: normalised.
    package static func isPlausible(_ text: String) -> Bool {
        guard text.utf8.count <= 254, let (local, domain) = parts(of: text),
            (1...64).contains(local.utf8.count)
        else { return false }
        return (isDotted(local) || isQuoted(local)) && Domain.isPlausible(domain)
    }

    /// Whether mail goes there only by way of servers that take SMTPUTF8.
    /// - Parameter text: normalised.
    package static func needsUTF8(_ text: String) -> Bool { local(of: text).utf8.contains { $0 > 0x7F } }

    /// What stands behind the last @.
    package static func domain(of text: String) -> Substring { parts(of: text)?.domain ?? "" }

    /// What stands before it.
    package static func local(of text: String) -> Substring { parts(of: text)?.local ?? "" }

    private static func parts(of text: String) -> (local: Substring, domain: Substring)? {
        // Full-width forms too: keyboards of East Asia type them.
        guard let at = text.lastIndex(where: { $0 == "@" || $0 == "\u{FF20}" || $0 == "\u{FE6B}" }) else {
            return nil
        }
        return (text[..<at], text[text.index(after: at)...])
    }

    // MARK: Local parts

    /// A dot-string: atoms with single dots between them.
    private static func isDotted(_ local: Substring) -> Bool {
        local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.unicodeScalars.allSatisfy(isOfAtom)
        }
    }

    private static func isOfAtom(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return isVisible(scalar) || scalar == "\u{200C}" || scalar == "\u{200D}" }
        return isOfAtom(UInt8(scalar.value))
    }

    /// Joiners are not: `PlainText` has left those that the way a script is written asks for.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func isOfAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }

    /// What a quoted string stands for; nil for what is none.
    private static func content(ofQuoted local: Substring) -> [UInt8]? {
        let utf8 = Array(local.utf8)
        guard utf8.count > 2, utf8.first == UInt8(ascii: "\""), utf8.last == UInt8(ascii: "\"") else {
            return nil
        }
        var content: [UInt8] = []
        var isEscaped = false
        for byte in utf8.dropFirst().dropLast() {
            guard (0x20...0x7E).contains(byte), isEscaped || byte != UInt8(ascii: "\"") else { return nil }
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                content.append(byte)
                isEscaped = false
            }
        }
        return isEscaped ? nil : content
    }

    private static func isQuoted(_ local: Substring) -> Bool { content(ofQuoted: local) != nil }

    /// The same mailbox written in the shortest way.
    private static func unquoted(_ local: Substring) -> String {
        guard let content = content(ofQuoted: local) else { return String(local) }
        let text = String(decoding: content, as: UTF8.self)
        if isDotted(text[...]) { return text }
        let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        return "\"\(escaped)\""
    }
}

/// Names of domains, and the numbers of hosts that may stand in their place.
package enum Domain {
    /// In ASCII and lower case; what cannot be a name stays as it is, in lower case.
    package static func normalized(_ name: some StringProtocol) -> String {
        let name = name.lowercased()
        if isLiteral(name[...]) { return name }
        return ascii(name) ?? name
    }

    /// - Parameter name: normalised.
    package static func isPlausible(_ name: Substring) -> Bool {
        if isLiteral(name) { return true }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253 && labels.count >= 2 && ascii(String(name)) != nil
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy(isOfLabel)
            }
    }

    private static func isOfLabel(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// `[192.0.2.1]` or `[IPv6:2001:db8::1]`.
    private static func isLiteral(_ name: Substring) -> Bool {
        guard name.first == "[", name.last == "]" else { return false }
        let address = name.dropFirst().dropLast()
        let isV6 = address.lowercased().hasPrefix("ipv6:")
        var bytes = in6_addr()
        return inet_pton(isV6 ? AF_INET6 : AF_INET, String(isV6 ? address.dropFirst(5) : address), &bytes)
            == 1
    }

    private static func ascii(_ name: String) -> String? {
        guard let idna = IDNA.shared else { return nil }
        var name = name
        return name.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { text in
                withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { out in
                    let count = icu_domain(
                        idna.handle, text.baseAddress, Int32(text.count), out.baseAddress, 255)
                    guard (1...253).contains(count) else { return nil }
                    return String(
                        decoding: UnsafeRawBufferPointer(
                            out.baseAddress.map { UnsafeBufferPointer(start: $0, count: Int(count)) }
                                ?? .init(start: nil, count: 0)),
                        as: UTF8.self)
                }
            }
        }
    }
}

/// ICU's rules, which are read once. They are never changed, and may be used by many threads.
private struct IDNA: @unchecked Sendable {
    let handle: OpaquePointer

    static let shared: IDNA? = icu_open_idna().map(IDNA.init)
}
