extension HTML {
    mutating func append(_ utf8: UnsafeBufferPointer<UInt8>, as escaping: Escaping) {
        switch escaping {
        case .escaped: appendEscaped(utf8)
        case .url: appendURL(utf8)
        case .urlComponent: appendPercentEncoded(utf8)
        case .path: appendPath(utf8)
        }
    }

    /// Replaces `& < > " '`, and copies the runs between them whole.
    private mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        var runStart = 0
        for index in utf8.indices {
            let replacement: StaticString
            switch utf8[index] {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "\""): replacement = "&quot;"
            case UInt8(ascii: "'"): replacement = "&#39;"
            default: continue
            }
            append(raw: UnsafeBufferPointer(rebasing: utf8[runStart..<index]))
            append(replacement)
            runStart = index + 1
        }
        append(raw: UnsafeBufferPointer(rebasing: utf8[runStart...]))
    }

    private mutating func appendURL(_ utf8: UnsafeBufferPointer<UInt8>) {
        if hasAcceptableScheme(utf8) {
            appendEscaped(utf8)
        } else {
            append("about:invalid")
        }
    }

    /// Percent-encodes the segments of a path, which is known to be one.
    private mutating func appendPath(_ utf8: UnsafeBufferPointer<UInt8>) {
        if utf8.allSatisfy({ isUnreserved($0) || $0 == UInt8(ascii: "/") }) { return append(raw: utf8) }
        var segmentStart = 0
        for index in utf8.indices where utf8[index] == UInt8(ascii: "/") {
            appendPercentEncoded(UnsafeBufferPointer(rebasing: utf8[segmentStart..<index]))
            append(raw: UInt8(ascii: "/"))
            segmentStart = index + 1
        }
        appendPercentEncoded(UnsafeBufferPointer(rebasing: utf8[segmentStart...]))
    }

    /// Leaves only the unreserved characters of RFC 3986, so that a value can neither begin another segment,
    /// nor a query, nor another parameter.
    private mutating func appendPercentEncoded(_ utf8: UnsafeBufferPointer<UInt8>) {
        var runStart = 0
        for index in utf8.indices where !isUnreserved(utf8[index]) {
            append(raw: UnsafeBufferPointer(rebasing: utf8[runStart..<index]))
            append(raw: UInt8(ascii: "%"))
            append(raw: hexadecimalDigit(utf8[index] >> 4))
            append(raw: hexadecimalDigit(utf8[index] & 0xF))
            runStart = index + 1
        }
        append(raw: UnsafeBufferPointer(rebasing: utf8[runStart...]))
    }
}

/// Whether a URL is relative or has one of the harmless schemes.
///
/// A colon before any of `/ ? #` makes everything in front of it a scheme, whatever it looks like. Browsers
/// skip white space and control characters in a scheme, so `java\tscript:` must not pass for a relative
/// address.
private func hasAcceptableScheme(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    for (index, byte) in utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
            return true
        case UInt8(ascii: ":"):
            let scheme = utf8[..<index]
            return acceptableSchemes.contains { acceptable in
                acceptable.utf8.elementsEqual(scheme.lazy.map(lowercased))
            }
        default:
            continue
        }
    }
    return true
}

private let acceptableSchemes = ["https", "http", "mailto", "tel", "otpauth"]

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        true
    default: false
    }
}

func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}
