extension Bool: PostgresValue {
    public static var postgresType: PostgresType { .bool }
    public static var postgresArrayType: PostgresArrayType { .bool }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        guard type == .bool else { throw .wrongType(type, for: Bool.self) }
        self = try bytes.onlyBigEndian(UInt8.self) != 0
    }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(self ? 1 : 0)
    }
}

/// Integers read every server integer that always fits them, and are sent as their own width.
extension FixedWidthInteger {
    fileprivate init(integer bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        switch (type, Self.bitWidth) {
        case (.int2, 16...): self = Self(try bytes.onlyBigEndian(Int16.self))
        case (.int4, 32...): self = Self(try bytes.onlyBigEndian(Int32.self))
        case (.int8, 64...): self = Self(try bytes.onlyBigEndian(Int64.self))
        default: throw .wrongType(type, for: Self.self)
        }
    }
}

extension Int16: PostgresValue {
    public static var postgresType: PostgresType { .int2 }
    public static var postgresArrayType: PostgresArrayType { .int2 }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        try self.init(integer: bytes, as: type)
    }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: self)
    }
}

extension Int32: PostgresValue {
    public static var postgresType: PostgresType { .int4 }
    public static var postgresArrayType: PostgresArrayType { .int4 }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        try self.init(integer: bytes, as: type)
    }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: self)
    }
}

extension Int64: PostgresValue {
    public static var postgresType: PostgresType { .int8 }
    public static var postgresArrayType: PostgresArrayType { .int8 }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        try self.init(integer: bytes, as: type)
    }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: self)
    }
}

extension Int: PostgresValue {
    public static var postgresType: PostgresType { .int8 }
    public static var postgresArrayType: PostgresArrayType { .int8 }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        try self.init(integer: bytes, as: type)
    }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int64(self))
    }
}

extension Double: PostgresValue {
    public static var postgresType: PostgresType { .float8 }
    public static var postgresArrayType: PostgresArrayType { .float8 }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        switch type {
        case .float8: self = Double(bitPattern: try bytes.onlyBigEndian(UInt64.self))
        case .float4: self = Double(Float(bitPattern: try bytes.onlyBigEndian(UInt32.self)))
        default: throw .wrongType(type, for: Double.self)
        }
    }

    public func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: bitPattern)
    }
}
