import FastCGI
import Glibc

extension OperationsDesk {
    /// `GET /metrics`: this process's figures in the Prometheus text format. The web server lets loopback through only.
    func showMetrics(_ visit: Visit) throws -> Response {
        var lines = ["agentor_waiting_readers \(messenger.waiting)"]
        if let statistics = statistics() {
            lines += [
                "agentor_requests_total \(statistics.requests)",
                "agentor_requests_in_flight \(statistics.inFlight)",
                "agentor_requests_suspended \(statistics.suspended)",
            ]
        }
        let process = "{process=\"\(getpid())\"}"
        let text = lines.map { line in
            let parts = line.split(separator: " ")
            return "\(parts[0])\(process) \(parts[1])\n"
        }.joined()
        return Response(
            headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"], body: Array(text.utf8))
    }
}
