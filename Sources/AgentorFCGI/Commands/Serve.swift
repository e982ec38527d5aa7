import AgentorCore
import ArgumentParser
import FastCGI
import Glibc
import Logging
import Messaging
import Postgres
import Synchronization
import Threads

/// Serves the site to a web server by FastCGI, until SIGTERM: then it accepts nothing more, answers whoever waits
/// with "ask again", finishes what runs, and exits. With CGI variables and no socket it answers one request.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the site to a web server by FastCGI.",
        discussion: """
            DATABASE_URL and DATABASE_DOOR_URL name the database, as the roles that serve; AGENTOR_ADDRESS, AGENTOR_KEY_FILE and \
            AGENTOR_SMTP_URL say the rest (see the README). The listening socket comes on descriptor 0, \
            unless --socket names one.
            """)

    @Option(help: ArgumentHelp("Listen on this Unix socket.", valueName: "path"))
    var socket: String?

    @Option(help: "Threads that accept requests and begin them.")
    var acceptThreads = 8

    @Option(help: "Threads that go on with requests that had to wait.")
    var workerThreads = 4

    @Option(help: "Threads that read forms with files and keep those.")
    var uploadThreads = 8

    @Option(help: "Requests that may wait at once; above it a poll is answered at once.")
    var waiting = 9_000

    func validate() throws {
        guard [acceptThreads, workerThreads, uploadThreads].allSatisfy((1...256).contains), waiting >= 0
        else {
            throw ValidationError(
                "--accept-threads, --worker-threads and --upload-threads are 1 to 256, --waiting is 0 or more."
            )
        }
    }

    func run() async throws {
        Memory.shareArenas()
        let logger = Settings.logger()
        // Waits for other providers, and for accounts to be erased. An exchange with a provider holds a thread for up
        // to ten seconds, and those behind it have no more than that in all.
        let outgoing = try WorkerThreads(count: 8)
        defer { outgoing.stop() }
        let isPlainCGI = socket == nil && PlainCGI.isRequested
        // A key server may be starting when this machine is. Whoever restarts workers tries again after that.
        let settings = try Settings.site(
            executor: outgoing, patience: isPlainCGI ? .zero : .seconds(30), logger: logger)
        let conninfo = try Settings.webDatabase()
        try Schema.migrator.verify(on: conninfo, logger: logger)
        if let obstacle = try Schema.obstacle(on: conninfo) { throw ValidationError(obstacle) }
        let database = try Settings.database(logger: logger)
        defer { database.close() }
        let postman = settings.postman(pool: database.door, logger: logger)
        let care = settings.care(database)
        if isPlainCGI {
            // One request and its process: nobody to wait for, and mails are for other processes to send.
            let messenger = Messenger(
                pool: database.web, housekeepingPool: database.door, keys: settings.keys,
                readingFirst: care, listeningOn: conninfo,
                capacity: 0, logger: logger)
            await PlainCGI.answer(
                with: Site(
                    database: database, messenger: messenger, settings: settings, postman: postman,
                    logger: logger, care: care, files: settings.fileKeeper(messenger)),
                limits: .site)
        } else {
            for (variable, url) in [
                ("DATABASE_URL", conninfo), ("DATABASE_DOOR_URL", try Settings.doorDatabase()),
            ]
            where try Pooler.sharesConnections(of: url, logger: logger) {
                throw ValidationError(
                    "\(variable) leads through a pooler that gives each transaction another connection. Name the server "
                        + "itself, or have the pooler keep a connection for as long as it is used (pool_mode = session)."
                )
            }
            let readers = try WorkerThreads(count: 2)
            defer { readers.stop() }
            let messenger = Messenger(
                pool: database.web, housekeepingPool: database.door, keys: settings.keys,
                readingFirst: care, listeningOn: conninfo,
                capacity: waiting, executor: readers, logger: logger)
            let files = settings.fileKeeper(messenger)
            let views = PageViews(database: database)
            let caretaker = Caretaker(
                accounts: settings.accounts(database), messenger: messenger,
                directory: Directory(database: database), views: views,
                missed: settings.missedMail(database), pushes: settings.pushes(database),
                moderation: settings.moderation(database), care: care,
                hook: settings.hookCaller(database), files: files,
                logger: logger)
            let caring = Task(executorPreference: outgoing) { await caretaker.run() }
            defer { caring.cancel() }
            try serve(
                database: database, messenger: messenger, settings: settings, postman: postman, care: care,
                files: files, views: views, logger: logger)
        }
    }

    private func serve(
        database: Database, messenger: Messenger, settings: SiteSettings, postman: Postman,
        care: Care, files: FileKeeper?, views: PageViews, logger: Logger
    ) throws {
        let running = RunningWorker()
        let uploading = try files.map { _ in try WorkerThreads(count: uploadThreads, niceness: 10) }
        defer { uploading?.stop() }
        let site = Site(
            database: database, messenger: messenger, settings: settings, postman: postman, logger: logger,
            care: care, files: files, views: views, uploading: uploading
        ) { running.worker?.statistics }
        let worker = try Worker(
            socket: socket.map(ListeningSocket.path) ?? .inherited, responder: site,
            acceptThreads: acceptThreads,
            executorThreads: workerThreads, limits: .site, logger: logger
        ) {
            messenger.stop()
        }
        running.worker = worker
        try messenger.start()
        try postman.start()
        logger.info("serving", metadata: ["process": "\(getpid())"])
        try worker.run()
        postman.stop()
        logger.info("served", metadata: ["requests": "\(worker.statistics.requests)"])
    }
}

extension Limits {
    /// What the site's forms may hold: several times what people may write, so that they are told beside the field.
    static let site = {
        let fields =
            AgentProfile.form(.none).fields + ClientProfile.form(.none).fields + ChannelDraft.form().fields
            + [MessageDraft.field.description, NotificationDesk.keywords.description]
        return Limits(longNames: Set(fields.filter(\.isLong).map(\.name) + [CareForm.listName]))
    }()
}

/// Lets the site show what the worker counts: each of the two is made from the other.
private final class RunningWorker: Sendable {
    private let state = Mutex<Worker?>(nil)

    var worker: Worker? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
