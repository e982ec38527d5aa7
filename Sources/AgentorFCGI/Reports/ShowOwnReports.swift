import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text

extension ReportDesk {
    /// `GET /reports?after=PLACE`: a page of what the viewer has reported, the last first.
    func showOwnReports(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let place = visit.request.query["after"].flatMap(ReportPosition.init(address:))
        let found = try reports.own(after: place, for: viewer)
        return try visit.present(found, json: OwnReportsJSON.init) { found in
            var page = OwnReportsPage(
                frame: visit.frame(.account),
                reports: found.reports.map {
                    OwnReportsPage.Report($0, reported: viewer.dayAndTime($0.reportedAt))
                },
                isFirst: place == nil,
                next: found.next.map {
                    "\(Route.reports(.own).path)?after=\($0.address.percentEncoded)"
                },
                notice: visit.reportedNotice)
            page.isModerator = try moderation.standing(of: viewer).isModerator
            return .html(page.html())
        }
    }
}

extension ReportPosition {
    var address: String { PlaceInTime(at, id).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(at: place.moment, id: place.id)
    }
}

struct OwnReportsJSON: Encodable {
    struct Entry: Encodable {
        /// What was reported, in words, and where it was.
        let what: String?
        let address: String?
        let reason: String
        let words: String
        let wordsDirection: PlainText.Direction
        let reportedAt: Date
        /// "dismissed", "warned", "removed", or "gone" where nobody is left to decide about; nil while nothing is decided.
        let outcome: String?
    }

    /// The last first.
    let reports: [Entry]
    /// What to ask for the next page `after`.
    let next: String?

    init(_ found: ListedReports) {
        next = found.next?.address
        reports = found.reports.map {
            Entry(
                what: $0.what, address: $0.address, reason: $0.reason.rawValue, words: $0.words,
                wordsDirection: PlainText.direction(of: $0.words), reportedAt: $0.reportedAt,
                outcome: $0.outcome?.rawValue)
        }
    }
}
