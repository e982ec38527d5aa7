import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// Telling those who moderate what is wrong, and hearing what became of it.
final class ReportDesk: Sendable {
    let reports: Reports
    let moderation: Moderation
    let messenger: Messenger
    let profiles: Profiles
    let turns: Turns
    /// Nil where the site keeps no files.
    let keeper: FileKeeper?

    init(
        reports: Reports, moderation: Moderation, messenger: Messenger, profiles: Profiles, turns: Turns,
        keeper: FileKeeper?
    ) {
        self.reports = reports
        self.moderation = moderation
        self.messenger = messenger
        self.profiles = profiles
        self.turns = turns
        self.keeper = keeper
    }

    func answer(_ route: ReportsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .own: try visit.show(showOwnReports)
        }
    }

    func answer(_ route: ReportedPersonRoute, of handle: String, _ visit: Visit) throws -> Response {
        switch route {
        case .report: try answer(.person(handle), visit)
        }
    }

    /// Reporting something, wherever its address stands.
    func answer(_ subject: ReportSubject, _ visit: Visit) throws -> Response {
        try visit.show { visit in
            try showReport(of: subject, visit)
        } orTake: { visit, form in
            try report(subject, visit, form)
        }
    }

    static let notice =
        "Reported. Thank you: a moderator will look at it. Your account leads to what became of it."
}

extension Visit {
    /// What is said on the page of something that was just reported.
    var reportedNotice: String? { request.query["done"] == "reported" ? ReportDesk.notice : nil }
}
