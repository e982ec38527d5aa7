import Glibc

/// The variables of one request, as FastCGI parameters and the CGI environment both name them.
struct RequestVariables {
    private var method = ""
    private var requestURI: [UInt8] = []
    private var documentURI: [UInt8] = []
    private var queryString: [UInt8]?
    private var contentLengthText = ""
    private var contentType = ""
    private var remoteAddress = ""
    private var host = ""
    private var isSecure = false
    private var headers = Headers()

    /// Takes a vector of `NAME=value` strings that ends with nil.
    init(_ vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
        var next = vector
        while let entry = next.pointee {
            let bytes = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
            if let separator = bytes.firstIndex(of: UInt8(ascii: "=")) {
                take(
                    UnsafeRawBufferPointer(rebasing: bytes[..<separator]),
                    UnsafeRawBufferPointer(rebasing: bytes[(separator + 1)...]))
            }
            next += 1
        }
    }

    /// Takes the parameters of a FastCGI request.
    init(parameters: [UInt8]) {
        parameters.withUnsafeBytes { bytes in
            var pairs = ParameterPairs(bytes)
            while let pair = pairs.next() { take(pair.name, pair.value) }
        }
    }

    private mutating func take(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        if name.starts(with: RequestVariables.headerPrefix) {
            let text = String(decoding: value, as: UTF8.self)
            let header = name.dropFirst(5).map {
                $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : Headers.lowered($0)
            }
            headers.add(String(decoding: header, as: UTF8.self), text)
            if header.elementsEqual("host".utf8) { host = text }
            return
        }
        switch String(decoding: name, as: UTF8.self) {
        case "REQUEST_METHOD": method = String(decoding: value, as: UTF8.self)
        case "REQUEST_URI": requestURI = Array(value)
        case "DOCUMENT_URI": documentURI = Array(value)
        case "PATH_INFO" where documentURI.isEmpty: documentURI = Array(value)
        case "QUERY_STRING": queryString = Array(value)
        case "CONTENT_LENGTH": contentLengthText = String(decoding: value, as: UTF8.self)
        case "CONTENT_TYPE": contentType = String(decoding: value, as: UTF8.self)
        case "REMOTE_ADDR": remoteAddress = String(decoding: value, as: UTF8.self)
        case "HTTPS": isSecure = isSecure || value.elementsEqual("on".utf8) || value.elementsEqual("1".utf8)
        case "REQUEST_SCHEME": isSecure = isSecure || value.elementsEqual("https".utf8)
        default: break
        }
    }

    private static let headerPrefix = Array("HTTP_".utf8)

    /// 0 when absent, nil when it is no length.
    var contentLength: Int? {
        if contentLengthText.isEmpty { return 0 }
        guard contentLengthText.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        return Int(contentLengthText)
    }

    var isHead: Bool { method == "HEAD" }

    func request(reading body: BodyReader, limits: Limits) throws(RequestError) -> Request {
        guard !method.isEmpty, method.utf8.count <= 32, method.utf8.allSatisfy(Headers.isToken),
            contentLength != nil
        else { throw .malformedHead }
        let uri = requestURI.split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        return Request(
            method: Method(method),
            path: try path(requested: uri.first ?? []),
            query: Fields(
                query: queryString.map { $0[...] } ?? uri.dropFirst().first ?? [], limits: limits),
            remoteAddress: remoteAddress, host: host, isSecure: isSecure, headers: headers,
            body: Body(reader: body, contentType: contentType), limits: limits)
    }

    /// REQUEST_URI is as the browser sent it and is decoded once; the others are decoded by the web server.
    private func path(requested: ArraySlice<UInt8>) throws(RequestError) -> String {
        let decoded =
            requestURI.isEmpty
            ? String(validating: documentURI, as: UTF8.self) : PercentEncoding.decode(requested)
        guard let path = decoded, path.utf8.first == UInt8(ascii: "/"),
            path.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }),
            path.utf8.count(where: { $0 == UInt8(ascii: "/") })
                == (requestURI.isEmpty ? documentURI[...] : requested).count(where: {
                    $0 == UInt8(ascii: "/")
                }),
            !path.utf8.split(separator: UInt8(ascii: "/")).contains(where: {
                $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
            })
        else { throw .malformedPath }
        return path
    }
}
