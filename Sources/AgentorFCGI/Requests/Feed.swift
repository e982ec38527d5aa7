import Crypto
import FastCGI
import FoundationEssentials

extension Response {
    /// A feed (RFC 4287), or that it is as whoever asks has it. Search engines list what it leads to, and not the feed.
    static func atom(_ text: String, _ updated: Date, for request: Request) -> Response {
        var response = Response(
            headers: [
                "Content-Type": "application/atom+xml; charset=utf-8", "X-Robots-Tag": "noindex",
                "Last-Modified": updated.httpDate,
            ])
        response.body = Array(text.utf8)
        return response.known(to: request)
    }

    /// With a tag made of what it says, and without that where whoever asks has it.
    func known(to request: Request) -> Response {
        var response = self
        let tag = SHA256.hash(data: body).prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        response.headers["ETag"] = "\"\(tag.joined())\""
        if request.headers.hasSeen(response.headers) {
            response.status = .notModified
            response.body = []
        }
        return response
    }
}

extension String {
    /// As text or an attribute of XML, which has no place for control characters.
    var xml: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\u{0}"..<"\u{9}", "\u{B}", "\u{C}", "\u{E}"..<" ", "\u{FFFE}", "\u{FFFF}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Date {
    /// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
    var httpDate: String {
        // "1994-11-06T08:49:37Z"
        let parts = ISO8601Format().split(whereSeparator: { "-T:Z".contains($0) }).map(String.init)
        guard parts.count >= 6, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[Int((timeIntervalSince1970 / 86_400).rounded(.down)) % 7]
        return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }
}

extension Headers {
    /// Whether whoever asks has what these headers tell of (RFC 9110, 13.2.2).
    func hasSeen(_ there: Headers) -> Bool {
        if let tags = self["If-None-Match"] {
            return tags.split(separator: ",").contains { tag in
                let tag = tag.filter { $0 != " " }
                return tag == "*" || tag == there["ETag"] || tag == there["ETag"].map { "W/" + $0 }
            }
        }
        return self["If-Modified-Since"] != nil && self["If-Modified-Since"] == there["Last-Modified"]
    }
}
