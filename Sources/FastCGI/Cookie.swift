/// A cookie to set. The defaults are those of a session; a nil `maxAge` ends with the browser, 0 removes it.
package struct Cookie: Sendable, Hashable {
    package enum SameSite: String, Sendable {
        case lax = "Lax"
        case strict = "Strict"
        case none = "None"
    }

    package var name: String
    package var value: String
    package var path: String
    /// In seconds.
    package var maxAge: Int?
    package var httpOnly: Bool
    package var secure: Bool
    package var sameSite: SameSite

    package init(
        name: String, value: String, path: String = "/", maxAge: Int? = nil, httpOnly: Bool = true,
        secure: Bool = true, sameSite: SameSite = .lax
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.maxAge = maxAge
        self.httpOnly = httpOnly
        self.secure = secure
        self.sameSite = sameSite
    }

    /// The value of a `Set-Cookie` header. Whatever could end a part of it is percent-encoded, in every part.
    package var header: String {
        var text = PercentEncoding.encode(name, keeping: { Headers.isToken($0) && $0 != UInt8(ascii: "%") })
        text +=
            "=" + PercentEncoding.encode(value, keeping: { Cookie.isOctet($0) && $0 != UInt8(ascii: "%") })
        text += "; Path=" + PercentEncoding.encode(path, keeping: Cookie.isOctet)
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if httpOnly { text += "; HttpOnly" }
        if secure { text += "; Secure" }
        return text + "; SameSite=" + sameSite.rawValue
    }

    /// The first cookie of that name in a `Cookie` header. What strangers put beside it does not matter.
    static func value(of name: String, in header: String) -> String? {
        for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
            let trimmed = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard let separator = trimmed.firstIndex(of: UInt8(ascii: "=")),
                trimmed[..<separator].elementsEqual(name.utf8)
            else { continue }
            var value = trimmed[separator...].dropFirst()
            while let last = value.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
                value = value.dropLast()
            }
            if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
                value = value.dropFirst().dropLast()
            }
            guard value.allSatisfy(isOctet) else { continue }
            return PercentEncoding.decode(value) ?? String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    /// RFC 6265, cookie-octet.
    private static func isOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
        default: false
        }
    }
}
