/// The mails of a trial, which land in a folder.
package enum MailboxRoute: AnsweredRoute {
    case list

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/mailbox", for: .loopback, cache: .never)
        }
    }
}

/// One of them.
package enum MailRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/mailbox/{name}", for: .loopback, cache: .never)
        }
    }
}
