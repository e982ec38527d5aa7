/// Why a key server has opened or made nothing, in one line, without the token and without keys.
package struct KeyServerFailure: Error, Hashable, CustomStringConvertible {
    package let description: String
    /// Whether it may be otherwise in a moment: nobody answered, or who did was not ready.
    package let isPassing: Bool

    package init(_ description: String, isPassing: Bool = false) {
        self.description = description
        self.isPassing = isPassing
    }
}

/// Why one key cannot be opened, while others may be.
package struct UnopenedKey: Error, Hashable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
