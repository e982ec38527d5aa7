import AgentorCore
import ArgumentParser
import FastCGI
import Glibc
import Logging
import Messaging
import Postgres
import Synchronization

/// Serves the site to a web server by FastCGI, until SIGTERM: then it accepts nothing more, answers whoever waits
/// with "ask again", finishes what runs, and exits. With CGI variables and no socket it answers one request.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the site to a web server by FastCGI.",
        discussion: """
            DATABASE_URL names the database, as the role that serves; AGENTOR_ADDRESS, AGENTOR_KEY_FILE and \
            AGENTOR_SMTP_URL say the rest (see the README). The listening socket comes on descriptor 0, \
            unless --socket names one.
            """)

    @Option(help: ArgumentHelp("Listen on this Unix socket.", valueName: "path"))
    var socket: String?

    @Option(help: "Threads that accept requests and begin them.")
    var acceptThreads = 8

    @Option(help: "Threads that go on with requests that had to wait.")
    var workerThreads = 4

    @Option(help: "Requests that may wait at once; above it a poll is answered at once.")
    var waiting = 9_000

    func validate() throws {
        guard (1...256).contains(acceptThreads), (1...256).contains(workerThreads), waiting >= 0 else {
            throw ValidationError(
                "--accept-threads and --worker-threads are 1 to 256, --waiting is 0 or more.")
        }
    }

    func run() async throws {
        Memory.shareArenas()
        let logger = Settings.logger()
        // Waits for other providers, and for accounts to be erased. An exchange with a provider holds a thread for up
        // to ten seconds, and those behind it have no more than that in all.
        let outgoing = try WorkerThreads(count: 8)
        defer { outgoing.stop() }
        let settings = try Settings.site(executor: outgoing)
        let database = try Settings.database()
        let migrator = Migrator(sets: Schema.sets, servingRole: Schema.servingRole)
        try migrator.verify(on: database.conninfo, logger: logger)
        let pool = Pool(database, logger: logger)
        defer { pool.close() }
        let postman = settings.postman(pool: pool, logger: logger)
        if socket == nil, PlainCGI.isRequested {
            // One request and its process: nobody to wait for, and mails are for other processes to send.
            let messenger = Messenger(pool: pool, listeningOn: database.conninfo, capacity: 0, logger: logger)
            await PlainCGI.answer(
                with: Site(
                    pool: pool, messenger: messenger, settings: settings, postman: postman, logger: logger))
        } else {
            let caretaker = Caretaker(accounts: settings.accounts(pool: pool), logger: logger)
            let caring = Task(executorPreference: outgoing) { await caretaker.run() }
            defer { caring.cancel() }
            try serve(
                pool: pool, conninfo: database.conninfo, settings: settings, postman: postman, logger: logger)
        }
    }

    private func serve(
        pool: Pool, conninfo: String, settings: SiteSettings, postman: Postman, logger: Logger
    ) throws {
        let readers = try WorkerThreads(count: 2)
        let messenger = Messenger(
            pool: pool, listeningOn: conninfo, capacity: waiting, executor: readers, logger: logger)
        let running = RunningWorker()
        let site = Site(
            pool: pool, messenger: messenger, settings: settings, postman: postman, logger: logger
        ) { running.worker?.statistics }
        let worker = try Worker(
            socket: socket.map(ListeningSocket.path) ?? .inherited, responder: site,
            acceptThreads: acceptThreads,
            executorThreads: workerThreads, logger: logger
        ) {
            messenger.stop()
        }
        running.worker = worker
        try messenger.start()
        try postman.start()
        logger.info("serving", metadata: ["process": "\(getpid())"])
        try worker.run()
        postman.stop()
        readers.stop()
        logger.info("served", metadata: ["requests": "\(worker.statistics.requests)"])
    }
}

/// Lets the site show what the worker counts: each of the two is made from the other.
private final class RunningWorker: Sendable {
    private let state = Mutex<Worker?>(nil)

    var worker: Worker? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
