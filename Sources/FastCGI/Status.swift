/// The status of a response: a code and the phrase that is sent with it.
package struct Status: Sendable, Hashable {
    package let code: Int

    package init(code: Int) { self.code = code }

    package static let ok = Status(code: 200)
    package static let created = Status(code: 201)
    package static let noContent = Status(code: 204)
    package static let partialContent = Status(code: 206)
    package static let movedPermanently = Status(code: 301)
    package static let seeOther = Status(code: 303)
    package static let notModified = Status(code: 304)
    package static let temporaryRedirect = Status(code: 307)
    package static let badRequest = Status(code: 400)
    package static let unauthorized = Status(code: 401)
    package static let forbidden = Status(code: 403)
    package static let notFound = Status(code: 404)
    package static let methodNotAllowed = Status(code: 405)
    package static let conflict = Status(code: 409)
    package static let gone = Status(code: 410)
    package static let contentTooLarge = Status(code: 413)
    package static let unsupportedMediaType = Status(code: 415)
    package static let rangeNotSatisfiable = Status(code: 416)
    package static let unprocessableContent = Status(code: 422)
    package static let tooManyRequests = Status(code: 429)
    package static let headerFieldsTooLarge = Status(code: 431)
    package static let internalServerError = Status(code: 500)
    package static let serviceUnavailable = Status(code: 503)

    package var phrase: String {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }

    /// HTTP forbids a body, and with it a length, for these.
    var hasBody: Bool { code >= 200 && code != 204 && code != 304 }
}
