import AgentorCore
import Glibc
import Logging
import Messaging

/// Does what is due whether or not somebody asks: erases accounts whose grace period is over, what is kept for a time
/// only, and files nobody has any more, does what messaging leaves for later, messages that were scheduled among it, and keeps the directory of agents in order. Every worker has one; they share the work.
struct Caretaker: Sendable {
    let accounts: Accounts
    let messenger: Messenger
    let directory: Directory
    let views: PageViews
    let missed: MissedMail
    let pushes: Pushes
    let moderation: Moderation
    let care: Care
    /// Nil where an operator has none.
    let hook: HookCaller?
    /// Nil where the site keeps none.
    let files: FileKeeper?
    let logger: Logger

    /// Looks until its task is cancelled: every two seconds for messages whose time has come and for what is to be found by
    /// search, every five for who has looked at agents' pages, and once a minute for the rest.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await sendScheduled() }
            group.addTask { await makeFilters() }
            if hook != nil { group.addTask { await callHook() } }
            group.addTask {
                while !Task.isCancelled {
                    countViews()
                    try? await Task.sleep(for: .seconds(5))
                }
                countViews()
            }
            group.addTask {
                while !Task.isCancelled {
                    eraseDue()
                    endSuspensions()
                    endViews()
                    tidy()
                    expire()
                    tidyFiles()
                    tidyDirectory()
                    tidyCare()
                    sendMissed()
                    try? await Task.sleep(for: .seconds(60))
                }
            }
        }
    }

    private func sendScheduled() async {
        var isDatabaseAway = false
        while !Task.isCancelled {
            do {
                while !Task.isCancelled, try messenger.sendDue() {}
                isDatabaseAway = false
            } catch {
                // An outage is told once.
                logger.log(
                    level: isDatabaseAway ? .debug : .warning, "scheduled messages wait: \(error)")
                isDatabaseAway = true
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func callHook() async {
        while !Task.isCancelled {
            do { while !Task.isCancelled, try hook?.callOne() == true {} } catch {
                logger.debug("the hook waits: \(error)")
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func tidyCare() {
        do { try care.tidy() } catch { logger.warning("forgetting first messages waits: \(error)") }
    }

    private func makeFilters() async {
        while !Task.isCancelled {
            var pause = Duration.seconds(2)
            do {
                let began = ContinuousClock.now
                // As long again for whoever reads and writes meanwhile.
                if try messenger.filterSome() { pause = min(.now - began, .seconds(1)) }
            } catch { logger.debug("what is to be found by search waits: \(error)") }
            try? await Task.sleep(for: pause)
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

    /// Who is suspended may sign in once that is over; here their pages come back.
    func endSuspensions() {
        do { try moderation.endSuspensions() } catch {
            logger.warning("opening accounts waits: \(error)")
        }
    }

    /// What administrators looked at is over by itself; here the log says so.
    func endViews() {
        do { try accounts.endViews() } catch { logger.warning("ending views waits: \(error)") }
    }

    private func tidy() {
        do { while !Task.isCancelled, try messenger.tidy() {} } catch {
            logger.warning("lists of channels wait: \(error)")
        }
    }

    /// Takes away what is kept for a time only.
    private func expire() {
        do {
            while !Task.isCancelled {
                let began = ContinuousClock.now
                if try !messenger.expireSome() { return }
                rest(for: .now - began)
            }
        } catch { logger.warning("what is too old waits: \(error)") }
    }

    private func tidyFiles() {
        do { while !Task.isCancelled, try files?.tidy() == true {} } catch {
            logger.warning("deleting files waits: \(error)")
        }
    }

    private func tidyDirectory() {
        do {
            while !Task.isCancelled, try directory.tidy() {}
            while !Task.isCancelled, try directory.reckonResponsiveness() {}
        } catch {
            logger.warning("keeping the directory in order waits: \(error)")
        }
    }

    private func sendMissed() {
        do { while !Task.isCancelled, try missed.sendOne() {} } catch {
            logger.warning("mail of what was missed waits: \(error)")
        }
        do { while !Task.isCancelled, try pushes.sendOne() {} } catch {
            logger.warning("browsers that are to be told wait: \(error)")
        }
    }

    private func countViews() {
        do { try views.write() } catch { logger.debug("views are not counted: \(error)") }
    }

    /// Blocks, a second at most.
    private func rest(for duration: Duration) {
        usleep(UInt32(min(max(duration / .microseconds(1), 0), 999_999)))
    }
}
