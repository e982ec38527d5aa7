/// Why a request, or a part of it, is refused. `status` is the answer it deserves.
package enum RequestError: Error, Sendable, Hashable {
    /// No method, or a length that is no number.
    case malformedHead
    /// Not UTF-8, a bad percent escape, a control character, an encoded slash, or a dot segment.
    case malformedPath
    /// Not UTF-8, a bad percent escape, or a NUL in a field of a form.
    case malformedField
    case headTooLarge(limit: Int)
    /// The body is longer than the limit, in bytes.
    case tooLarge(limit: Int)
    /// In one form.
    case tooManyFields(limit: Int)
    /// The value of a field is longer than the limit, in bytes; with an empty name, a name is.
    case fieldTooLarge(name: String, limit: Int)
    case unsupportedMediaType
    /// The body ended before its announced length, or did not come in time.
    case incompleteBody
    /// The body was read, or the exchange had ended, before this read.
    case bodyNoLongerReadable
    /// The handler made a response with a header that cannot be sent.
    case unsendableResponse

    package var status: Status {
        switch self {
        case .malformedHead, .malformedPath, .malformedField, .incompleteBody: .badRequest
        case .headTooLarge: .headerFieldsTooLarge
        case .tooLarge, .tooManyFields, .fieldTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .bodyNoLongerReadable, .unsendableResponse: .internalServerError
        }
    }
}
