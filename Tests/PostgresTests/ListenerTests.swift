import Logging
import Postgres
import Synchronization
import TestDatabase
import Testing
import Threads

@Suite("Listener", .database)
struct ListenerTests {
    /// What a listener told, for a test to wait upon.
    private final class Events: Sendable {
        private let told = Mutex<[String]>([])

        func record(_ event: ListenerEvent) {
            let text =
                switch event {
                case .connected: "connected"
                case .lost(let error): "lost: \(error.kind)"
                case .notification(let channel, let payload): "\(channel): \(payload)"
                }
            told.withLock { $0.append(text) }
        }

        var all: [String] { told.withLock(\.self) }

        /// What was told by the time the condition holds, or after ten seconds.
        func wait(until condition: @Sendable @escaping ([String]) -> Bool) async throws -> [String] {
            for _ in 0..<1_000 {
                if condition(all) { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            return all
        }
    }

    private func listen(
        to conninfo: String? = nil, channels: [String] = ["news"], pingInterval: Duration = .seconds(20),
        _ events: Events
    ) throws -> Listener {
        try Listener(
            conninfo: try conninfo ?? TestDatabase.current.app, channels: channels,
            connectTimeout: .milliseconds(500), pingInterval: pingInterval, logger: TestDatabase.logger,
            onEvent: events.record)
    }

    private struct Notify: Statement {
        static let sql = "select pg_notify($1, $2)"
        var channel: String
        var payload: String

        func bind(to parameters: inout Parameters) {
            parameters.append(channel)
            parameters.append(payload)
        }
    }

    @Test("notifications of committed transactions arrive in order, of every channel listened to")
    func receives() async throws {
        let events = Events()
        let listener = try listen(channels: ["news", "Odd \"name\""], events)
        defer { listener.stop() }
        _ = try await events.wait { $0 == ["connected"] }
        let pool = try TestDatabase.current.pool(size: 1)
        _ = try pool.query(
            Notify(channel: "news", payload: "1"), Notify(channel: "elsewhere", payload: "2"),
            Notify(channel: "Odd \"name\"", payload: "ü"), as: viewer, access: .readWrite)
        _ = try failure {
            try pool.query(
                Notify(channel: "news", payload: "3"), DivideByZero(), as: viewer, access: .readWrite)
        }
        _ = try pool.query(Notify(channel: "news", payload: "4"), as: viewer, access: .readWrite)
        let told = try await events.wait { $0.count == 4 }
        #expect(told == ["connected", "news: 1", "Odd \"name\": ü", "news: 4"])
    }

    @Test("after its connection is killed it says lost, connects again, says so, and receives")
    func survivesTermination() async throws {
        let database = try TestDatabase.current
        let events = Events()
        let listener = try listen(events)
        defer { listener.stop() }
        for round in 1...3 {
            _ = try await events.wait { $0.last == "connected" }
            try database.administer(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'swift-listener'"
                    + " and datname = current_database()")
            let told = try await events.wait { $0.count == 1 + 2 * round && $0.last == "connected" }
            #expect(told.suffix(2) == ["lost: connectionLost", "connected"])
        }
        let pool = database.pool(size: 1)
        _ = try pool.query(Notify(channel: "news", payload: "again"), as: viewer, access: .readWrite)
        #expect(try await events.wait { $0.last == "news: again" }.last == "news: again")
    }

    @Test("a server that is away says lost once, and connected when it comes")
    func lostServer() async throws {
        let relay = try Relay(to: TestDatabase.current.app)
        defer { relay.finish() }
        relay.stop()
        let events = Events()
        let listener = try listen(to: relay.conninfo, events)
        defer { listener.stop() }
        _ = try await events.wait { !$0.isEmpty }
        try await Task.sleep(for: .milliseconds(500))
        #expect(events.all == ["lost: connection"])
        relay.start()
        #expect(try await events.wait { $0.count == 2 } == ["lost: connection", "connected"])
    }

    @Test("a server that falls silent is found out by asking")
    func silentServer() async throws {
        let relay = try Relay(to: TestDatabase.current.app)
        defer { relay.finish() }
        let events = Events()
        let listener = try listen(to: relay.conninfo, pingInterval: .milliseconds(100), events)
        defer { listener.stop() }
        _ = try await events.wait { $0 == ["connected"] }
        try await Task.sleep(for: .milliseconds(400))
        #expect(events.all == ["connected"])
        relay.silence()
        #expect(try await events.wait { $0.count == 2 } == ["connected", "lost: connectionLost"])
        relay.start()
        #expect(try await events.wait { $0.count == 3 }.last == "connected")
    }

    @Test("stopping ends thread and connection at once, in every state, and twice is once")
    func stops() async throws {
        let database = try TestDatabase.current
        let events = Events()
        let connected = try listen(events)
        _ = try await events.wait { $0 == ["connected"] }
        connected.stop()
        connected.stop()
        try database.waitUntilGone("application_name = 'swift-listener'")

        let relay = try Relay(to: database.app)
        defer { relay.finish() }
        relay.silence()
        let connecting = try listen(to: relay.conninfo, Events())
        connecting.stop()
        relay.stop()
        let away = Events()
        let waiting = try listen(to: relay.conninfo, away)
        _ = try await away.wait { !$0.isEmpty }
        waiting.stop()
        #expect(away.all == ["lost: connection"])
    }

    @Test("a listener may be stopped and let go inside its own handler")
    func stopsItself() async throws {
        let database = try TestDatabase.current
        let kept = Mutex<Listener?>(nil)
        let calls = Mutex(0)
        let ready = try Event()
        let listener = try Listener(
            conninfo: database.app, channels: ["news"], logger: TestDatabase.logger
        ) { _ in
            ready.wait()
            calls.withLock { $0 += 1 }
            kept.withLock { listener in
                listener?.stop()
                listener = nil
            }
        }
        kept.withLock { $0 = consume listener }
        ready.signal()
        try await Thread.run {
            while kept.withLock({ $0 != nil }) {}
        }
        #expect(calls.withLock(\.self) == 1)
    }
}
