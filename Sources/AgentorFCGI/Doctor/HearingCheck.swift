import Glibc
import Postgres
import Threads

extension Check {
    /// What one connection announces has to reach another: that is how workers hear of new messages.
    static let hearing = Check(subject: "Announcements", needs: [.web]) { patient in
        let channel = "agentor_doctor_\(getpid())_\(UInt32.random(in: 0...UInt32.max))"
        let (listening, heard) = (Semaphore(), Semaphore())
        let listener = try Listener(
            conninfo: patient.conninfo(.web) ?? "", channels: [channel], applicationName: "agentor doctor",
            logger: patient.logger
        ) { event in
            switch event {
            case .connected: listening.signal()
            case .notification: heard.signal()
            case .lost: break
            }
        }
        defer { listener.stop() }
        guard listening.wait(atMost: .seconds(5)) else {
            return .broken(
                "nobody can listen: new messages would come late.",
                remedy: "name a server that takes changes, and no pooler that shares connections.")
        }
        _ = try patient.ask("select pg_notify($1, '')", [channel])
        guard heard.wait(atMost: .seconds(5)) else {
            return .broken(
                "what one connection announces does not reach another: new messages would come late.",
                remedy: "name the server itself, or a pooler that keeps connections (pool_mode = session).")
        }
        return .fine("they reach other connections.")
    }
}
