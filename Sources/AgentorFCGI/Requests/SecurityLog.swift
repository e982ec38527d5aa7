import AgentorCore
import AgentorViews
import FastCGI
import Logging
import Synchronization

/// Writes into the worker's log who has signed in or failed to, and who has tried what they may not: a line each, by the account's
/// identifier. A network is an HMAC under the site's key, so that one is known again and none is told. Of each kind there are so many
/// lines and no more, so that nobody fills the disk; how many were left out stands in the next.
final class SecurityLog: Sendable {
    private static let burst = 200.0
    private static let perSecond = 5.0

    private struct Bucket {
        var left = SecurityLog.burst
        var moment = ContinuousClock.now
        var unwritten = 0
    }

    private let logger: Logger
    private let keys: SealingKeys
    private let buckets = Mutex<[SecurityEvent.Kind: Bucket]>([:])

    init(logger: Logger, keys: SealingKeys) {
        self.logger = logger
        self.keys = keys
    }

    func note(_ event: SecurityEvent) {
        guard let unwritten = take(event.kind) else { return }
        var fields: Logger.Metadata = [:]
        if let account = event.account { fields["account"] = "\(account.rawValue.segment)" }
        if let note = event.note { fields["note"] = "\(note)" }
        if let address = event.address { fields["network"] = "\(mark(of: address))" }
        if unwritten > 0 { fields["unwritten"] = "\(unwritten)" }
        logger.notice("\(event.kind.rawValue)", metadata: fields)
    }

    /// What ended a visit, as far as somebody tried what they may not.
    func note(_ refusal: Refusal, _ visit: Visit) {
        func note(_ kind: SecurityEvent.Kind, _ words: String) {
            self.note(SecurityEvent(kind, of: visit.viewer?.id, words, from: visit.request.remoteAddress))
        }
        switch refusal {
        case .notFound:
            switch visit.route {
            case .moderation?, .reportCase?, .casePicture?:
                if visit.viewer?.isModerator != true { note(.accessRefused, "moderation") }
            case let route? where route.conditions.access == .administrator:
                if visit.viewer?.isAdministrator != true { note(.accessRefused, "administration") }
            default: break
            }
        case .formNotOurs: note(.formRefused, "not ours")
        case .database(let error) where error.sqlState?.rawValue == "42501":
            note(.rowsRefused, error.statement ?? "a statement")
        default: break
        }
    }

    /// Somebody who may, and has no second factor.
    func noteUnproven(_ viewer: Viewer, _ words: String, _ visit: Visit) {
        note(
            SecurityEvent(
                .accessRefused, of: viewer.id, "\(words), no second factor", from: visit.request.remoteAddress
            ))
    }

    /// - Returns: how many of the kind were not written since the last that was; nil for one more.
    private func take(_ kind: SecurityEvent.Kind) -> Int? {
        buckets.withLock { buckets in
            let now = ContinuousClock.now
            var bucket = buckets[kind] ?? Bucket()
            defer { buckets[kind] = bucket }
            let seconds = (now - bucket.moment) / .seconds(1)
            bucket.left = min(Self.burst, bucket.left + seconds * Self.perSecond)
            bucket.moment = now
            guard bucket.left >= 1 else {
                bucket.unwritten += 1
                return nil
            }
            bucket.left -= 1
            defer { bucket.unwritten = 0 }
            return bucket.unwritten
        }
    }

    private func mark(of address: String) -> String {
        var request = Request()
        request.remoteAddress = address
        return keys.fingerprints(of: request.network, for: "network in the log")[0].prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
