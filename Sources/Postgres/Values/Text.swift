/// Text travels as text and without a type, so that a `String` also serves where the server expects an enum,
/// JSON or a moment. Where nothing tells the type (`$1 is null` alone) the SQL says `$1::text`.
extension String: PostgresValue {
    public static var postgresType: PostgresType { .inferred }
    public static var postgresFormat: PostgresFormat { .text }
    public static var postgresArrayType: PostgresArrayType { .text }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        switch type {
        case .text, .varchar, .bpchar, .name, .char, .json, .unknown:
            try self.init(utf8: bytes)
        case .jsonb:
            guard try bytes.bigEndian(UInt8.self) == 1 else { throw ValueError("unknown version of jsonb") }
            try self.init(utf8: bytes.extracting(droppingFirst: 1))
        case _ where type.rawValue >= PostgresType.firstUserDefined.rawValue:
            try self.init(utf8: bytes)
        default:
            throw .wrongType(type, for: String.self)
        }
    }

    public func encode(into bytes: inout [UInt8]) throws(ValueError) {
        let start = bytes.count
        bytes.append(contentsOf: utf8)
        guard !bytes[start...].contains(0) else { throw ValueError("text contains a NUL character") }
    }

    private init(utf8 bytes: RawSpan) throws(ValueError) {
        let text = bytes.withUnsafeBytes { bytes -> String? in
            let units = bytes.bindMemory(to: UInt8.self).span
            guard let valid = try? UTF8Span(validating: units) else { return nil }
            return String(copying: valid)
        }
        guard let text else { throw ValueError("the text is not valid UTF-8") }
        self = text
    }
}
