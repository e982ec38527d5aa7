/// The five characters by which the server classifies an error (PostgreSQL manual, appendix A).
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static let featureNotSupported = Self(rawValue: "0A000")
    public static let stringDataRightTruncation = Self(rawValue: "22001")
    public static let numericValueOutOfRange = Self(rawValue: "22003")
    public static let invalidTextRepresentation = Self(rawValue: "22P02")
    public static let notNullViolation = Self(rawValue: "23502")
    public static let foreignKeyViolation = Self(rawValue: "23503")
    public static let uniqueViolation = Self(rawValue: "23505")
    public static let checkViolation = Self(rawValue: "23514")
    public static let exclusionViolation = Self(rawValue: "23P01")
    public static let readOnlyTransaction = Self(rawValue: "25006")
    public static let failedTransaction = Self(rawValue: "25P02")
    public static let invalidStatementName = Self(rawValue: "26000")
    public static let serializationFailure = Self(rawValue: "40001")
    public static let deadlockDetected = Self(rawValue: "40P01")
    public static let insufficientPrivilege = Self(rawValue: "42501")
    public static let syntaxError = Self(rawValue: "42601")
    public static let undefinedTable = Self(rawValue: "42P01")
    public static let lockNotAvailable = Self(rawValue: "55P03")
    public static let queryCanceled = Self(rawValue: "57014")
    public static let adminShutdown = Self(rawValue: "57P01")
    public static let raisedException = Self(rawValue: "P0001")
}
