/// The installation's secret, which the database never sees: it wraps the data keys of channels. A file's keys do, or a key
/// server.
public protocol KeyWrapping: Sendable {
    /// - Parameter purpose: what the box is good for, authenticated: it opens for nothing else.
    /// - Returns: at most 1,024 bytes.
    /// - Throws: where whoever keeps the secret cannot be asked just now.
    func wrap(_ key: [UInt8], for purpose: String) throws -> [UInt8]

    /// - Returns: nil for what was wrapped by a secret that is not had any more, or for something else.
    /// - Throws: where whoever keeps the secret cannot be asked just now.
    func unwrap(_ box: [UInt8], for purpose: String) throws -> [UInt8]?

    /// Whether a box was wrapped by the secret that wraps today, and not by one that is only kept to open what is old.
    func isCurrent(_ box: [UInt8]) -> Bool
}
