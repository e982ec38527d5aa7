import AgentorCore
import FastCGI

extension Site {
    /// Takes a turn; the seconds to wait when there is none left.
    func turn(_ limit: Throttle.Limit, for subject: String) throws(Refusal) -> Int? {
        do { return try throttle.take(limit, for: subject) } catch { throw .database(error) }
    }

    /// Takes a turn of somebody signed in.
    func turn(_ limit: Throttle.Limit, for viewer: Viewer) throws(Refusal) -> Int? {
        try turn(limit, for: viewer.id.rawValue.uuidString)
    }

    /// Takes a turn where there is no form to show again.
    func requireTurn(_ limit: Throttle.Limit, for viewer: Viewer) throws(Refusal) {
        if let seconds = try turn(limit, for: viewer) { throw .tooOften(seconds: seconds) }
    }

    func returnTurn(_ limit: Throttle.Limit, for subject: String) throws(Refusal) {
        do { try throttle.giveBack(limit, for: subject) } catch { throw .database(error) }
    }

    func tooOften(_ seconds: Int) -> String {
        seconds < 60
            ? "That was too often. Wait \(seconds == 1 ? "a second" : "\(seconds) seconds") and try again."
            : "That was too often. Wait \(seconds < 120 ? "a minute" : "\(seconds / 60) minutes") and try again."
    }
}

extension Response {
    func retry(after seconds: Int) -> Response {
        var response = self
        response.headers["Retry-After"] = "\(seconds)"
        return response
    }
}
