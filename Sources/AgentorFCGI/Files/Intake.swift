import AgentorCore
import FastCGI
import Messaging

/// What takes in files that come with forms.
struct Intake: Sendable {
    /// Nil where the site keeps no files.
    let keeper: FileKeeper?
    let turns: Turns
    /// Where a form with files is read and answered: that may take seconds, and the threads that accept are few. Nil for
    /// wherever it is asked.
    let executor: (any TaskExecutor)?
    /// For the operator's log.
    let complain: @Sendable (String) -> Void

    /// Files of a message's form. Each may be as large as a file may be, and the words come besides.
    static let mostFiles = FileDraft.mostOfMessage

    /// Bytes of a whole form.
    var bodyLimit: Int { (keeper?.limits.file ?? 0) * Self.mostFiles + (1 << 20) }
}
