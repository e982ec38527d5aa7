import AgentorCore
import Logging

/// Does what is due whether or not somebody asks: erases accounts whose grace period is over. Every worker has one;
/// they share the work.
struct Caretaker: Sendable {
    let accounts: Accounts
    let logger: Logger

    /// Looks once a minute, until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            eraseDue()
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// Without a database there is nothing to do until the next look.
    func eraseDue() {
        do {
            while !Task.isCancelled, try accounts.eraseOne() { logger.info("account erased") }
        } catch { logger.warning("erasing accounts waits: \(error)") }
    }
}
