/// What the viewer has reported.
package enum ReportsRoute: AnsweredRoute {
    case own

    package var endpoint: Endpoint<Self> {
        switch self {
        case .own: .page("/reports", for: .onboarded, cache: .never)
        }
    }
}

/// Reporting somebody, by a handle they have or had. Messages, services and channels are reported below their own addresses.
package enum ReportedPersonRoute: AnsweredRoute {
    case report

    package var endpoint: Endpoint<Self> {
        switch self {
        case .report: .step("/reports/people/{handle}", for: .onboarded, back: .elsewhere(.reports(.own)))
        }
    }
}
