import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// Where somebody goes who has proved who they are.
    /// - Parameter next: an address of this site, as `localAddress` lets it through.
    func response(to entrance: Accounts.Entrance, _ visit: Visit, next: String? = nil) -> Response {
        switch entrance {
        case .open(let token): entered(visit, token, next: next)
        case .secondFactor: .redirect(to: Route.signInSecondFactor.address(next: next))
        case .waitingList:
            .html(
                QuestionPage(
                    frame: visit.frame(), heading: "You are on the list",
                    paragraphs: [
                        "Your address is confirmed. New accounts are let in a few at a time here, and you get a mail when it is your turn."
                    ], links: [.init("Go to the start page", Route.home.path)]
                ).html())
        }
    }

    /// Gives the browser its new session, and remembers the browser.
    func entered(_ visit: Visit, _ token: SessionToken, next: String?) -> Response {
        .redirect(to: next ?? Route.dashboard.path).setting(cookie(token, visit)).setting(visit.deviceCookie)
    }

    func cookie(_ token: SessionToken, _ visit: Visit) -> Cookie {
        visit.cookie(token, for: accounts.rules.sessionLifetime)
    }

    /// The page for what was begun and has ended, or was begun elsewhere.
    func endedPage(_ visit: Visit, again: Route, _ label: String) -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(), heading: "That code or link no longer works",
                paragraphs: [
                    "Codes and links from mails work once, most of them for ten minutes only, and a code only in the browser that asked for it. Nothing was changed."
                ],
                links: [.init(label, again.path), .init("I have just used it: go on", Route.dashboard.path)]
            ).html(), status: .gone)
    }

    func suspendedPage(_ visit: Visit) -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(), heading: "This account is suspended",
                paragraphs: ["An operator of this site has closed it for now. Write to them to learn why."]
            ).html(), status: .forbidden)
    }

    /// Where mails can be read while trying Agentor out.
    func mailboxLink(_ visit: Visit) -> [QuestionPage.Link] {
        hasMailbox(for: visit) ? [.init("Read the mails of this trial", Route.mailbox.path)] : []
    }

    /// Takes the turns a mail to an address costs; the seconds to wait when one is missing. The turn of the network it
    /// is asked for from (`.mailFrom`) is taken before what was typed is looked at.
    /// - Parameter other: an account that gets a mail too.
    func mailTurns(
        to email: String, _ visit: Visit, and other: String? = nil
    ) throws(Refusal) -> Int? {
        let network = visit.request.network
        // What is asked for is counted apart, so that strangers who ask for one kind of mail leave the others.
        let purpose = visit.request.path
        let subject: String
        do { subject = try accounts.subject(of: email, in: visit.arrival) } catch { throw Refusal(error) }
        return try turns(
            [
                (.mailFromTo, "\(network) \(purpose) \(subject)"),
                (.mailTo, "\(purpose) \(subject)"),
            ]
                + (other.map { [(.mailTo, "\(purpose) \($0)")] } ?? []))
    }

    /// Takes a turn of each limit, up to the first that has none; the seconds to wait for that.
    func turns(_ limits: [(limit: Throttle.Limit, subject: String)]) throws(Refusal) -> Int? {
        for (limit, subject) in limits {
            if let seconds = try turn(limit, for: subject) { return seconds }
        }
        return nil
    }
}

extension Route {
    func address(next: String?) -> String {
        guard let next else { return path }
        return path + "?" + Fields([("next", next)]).urlEncoded
    }
}

extension Fields {
    /// The hidden field that says where to go afterwards.
    static func hidden(next: String?) -> [(name: String, value: String)] {
        next.map { [("next", $0)] } ?? []
    }
}
