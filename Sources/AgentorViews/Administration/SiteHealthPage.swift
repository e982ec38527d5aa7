import AgentorCore
import FoundationEssentials

/// `/admin/health`: what is stored, what waits and since when.
package struct SiteHealthPage: Sendable {
    package struct Part: Sendable {
        package var name: String
        package var heading: String
        package var findings: [AdministrationPage.Finding]
    }

    package struct Quota: Sendable {
        package var account: UUID
        package var handle: String
        package var size: String
        /// Of what one person may keep; nil where that is unknown.
        package var share: String?
    }

    package var frame: PageFrame
    package var parts: [Part]
    package var quotas: [Quota]

    /// What is late by so many seconds is worth a look.
    private static let patience: TimeInterval = 900

    /// - Parameters:
    ///   - quota: how many bytes one person may keep; nil where the site keeps no files.
    ///   - siteKeys: how many of the site's own keys there are.
    ///   - hasHook: whether a service of the operator's is told of first messages.
    package init(
        frame: PageFrame, _ health: SiteHealth, quotas: [QuotaUse], quota: Int64?, siteKeys: Int,
        hasHook: Bool, now: Date = Date(), _ moment: (Date) -> Moment
    ) {
        self.frame = frame
        func finding(_ label: String, _ queue: SiteHealth.Queue, nothing: String = "Nothing waits.")
            -> AdministrationPage.Finding
        {
            guard let oldest = queue.oldest, queue.count > 0 else { return .init(label, nothing) }
            let isLate = now.timeIntervalSince(oldest) > Self.patience
            return .init(
                label, "\(Self.some(queue.count)), the oldest since \(moment(oldest).label).",
                isWrong: isLate)
        }
        let free = health.mostConnections - health.connections
        parts = [
            Part(
                name: "database", heading: "Database",
                findings: [
                    .init("Server", "PostgreSQL \(health.serverVersion)."),
                    .init(
                        "Size",
                        "\(sizeWords(health.databaseBytes)), with \(Self.about(health.messages, "message", "messages"))."
                    ),
                    .init(
                        "Connections", "\(health.connections) of \(health.mostConnections) are in use.",
                        isWrong: free < 10),
                    .init(
                        "Version of the tables",
                        health.migratedAt.map {
                            "\(health.migrations) migrations, the last on \(moment($0).label)."
                        } ?? "\(health.migrations) migrations."),
                ]),
            Part(
                name: "waiting", heading: "What waits",
                findings: [
                    finding("Mail", health.mail), finding("Notices to browsers", health.pushes),
                    finding("Messages to be sent later that are due", health.scheduled),
                    finding("Accounts to be erased now", health.erasures),
                    .init(
                        "Looking for who has missed something",
                        health.missedSince.map { "Due since \(moment($0).label)." } ?? "Nothing is due.",
                        isWrong: health.missedSince.map { now.timeIntervalSince($0) > Self.patience } ?? false
                    ),
                    .init(
                        "Channels with something too old to be kept",
                        health.expiring == 0
                            ? "None" + (health.expiringLooked.map { " among the first \($0)." } ?? ".")
                            : "\(health.expiring)"
                                + (health.expiringLooked.map { " among the first \($0)." } ?? ".")),
                    hasHook || health.hookCalls.count > 0
                        ? finding("Calls of your own service", health.hookCalls)
                        : .init("Calls of your own service", "None is set on the machine."),
                ]),
            Part(
                name: "storage", heading: "Files",
                findings: quota == nil
                    ? [.init("Files", "None are kept: the operator has named no place for them.")]
                    : [
                        .init(
                            "Kept",
                            "\(Self.about(health.files, "file", "files")), and with pictures of every size \(Self.about(health.contents, "content", "contents")) of \(sizeWords(health.contentBytes)) together."
                        ),
                        .init(
                            "Not sent yet",
                            health.unsentFiles == 0
                                ? "None." : "\(Self.some(health.unsentFiles)), which go by themselves."),
                        .init(
                            "Of no file any more",
                            health.unusedContents == 0
                                ? "Nothing."
                                : "\(Self.some(health.unusedContents)) of \(sizeWords(health.unusedBytes)), which workers delete within minutes or hours."
                        ),
                    ]),
            Part(
                name: "keys", heading: "Keys",
                findings: [
                    .init(
                        "The site’s own", siteKeys == 1 ? "One." : "\(siteKeys), the first of which seals."),
                    .init(
                        "Data keys",
                        Self.about(health.dataKeys, "key", "keys") + " of channels and conversations."),
                    .init(
                        "Texts that are not sealed",
                        health.plainTexts == 0
                            ? "None."
                            : "\(Self.some(health.plainTexts)). On the machine, agentor keys seal seals them.",
                        isWrong: health.plainTexts > 0),
                ]),
        ]
        self.quotas = quotas.map { use in
            Quota(
                account: use.account, handle: use.handle ?? "without a handle", size: sizeWords(use.bytes),
                share: quota.map { "\(use.bytes * 100 / max(1, $0)) %" })
        }
    }

    private static func some(_ count: Int) -> String {
        count >= SiteHealth.mostCounted ? "10,000 or more" : "\(count)"
    }

    private static func about(_ count: Int64, _ one: String, _ many: String) -> String {
        "about " + counted(Int(count), one, many)
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .health) }
    package var hasQuotas: Bool { !quotas.isEmpty }
}
