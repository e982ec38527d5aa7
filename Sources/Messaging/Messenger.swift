import FoundationEssentials
import Logging
import Postgres
import Synchronization

/// Channels in which participants talk, on PostgreSQL. Knows no HTTP and no accounts: the host says who is
/// speaking, and shows what comes back.
///
/// Every call but `next` blocks the calling thread for one round trip to the database. Every query runs under row
/// level security as whoever its identity is (`Identity(participant:)`, or a proof of the host's).
public final class Messenger: Sendable {
    let pool: Pool
    let housekeepingPool: Pool
    let searchPool: Pool
    let unfiltered = Mutex(Unfiltered())
    let expiring = Mutex(Expiring())
    /// The channels' data keys; nil where texts are stored as they are.
    let keys: KeyRing?
    /// Nil where nothing that is written to strangers waits for anybody but them.
    let reader: (any FirstMessageReader)?
    let lobby: Lobby
    let latestPages = LatestPages()
    let congestion = Mutex(Congestion())
    private let listener: Mutex<Listener?>
    private let conninfo: String
    let logger: Logger

    /// - Parameters:
    ///   - pool: connections of the serving role, which owns nothing and cannot bypass row level security.
    ///   - housekeepingPool: connections of the role that looks after files; nil where that is the serving role too.
    ///   - keys: the installation's secret, by which texts are sealed at rest; nil where they are stored as they are. The pools
    ///     are provided with it.
    ///   - reader: looks at what is written first to strangers; nil for a host that does not.
    ///   - conninfo: where to listen for changes made by other processes: a libpq connection string.
    ///   - capacity: how many may wait at once; above it `next` answers at once.
    ///   - executor: runs the reads a change causes, which block; nil for the default.
    public init(
        pool: Pool, housekeepingPool: Pool? = nil, keys: (any KeyWrapping)? = nil,
        readingFirst reader: (any FirstMessageReader)? = nil, listeningOn conninfo: String,
        capacity: Int = 9_500,
        executor: (any TaskExecutor)? = nil,
        logger: Logger = Logger(label: "messaging")
    ) {
        self.pool = pool
        let housekeepingPool = housekeepingPool ?? pool
        self.housekeepingPool = housekeepingPool
        let ring = keys.map { KeyRing(wrapping: $0, pool: housekeepingPool.sibling(size: 2), logger: logger) }
        self.keys = ring
        searchPool = pool.sibling(size: 2, statementTimeout: Self.searchTimeout)
        if let ring {
            pool.provide(ring)
            searchPool.provide(ring)
            housekeepingPool.provide(ring)
        }
        self.reader = reader
        self.conninfo = conninfo
        self.logger = logger
        listener = Mutex(nil)
        lobby = Lobby(
            capacity: capacity, executor: executor, reader: MessageReader(pool: pool), logger: logger)
    }

    /// Begins to hear of changes. While the connection for that is lost, waiting readers are answered at their
    /// deadline, and look for themselves as soon as it is back.
    /// - Throws: `.database` when the process has no descriptor or thread left.
    public func start() throws(MessagingError) {
        let lobby = lobby
        let latestPages = latestPages
        do {
            let started = try Listener(
                conninfo: conninfo, channels: ["messaging"], applicationName: "messaging listener",
                logger: logger
            ) { [weak self] event in
                switch event {
                case .notification(_, let payload):
                    guard let announcement = Announcement(payload: payload) else { return }
                    if case .changed(let channel, _, _) = announcement {
                        self?.unfiltered.withLock { $0.note(channel) }
                    }
                    lobby.hear(announcement)
                case .connected:
                    // It may be another database by now, restored from a backup, whose counters say something else.
                    latestPages.removeAll()
                    lobby.lookAgain()
                case .lost: lobby.lose()
                }
            }
            listener.withLock { $0 = started }
        } catch { throw .database(error) }
        lobby.startClock()
    }

    /// Answers everybody who waits with `.closing`, and every later wait at once.
    public func stop() {
        lobby.close()
        listener.withLock { listener in
            listener?.stop()
            listener = nil
        }
    }

    /// Participants waiting for a change just now.
    public var waiting: Int { lobby.count }

    /// Does a little of what sending leaves for later: large channels move up in their members' lists. Any process may,
    /// again and again, some seconds apart.
    /// - Returns: whether there may be more to do.
    public func tidy(as identity: Identity = .nobody) throws(MessagingError) -> Bool {
        do {
            return try pool.first(SpreadActivity(), as: identity, access: .readWriteAsynchronous) ?? false
        } catch { throw .database(error) }
    }
}

struct SpreadActivity: Statement {
    static let sql = "select messaging.spread_activity()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}
