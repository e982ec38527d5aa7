internal import Glibc
public import Logging
internal import Threads

/// What a listener tells.
public enum ListenerEvent: Sendable {
    /// Listening, for the first time or again: anything may have happened before, so look at everything.
    case connected
    /// Not listening; told once until the next `connected`. The listener keeps trying.
    case lost(PostgresError)
    case notification(channel: String, payload: String)
}

/// Receives `NOTIFY` on a connection and a thread of its own, for as long as it lives.
///
/// A notification is a hint, not a message: what is sent while the connection is down never arrives, which
/// `connected` then stands for. A server that has silently gone is found by a question every `pingInterval`.
public final class Listener: Sendable {
    private let loop: Loop
    private let thread: Thread

    /// Starts listening. Events come one after the other on the listener's thread, which waits for the handler;
    /// the first is `connected` or `lost`.
    ///
    /// Throws when the process has no descriptor or thread left.
    public init(
        conninfo: String = "", channels: [String], applicationName: String = "swift-listener",
        connectTimeout: Duration = .seconds(5), pingInterval: Duration = .seconds(20),
        logger: Logger, onEvent: @escaping @Sendable (ListenerEvent) -> Void
    ) throws(PostgresError) {
        let parameters = try ConnectionParameters(parsing: conninfo)
        do throws(SystemError) {
            let loop = Loop(
                parameters: parameters, channels: channels, applicationName: applicationName,
                timeout: connectTimeout, pingInterval: pingInterval, stopping: try Event(), logger: logger,
                onEvent: onEvent)
            self.loop = loop
            thread = try Thread(named: "listener") { loop.run() }
        } catch {
            throw PostgresError(.connection, "\(error)")
        }
    }

    deinit {
        stop()
    }

    /// Ends listening. Once it returns no event follows, unless it was called from the handler itself.
    public func stop() {
        loop.stopping.signal()
        // In the handler, this is the thread itself, and returns at once.
        thread.join()
    }
}

/// What the thread of a listener does. It outlives a listener that is let go inside its own handler.
private final class Loop: Sendable {
    private let parameters: ConnectionParameters
    private let channels: [String]
    private let applicationName: String
    private let timeout: Duration
    private let pingInterval: Duration
    let stopping: Event
    private let logger: Logger
    private let onEvent: @Sendable (ListenerEvent) -> Void

    init(
        parameters: ConnectionParameters, channels: [String], applicationName: String, timeout: Duration,
        pingInterval: Duration, stopping: Event, logger: Logger,
        onEvent: @escaping @Sendable (ListenerEvent) -> Void
    ) {
        self.parameters = parameters
        self.channels = channels
        self.applicationName = applicationName
        self.timeout = timeout
        self.pingInterval = pingInterval
        self.stopping = stopping
        self.logger = logger
        self.onEvent = onEvent
    }

    func run() {
        var backoff = Backoff()
        var isDown = false
        while !stopping.hasHappened {
            do {
                try listen {
                    backoff = Backoff()
                    isDown = false
                }
            } catch {
                guard !stopping.hasHappened else { break }
                // An outage is told once.
                logger.log(level: isDown ? .debug : .warning, "the listener is not connected: \(error)")
                if !isDown { onEvent(.lost(error)) }
                isDown = true
                let pause = backoff.step()
                if stopping.wait(atMost: pause) { break }
            }
        }
    }

    /// Connects and listens until stopped or lost.
    private func listen(onConnected: () -> Void) throws(PostgresError) {
        let interrupt = stopping.descriptor
        let connection = try Connection.open(
            parameters, applicationName: applicationName, timeout: timeout, interrupt: interrupt,
            logger: logger)
        for channel in channels {
            try connection.run(
                "listen \(try connection.quoted(channel))", patience: timeout, interrupt: interrupt)
        }
        onConnected()
        onEvent(.connected)
        while true {
            while let (channel, payload) = connection.nextNotification() {
                if stopping.hasHappened { return }
                onEvent(.notification(channel: channel, payload: payload))
            }
            let deadline = ContinuousClock.now + pingInterval
            switch connection.wait(for: POLLIN, until: deadline, interrupt: interrupt) {
            case .interrupted:
                return
            case .ready:
                guard connection.consumeInput() else {
                    throw PostgresError(.connectionLost, connection.lastMessage)
                }
            case .late:
                try connection.run("select 1", patience: timeout, interrupt: interrupt)
            }
        }
    }
}
