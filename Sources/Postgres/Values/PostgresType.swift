/// A data type by the server's number for it (`pg_type.oid`).
public struct PostgresType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Left to the server, which takes it from where the parameter stands.
    public static let inferred = Self(rawValue: 0)

    public static let bool = Self(rawValue: 16)
    public static let bytea = Self(rawValue: 17)
    public static let char = Self(rawValue: 18)
    public static let name = Self(rawValue: 19)
    public static let int8 = Self(rawValue: 20)
    public static let int2 = Self(rawValue: 21)
    public static let int4 = Self(rawValue: 23)
    public static let text = Self(rawValue: 25)
    public static let json = Self(rawValue: 114)
    public static let float4 = Self(rawValue: 700)
    public static let float8 = Self(rawValue: 701)
    public static let unknown = Self(rawValue: 705)
    public static let bpchar = Self(rawValue: 1042)
    public static let varchar = Self(rawValue: 1043)
    public static let timestamp = Self(rawValue: 1114)
    public static let timestamptz = Self(rawValue: 1184)
    public static let uuid = Self(rawValue: 2950)
    public static let jsonb = Self(rawValue: 3802)

    /// Types made in this database (enums, citext) have numbers from here on.
    static let firstUserDefined = Self(rawValue: 16384)
}

/// An array type together with the type of its elements.
public struct PostgresArrayType: Hashable, Sendable {
    public let array: PostgresType
    public let element: PostgresType

    public init(array: PostgresType, element: PostgresType) {
        self.array = array
        self.element = element
    }

    public static let bool = Self(array: .init(rawValue: 1000), element: .bool)
    public static let bytea = Self(array: .init(rawValue: 1001), element: .bytea)
    public static let int2 = Self(array: .init(rawValue: 1005), element: .int2)
    public static let int4 = Self(array: .init(rawValue: 1007), element: .int4)
    public static let text = Self(array: .init(rawValue: 1009), element: .text)
    public static let int8 = Self(array: .init(rawValue: 1016), element: .int8)
    public static let float8 = Self(array: .init(rawValue: 1022), element: .float8)
    public static let timestamp = Self(array: .init(rawValue: 1115), element: .timestamp)
    public static let timestamptz = Self(array: .init(rawValue: 1185), element: .timestamptz)
    public static let uuid = Self(array: .init(rawValue: 2951), element: .uuid)
}

/// How a value travels.
public enum PostgresFormat: Int32, Sendable {
    case text = 0
    case binary = 1
}
