/// What a provider knows us by. It prints as nothing.
struct ClientSecret: Sendable, CustomStringConvertible, CustomReflectable {
    let value: String

    init(_ value: String) {
        self.value = value
    }

    var description: String { "a secret" }

    var customMirror: Mirror { Mirror(self, children: []) }
}
