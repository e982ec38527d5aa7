/// A Swift type that is a parameter and a column.
///
/// An identifier or a closed set of words conforms by its raw value and writes nothing more:
/// `struct ChannelID: RawRepresentable, PostgresValue { let rawValue: UUID }`.
public protocol PostgresValue: PostgresArrayElement {
    /// What a parameter of this type is declared as.
    static var postgresType: PostgresType { get }

    /// How a parameter of this type is sent. Columns always arrive in binary.
    static var postgresFormat: PostgresFormat { get }

    /// Reads a column of the given type.
    init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError)

    func encode(into bytes: inout [UInt8]) throws(ValueError)
}

/// A Swift type whose arrays are parameters and columns.
public protocol PostgresArrayElement: Sendable {
    static var postgresArrayType: PostgresArrayType { get }

    static func encode(array: [Self], into bytes: inout [UInt8]) throws(ValueError)
    static func decode(array bytes: RawSpan, as type: PostgresType) throws(ValueError) -> [Self]
}

/// Why a value cannot be sent or read. Statement and column are added where they are known.
public struct ValueError: Error, Sendable {
    public let message: String

    public init(_ message: String) {
        self.message = message
    }

    static func wrongType(_ type: PostgresType, for expected: Any.Type) -> ValueError {
        ValueError("the server's type \(type.rawValue) is not read as \(expected)")
    }

    static let wrongLength = ValueError("the value has an unexpected length")
}

extension PostgresValue {
    public static var postgresFormat: PostgresFormat { .binary }
}

extension PostgresValue where Self: RawRepresentable, RawValue: PostgresValue {
    public static var postgresType: PostgresType { RawValue.postgresType }
    public static var postgresFormat: PostgresFormat { RawValue.postgresFormat }
    public static var postgresArrayType: PostgresArrayType { RawValue.postgresArrayType }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        let raw = try RawValue(postgres: bytes, as: type)
        guard let value = Self(rawValue: raw) else { throw ValueError("no \(Self.self) is \(raw)") }
        self = value
    }

    public func encode(into bytes: inout [UInt8]) throws(ValueError) {
        try rawValue.encode(into: &bytes)
    }
}
