package enum OperationsRoute: AnsweredRoute {
    case health, metrics, robots

    package var endpoint: Endpoint<Self> {
        switch self {
        case .health: .probe("/healthz", for: .anybody)
        case .metrics: .probe("/metrics", for: .loopback)
        case .robots: .probe("/robots.txt", for: .anybody)
        }
    }
}
