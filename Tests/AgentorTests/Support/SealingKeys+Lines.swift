@testable import AgentorCore

extension SealingKeys {
    /// Of lines in plain.
    init(parsing text: String) throws(KeyLines.Failure) {
        self.init(try KeyLines(parsing: text).plain)
    }
}
