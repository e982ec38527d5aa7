/// The head of a part, line by line.
struct PartHead {
    private var disposition: HeaderValue?
    private var contentType: ArraySlice<UInt8>?
    private var transferEncoding: ArraySlice<UInt8>?

    /// - Parameter line: without its end, and not empty.
    mutating func take(_ line: [UInt8]) throws(MultipartError) {
        guard line.first?.isBlank == false else { throw .malformed(.foldedHeader) }
        guard let colon = line.firstIndex(of: .colon), colon > 0,
            line[..<colon].allSatisfy({ $0.isTokenCharacter })
        else { throw .malformed(.header) }
        let (name, value) = (line[..<colon], line[(colon + 1)...].trimmed)
        // Any other is not to be sent, and to be ignored. RFC 7578, 4.8.
        if name.spells("content-disposition") {
            guard disposition == nil else { throw .malformed(.repeatedHeader) }
            disposition = HeaderValue(value, wanted: ["name", "name*", "filename", "filename*"])
            guard disposition != nil else { throw .malformed(.disposition) }
        } else if name.spells("content-type") {
            guard contentType == nil else { throw .malformed(.repeatedHeader) }
            contentType = value
        } else if name.spells("content-transfer-encoding") {
            guard transferEncoding == nil else { throw .malformed(.repeatedHeader) }
            transferEncoding = value
        }
    }

    /// What the whole head says.
    func part() throws(MultipartError) -> Part {
        guard let disposition, disposition.main == "form-data" else { throw .malformed(.disposition) }
        guard let name = try Self.text(disposition, "name") else { throw .malformed(.disposition) }
        let filename = try Self.text(disposition, "filename")
        if let transferEncoding {
            guard ["binary", "8bit", "7bit"].contains(where: { transferEncoding.spells($0) }) else {
                throw .malformed(.transferEncoding)
            }
        }
        try refuseNested(isFile: filename != nil)
        return Part(name: name, filename: filename, contentType: try typeAsSent())
    }

    /// The parameter with an asterisk goes before the other, which is for those who cannot read it (RFC 6266,
    /// 4.3). Neither RFC 7578 nor browsers have it; older programs do, for names of fields too.
    private static func text(_ value: HeaderValue, _ name: String) throws(MultipartError) -> String? {
        guard let bytes = value.parameters[name + "*"] ?? value.parameters[name] else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw .malformed(.name)
        }
        return text
    }

    private func typeAsSent() throws(MultipartError) -> String? {
        guard let contentType, !contentType.isEmpty else { return nil }
        guard let text = String(validating: contentType, as: UTF8.self),
            !contentType.contains(where: { $0.isControl && $0 != .tab })
        else { throw .malformed(.contentType) }
        return text
    }

    /// A file may well be of a type that has parts itself: a saved page is `multipart/related`.
    private func refuseNested(isFile: Bool) throws(MultipartError) {
        guard let contentType else { return }
        let type = contentType.prefix { !$0.isBlank && $0 != .semicolon }.lowercasedASCII
        if type == "multipart/mixed" || (type.hasPrefix("multipart/") && !isFile) {
            throw .malformed(.nestedMultipart)
        }
    }
}
