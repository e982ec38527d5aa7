/// Why a body is refused. Nothing that came of it is to be kept.
package enum MultipartError: Error, Sendable, Hashable {
    case tooManyParts
    /// Of one part.
    case headTooLong
    /// What the field of that name holds.
    case fieldTooLong(String)
    /// What the file of the field of that name holds.
    case fileTooLong(String)
    case tooManyFiles
    case malformed(Fault)
    /// The body ends before its last boundary.
    case truncated

    /// What cannot be understood, or is not read here.
    package enum Fault: Sendable, Hashable {
        /// A line before the first boundary that ends with a line feed alone.
        case preamble
        /// A line that begins with the boundary and goes on with anything but white space or, after the last
        /// part, "--".
        case boundary
        /// A line of a head that has no name and colon, a NUL, or an end that is not CRLF.
        case header
        /// A header that goes on in a second line. RFC 7578 has no need of it, and readers differ about it.
        case foldedHeader
        /// A header that counts for something, twice in one part.
        case repeatedHeader
        /// No `Content-Disposition: form-data` with a name, or one whose parameters cannot be read.
        case disposition
        /// A name or filename that is not UTF-8, or has a NUL.
        case name
        /// A control character in the type of a part, or bytes that are not UTF-8.
        case contentType
        /// A part whose bytes are not sent as they are. Deprecated by RFC 7578, 4.7.
        case transferEncoding
        /// Several files in one part (`multipart/mixed`). Deprecated by RFC 7578, 4.3.
        case nestedMultipart
    }
}
