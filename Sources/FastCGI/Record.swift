import CFastCGI

/// Records of FastCGI, by the declarations of libfcgi's header.
enum Record {
    static let headerLength = Int(FCGI_HEADER_LEN)
    /// What the length in a header can say.
    static let longestContent = Int(FCGI_MAX_LENGTH)

    /// A record's header, to be sent. Content of ours has no padding.
    static func header(_ kind: Int32, id: UInt16, contentLength: Int) -> [UInt8] {
        bytes(of: FCGI_Header(kind: kind, requestID: id, contentLength: contentLength))
    }

    /// Ends a request: with the exit status 0, and what became of it by the protocol.
    static func endRequest(_ id: UInt16, _ protocolStatus: Int32 = FCGI_REQUEST_COMPLETE) -> [UInt8] {
        var body = FCGI_EndRequestBody()
        body.protocolStatus = UInt8(protocolStatus)
        return record(FCGI_END_REQUEST, id: id, bytes(of: body))
    }

    /// Answers a management record of a type that means nothing here.
    static func unknownType(_ kind: UInt8) -> [UInt8] {
        var body = FCGI_UnknownTypeBody()
        body.type = kind
        return management(FCGI_UNKNOWN_TYPE, bytes(of: body))
    }

    /// Answers FCGI_GET_VALUES. Names and values are shorter than 128 bytes.
    static func valuesResult(_ values: [(name: String, value: String)]) -> [UInt8] {
        let pairs = values.flatMap { name, value in
            [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
        }
        return management(FCGI_GET_VALUES_RESULT, pairs)
    }

    private static func management(_ kind: Int32, _ content: [UInt8]) -> [UInt8] {
        record(kind, id: UInt16(FCGI_NULL_REQUEST_ID), content)
    }

    private static func record(_ kind: Int32, id: UInt16, _ content: [UInt8]) -> [UInt8] {
        header(kind, id: id, contentLength: content.count) + content
    }

    /// The header's structures are sequences of bytes, in the order of the wire.
    private static func bytes<Structure: BitwiseCopyable>(of structure: Structure) -> [UInt8] {
        withUnsafeBytes(of: structure) { Array($0) }
    }
}

extension FCGI_Header {
    init(kind: Int32, requestID: UInt16, contentLength: Int) {
        self.init(
            version: UInt8(FCGI_VERSION_1), type: UInt8(kind), requestIdB1: UInt8(requestID >> 8),
            requestIdB0: UInt8(requestID & 0xFF), contentLengthB1: UInt8(contentLength >> 8),
            contentLengthB0: UInt8(contentLength & 0xFF), paddingLength: 0, reserved: 0)
    }

    var requestID: UInt16 { UInt16(requestIdB1) << 8 | UInt16(requestIdB0) }
    var contentLength: Int { Int(contentLengthB1) << 8 | Int(contentLengthB0) }
}

extension FCGI_BeginRequestBody {
    var role: Int32 { Int32(roleB1) << 8 | Int32(roleB0) }
    var keepsConnection: Bool { Int32(flags) & FCGI_KEEP_CONN != 0 }
}
