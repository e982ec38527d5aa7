internal import CLibPQ

/// The values of a statement's parameters, encoded one behind the other.
public struct Parameters: Sendable {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private(set) var types: [Oid] = []
    private var failure: PostgresError?

    /// What the protocol can number, and what the server takes as one value.
    private static let maximum = (count: 65_535, bytes: 1 << 30)
    private static let null = -1

    static let none = Parameters()

    private init() {}

    init<S: Statement>(of statement: S) throws(PostgresError) {
        statement.bind(to: &self)
        if var failure {
            failure.statement = "\(S.self)"
            throw failure
        }
    }

    /// Appends the next parameter.
    public mutating func append<V: PostgresValue>(_ value: V) {
        append(optional: value)
    }

    /// Appends the next parameter, NULL for `nil`.
    public mutating func append<V: PostgresValue>(_ value: V?) {
        append(optional: value)
    }

    private mutating func append<V: PostgresValue>(optional value: V?) {
        guard failure == nil else { return }
        guard types.count < Self.maximum.count else { return fail("there are too many parameters") }
        types.append(V.postgresType.rawValue)
        formats.append(V.postgresFormat.rawValue)
        guard let value else {
            offsets.append(Self.null)
            lengths.append(0)
            return
        }
        let start = bytes.count
        do {
            try value.encode(into: &bytes)
        } catch {
            return fail("parameter $\(types.count): \(error.message)")
        }
        guard bytes.count <= Self.maximum.bytes else { return fail("the parameters are too large") }
        offsets.append(start)
        lengths.append(Int32(bytes.count - start))
        // Ends text for libpq, and gives an empty value an address: libpq reads a null pointer as NULL.
        bytes.append(0)
    }

    private mutating func fail(_ message: String) {
        failure = PostgresError(.encoding, message)
    }

    /// Lends the values in the form libpq's functions take.
    func withPointers<R>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?,
            _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        bytes.withUnsafeBytes { storage in
            let values = offsets.map { offset in
                offset == Self.null
                    ? nil : storage.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
            }
            return body(Int32(values.count), values, lengths, formats)
        }
    }
}
