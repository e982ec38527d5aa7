public import FoundationEssentials

extension UUID: PostgresValue {
    public static var postgresType: PostgresType { .uuid }
    public static var postgresArrayType: PostgresArrayType { .uuid }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        guard type == .uuid else { throw .wrongType(type, for: UUID.self) }
        guard bytes.byteCount == 16 else { throw .wrongLength }
        self.init(uuid: bytes.unsafeLoadUnaligned(as: uuid_t.self))
    }

    public func encode(into bytes: inout [UInt8]) {
        withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
    }
}
