import FoundationEssentials
import Logging
import Postgres
import Synchronization

/// Why a sleeper wakes.
enum Wake: Sendable {
    /// One of their topics has changed; what was read is read for everybody who waited for it.
    case changed(topic: Int, TopicChange)
    /// Something may have changed: look for yourself.
    case lookAgain
    /// No longer a member.
    case parted
    /// Others of the same participant wait instead.
    case full
    case deadline
    case departed
    case closing
    case failed(MessagingError)
}

/// Who waits for what, on the heap: what a suspended function has on its frame is kept for each of thousands.
final class Stay: Sendable {
    let guest: Guest
    let watches: [Watch]

    init(guest: Guest, watches: [Watch]) {
        self.guest = guest
        self.watches = watches
    }
}

/// The waiting room with its effects: one lock around the state, and outside it the clock, the reads that a change
/// causes, what the other processes are told, and the waking.
final class Lobby: Sendable {
    typealias Room = WaitingRoom<CheckedContinuation<Wake, Never>>

    /// Ticks of the clock in a second.
    static let ticksPerSecond = 4

    static func ticks(_ duration: Duration) -> Int { Int(duration / .seconds(1) * Double(ticksPerSecond)) }

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

    /// Calls on the state, with the present tick.
    func withRoom<Value: Sendable>(_ body: (inout sending Room, Int) -> Value) -> Value {
        let tick = tick(at: .now)
        return room.withLock { body(&$0, tick) }
    }

    /// Sleeps until something happens, the deadline, the cancellation of the task, or closing.
    func sleep(
        _ ticket: Room.Ticket, _ stay: Stay, until deadline: ContinuousClock.Instant
    ) async -> Wake {
        await withTaskCancellationHandler {
            await withCheckedContinuation { settle(ticket, stay, until: deadline, $0) }
        } onCancel: {
            room.withLock { $0.cancel(ticket) }?.resume(returning: .departed)
        }
    }

    @inline(never)
    private func settle(
        _ ticket: Room.Ticket, _ stay: Stay, until deadline: ContinuousClock.Instant,
        _ continuation: CheckedContinuation<Wake, Never>
    ) {
        let tick = tick(at: deadline)
        let (settlement, closed) = room.withLock { room in
            (
                room.settle(ticket, as: stay.guest, for: stay.watches, until: tick, waiter: continuation),
                room.isClosed
            )
        }
        switch settlement {
        case .asleep(let other): other?.resume(returning: .full)
        case .readAgain: continuation.resume(returning: .lookAgain)
        case .dismissed: continuation.resume(returning: .closing)
        case .turnedAway: continuation.resume(returning: closed ? .closing : .departed)
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

    /// Announcements are not heard any more.
    func lose() {
        room.withLock { $0.lose() }
    }

    func close() {
        clock.withLock { $0?.cancel() }
        for waiter in room.withLock({ $0.close() }) { waiter.resume(returning: .closing) }
    }

    /// Begins to tell what the clock brings, to a quarter of a second.
    func startClock() {
        clock.withLock { clock in
            clock = Task { [weak self] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1) / Self.ticksPerSecond)
                    guard let self else { return }
                    beat()
                }
            }
        }
    }

    private func beat() {
        let tick = tick(at: .now)
        let beat = room.withLock { $0.beat(tick) }
        for waiter in beat.expired { waiter.resume(returning: .deadline) }
        for told in beat.told { told.waiter.resume(returning: .changed(topic: told.topic, told.change)) }
        for waiter in beat.lookAgain { waiter.resume(returning: .lookAgain) }
        deliver(beat.doubted)
        tell(beat.gossip)
        keep(beat.seen)
    }

    /// Tells the other processes, in one transaction for all of it. What is lost is told again, or only has to be about
    /// right.
    private func tell(_ gossip: [Announcement]) {
        let payloads = gossip.compactMap(\.payload)
        guard !payloads.isEmpty else { return }
        Task(executorPreference: executor) { [self] in
            do { _ = try reader.pool.query(Announce(payloads: payloads), as: .nobody) } catch {
                logger.debug("the other processes were not told", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Keeps that some were there. What is lost is a few minutes.
    private func keep(_ seen: [ParticipantID]) {
        if seen.isEmpty { return }
        Task(executorPreference: executor) { [self] in
            do {
                _ = try reader.pool.query(
                    NoteHere(participants: seen), as: .nobody, access: .readWriteAsynchronous)
            } catch { logger.debug("who was here was not kept", metadata: ["error": "\(error)"]) }
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
                        for riser in room.withLock({ $0.rise(party) { answer.excludes($0) } }) {
                            riser.waiter.resume(returning: .parted)
                        }
                        return deliver(room.withLock { $0.sleepOn(party, membersAt: answer.revision) })
                    }
                    for riser in room.withLock({ $0.rise(party) }) {
                        riser.waiter.resume(
                            returning: answer.excludes(riser.membership)
                                ? .parted : .changed(topic: riser.topic, .messages(excerpt)))
                    }
                } catch {
                    logger.warning("a change could not be read", metadata: ["error": "\(error)"])
                    for riser in room.withLock({ $0.rise(party) }) {
                        riser.waiter.resume(returning: .failed(error))
                    }
                }
            }
        }
    }
}

/// Tells every process something.
struct Announce: Statement {
    let payloads: [String]

    static let sql = "select pg_notify('messaging', payload) from unnest($1::text[]) payload"

    func bind(to parameters: inout Parameters) {
        parameters.append(payloads)
    }
}
