internal import CLibPQ
internal import Logging

/// Sends what the server says aside (warnings, `raise notice`) to the log instead of standard error.
final class Notices: Sendable {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Must outlive the connection, which holds it without counting.
    func receive(from connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().log(result)
            },
            Unmanaged.passUnretained(self).toOpaque())
    }

    private func log(_ notice: OpaquePointer) {
        let message = Diagnostic.message.text(in: notice) ?? PQresultErrorMessage(notice).map { line($0) }
        let isWarning = ["WARNING", "FATAL"].contains(Diagnostic.severity.text(in: notice))
        logger.log(
            level: isWarning ? .warning : .debug, "\(message ?? "")",
            metadata: Diagnostic.sqlState.text(in: notice).map { ["sqlstate": "\($0)"] })
    }
}
