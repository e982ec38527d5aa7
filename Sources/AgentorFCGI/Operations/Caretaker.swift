import AgentorCore
import Glibc
import Logging
import Messaging

/// Does what is due whether or not somebody asks: erases accounts whose grace period is over, and what messaging leaves
/// for later. Every worker has one; they share the work.
struct Caretaker: Sendable {
    let accounts: Accounts
    let messenger: Messenger
    let logger: Logger

    /// Looks once a minute, until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            eraseDue()
            tidy()
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// Without a database there is nothing to do until the next look.
    func eraseDue() {
        do {
            while !Task.isCancelled {
                let began = ContinuousClock.now
                let step = try accounts.eraseSome()
                if step.isDone { logger.info("account erased") }
                if !step.mayBeMore { return }
                // As long again for those who write where the account did.
                rest(for: .now - began)
            }
        } catch { logger.warning("erasing accounts waits: \(error)") }
    }

    private func tidy() {
        do { while !Task.isCancelled, try messenger.tidy() {} } catch {
            logger.warning("lists of channels wait: \(error)")
        }
    }

    /// Blocks, a second at most.
    private func rest(for duration: Duration) {
        usleep(UInt32(min(max(duration / .microseconds(1), 0), 999_999)))
    }
}
