/// `[UInt8]` is bytea; any other array is a one-dimensional array without NULLs.
extension Array: PostgresArrayElement where Element: PostgresArrayElement {
    /// `[[UInt8]]` is an array of bytea. Any other nesting has no type of its own and is refused.
    public static var postgresArrayType: PostgresArrayType {
        Element.self == UInt8.self ? .bytea : PostgresArrayType(array: .inferred, element: .inferred)
    }
}

extension Array: PostgresValue where Element: PostgresArrayElement {
    public static var postgresType: PostgresType { Element.postgresArrayType.array }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        self = try Element.decode(array: bytes, as: type)
    }

    public func encode(into bytes: inout [UInt8]) throws(ValueError) {
        try Element.encode(array: self, into: &bytes)
    }
}

extension UInt8: PostgresArrayElement {
    public static var postgresArrayType: PostgresArrayType {
        PostgresArrayType(array: .bytea, element: .inferred)
    }

    public static func encode(array: [UInt8], into bytes: inout [UInt8]) {
        bytes.append(contentsOf: array)
    }

    public static func decode(array bytes: RawSpan, as type: PostgresType) throws(ValueError) -> [UInt8] {
        guard type == .bytea else { throw .wrongType(type, for: [UInt8].self) }
        return bytes.withUnsafeBytes { Array($0) }
    }
}

/// The wire format: dimensions, a flag for NULLs, the element type; per dimension its length and lower bound;
/// then each element behind its length. An empty array has no dimension.
extension PostgresValue {
    public static func encode(array: [Self], into bytes: inout [UInt8]) throws(ValueError) {
        guard postgresArrayType.array != .inferred else {
            throw ValueError("arrays of arrays cannot be sent")
        }
        bytes.append(bigEndian: Int32(array.isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(0))
        bytes.append(bigEndian: postgresArrayType.element.rawValue)
        guard !array.isEmpty else { return }
        bytes.append(bigEndian: Int32(truncatingIfNeeded: array.count))
        bytes.append(bigEndian: Int32(1))
        for element in array {
            let start = bytes.count
            bytes.append(bigEndian: Int32(0))
            try element.encode(into: &bytes)
            let length = Int32(truncatingIfNeeded: bytes.count - start - 4)
            withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
        }
    }

    public static func decode(array bytes: RawSpan, as type: PostgresType) throws(ValueError) -> [Self] {
        guard type == postgresArrayType.array || type.rawValue >= PostgresType.firstUserDefined.rawValue
        else {
            throw .wrongType(type, for: [Self].self)
        }
        let dimensions = try bytes.bigEndian(Int32.self)
        guard dimensions != 0 else { return [] }
        guard dimensions == 1 else { throw ValueError("the array has \(dimensions) dimensions") }
        let element = PostgresType(rawValue: try bytes.bigEndian(UInt32.self, at: 8))
        let count = try bytes.bigEndian(Int32.self, at: 12)
        var offset = 20
        var values: [Self] = []
        for _ in 0..<max(0, count) {
            let length = Int(try bytes.bigEndian(Int32.self, at: offset))
            offset += 4
            guard length >= 0 else { throw ValueError("the array contains NULL") }
            guard length <= bytes.byteCount - offset else { throw .wrongLength }
            values.append(try Self(postgres: bytes.extracting(offset..<offset + length), as: element))
            offset += length
        }
        return values
    }
}
