import Logging
import Postgres
import Synchronization

/// Why a sleeper wakes.
enum Wake: Sendable {
    /// The change, read for everybody who waited for it.
    case excerpt(Excerpt)
    /// Something may have changed: look for yourself.
    case lookAgain
    /// No longer a member.
    case parted
    case deadline
    case departed
    case closing
    case failed(MessagingError)
}

/// The waiting room with its effects: one lock around the state, and outside it the clock, the reads that a change
/// causes, and the waking.
final class Lobby: Sendable {
    typealias Room = WaitingRoom<CheckedContinuation<Wake, Never>>

    /// Ticks of the clock in a second.
    static let ticksPerSecond = 4

    private let room: Mutex<Room>
    private let executor: (any TaskExecutor)?
    let reader: MessageReader
    private let logger: Logger
    private let started = ContinuousClock.now
    private let clock = Mutex<Task<Void, Never>?>(nil)

    init(capacity: Int, executor: (any TaskExecutor)?, reader: MessageReader, logger: Logger) {
        room = Mutex(Room(capacity: capacity))
        self.executor = executor
        self.reader = reader
        self.logger = logger
    }

    var count: Int { room.withLock { $0.count } }

    var isClosed: Bool { room.withLock { $0.isClosed } }

    func enter() -> Room.Ticket? { room.withLock { $0.enter() } }

    func leave(_ ticket: Room.Ticket) { room.withLock { $0.leave(ticket) } }

    /// Sleeps until something happens in a channel, the deadline, the cancellation of the task, or closing.
    func sleep(
        _ ticket: Room.Ticket, in channel: ChannelID, for reading: Reading, as membership: Membership,
        until deadline: ContinuousClock.Instant
    ) async -> Wake {
        let tick = tick(at: deadline)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (settlement, closed) = room.withLock { room in
                    (
                        room.settle(
                            ticket, in: channel, for: reading, as: membership, until: tick,
                            waiter: continuation),
                        room.isClosed
                    )
                }
                switch settlement {
                case .asleep: break
                case .readAgain: continuation.resume(returning: .lookAgain)
                case .dismissed: continuation.resume(returning: .closing)
                case .turnedAway: continuation.resume(returning: closed ? .closing : .departed)
                }
            }
        } onCancel: {
            room.withLock { $0.cancel(ticket) }?.resume(returning: .departed)
        }
    }

    func hear(_ announcement: Announcement) {
        if case .dismissed(let participant) = announcement {
            for waiter in room.withLock({ $0.dismiss(participant) }) { waiter.resume(returning: .closing) }
        } else {
            deliver(room.withLock { $0.hear(announcement) })
        }
    }

    /// Announcements may have been lost: everybody looks.
    func lookAgain() {
        deliver(room.withLock { $0.lookAgain() })
    }

    func close() {
        clock.withLock { $0?.cancel() }
        for waiter in room.withLock({ $0.close() }) { waiter.resume(returning: .closing) }
    }

    /// Wakes sleepers at their deadlines, to a quarter of a second.
    func startClock() {
        clock.withLock { clock in
            clock = Task { [weak self] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1) / Self.ticksPerSecond)
                    guard let self else { return }
                    let tick = tick(at: .now)
                    for waiter in room.withLock({ $0.expire(upTo: tick) }) {
                        waiter.resume(returning: .deadline)
                    }
                }
            }
        }
    }

    private func tick(at instant: ContinuousClock.Instant) -> Int {
        Int((instant - started) / .seconds(1) * Double(Self.ticksPerSecond))
    }

    /// Reads once for each party and wakes everybody in it. Whoever turns out to be no member any more is told that,
    /// and not what changed. A party for which there is nothing sleeps on.
    private func deliver(_ parties: [Room.Party]) {
        for party in parties {
            Task(executorPreference: executor) { [self] in
                do throws(MessagingError) {
                    let answer = try reader.read(party.reading, for: party.memberships)
                    guard let excerpt = answer.excerpt else {
                        for sleeper in room.withLock({ $0.rise(party) { !answer.isFor($0) } }) {
                            sleeper.waiter.resume(returning: .parted)
                        }
                        return deliver(room.withLock { $0.sleepOn(party) })
                    }
                    for sleeper in room.withLock({ $0.rise(party) }) {
                        let isMember = answer.isFor(sleeper.membership)
                        sleeper.waiter.resume(returning: isMember ? .excerpt(excerpt) : .parted)
                    }
                } catch {
                    logger.warning("a change could not be read", metadata: ["error": "\(error)"])
                    for sleeper in room.withLock({ $0.rise(party) }) {
                        sleeper.waiter.resume(returning: .failed(error))
                    }
                }
            }
        }
    }
}
