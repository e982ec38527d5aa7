package enum SessionsRoute: AnsweredRoute {
    case list, endOthers

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/account/sessions", for: .settled)
        case .endOthers: .form("/account/sessions/end-others", for: .proved, back: .to(.list))
        }
    }
}

/// One of the viewer's sessions.
package enum SessionRoute: AnsweredRoute {
    case end

    package var endpoint: Endpoint<Self> {
        switch self {
        case .end: .form("/account/sessions/{id}/end", for: .proved, back: .elsewhere(.sessions(.list)))
        }
    }
}
