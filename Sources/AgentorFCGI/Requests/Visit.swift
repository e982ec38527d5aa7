import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Synchronization

/// One request with who makes it. A class, so that whatever waits holds a reference and not copies.
///
/// Who that is comes from the database: with the action's own first statements where it asks messaging as `identity`,
/// in one round trip; otherwise when the visit is first asked for it.
final class Visit: Sendable {
    let request: Request
    /// What is asked for; nil where there is nothing.
    let route: Route?
    /// From the cookie, or new. It vouches for forms, and opens a session when somebody has signed in with it.
    let token: SessionToken
    /// Whether the browser has yet to be given the token.
    let isNew: Bool
    /// What this browser is recognised by when somebody signs in; given to it when somebody has.
    let device: Secret
    /// Proves who is asking in each transaction, and lets those through who are `onboarded`: others count as nobody.
    let identity: Identity
    let accounts: Accounts
    /// What takes in files that come with its form.
    let intake: Intake
    /// That form, once it was read.
    let arrived = Mutex<Result<FormWithFiles, any Error>?>(nil)
    /// What is wrong with those.
    private let fileErrors = Mutex<[String]>([])
    private let acquaintance = Acquaintance()

    /// What is known of who makes the request.
    private final class Acquaintance: Sendable {
        private enum State {
            case unknown
            case nobody
            case somebody(Viewer, isStale: Bool)
        }

        private let state = Mutex(State.unknown)

        var viewer: Viewer? {
            state.withLock { if case .somebody(let viewer, _) = $0 { viewer } else { nil } }
        }
        var isUnknown: Bool { state.withLock { if case .unknown = $0 { true } else { false } } }
        var isStale: Bool { state.withLock { if case .somebody(_, true) = $0 { true } else { false } } }

        func learn(_ viewer: Viewer, isStale: Bool) {
            state.withLock { $0 = .somebody(viewer, isStale: isStale) }
        }
        func learnNobody() { state.withLock { $0 = .nobody } }
    }

    /// - Parameter isUnread: of the request nothing could be read: whose it is stays unknown.
    init(_ request: Request, by accounts: Accounts, intake: Intake, isUnread: Bool = false) {
        let cookie = request.cookie(Self.cookieName(for: request)).flatMap(SessionToken.init(cookie:))
        self.request = request
        route = Route(path: request.path)
        self.accounts = accounts
        self.intake = intake
        token = cookie ?? SessionToken()
        isNew = cookie == nil
        device = request.cookie(Self.deviceCookieName(for: request)).flatMap(Secret.init) ?? Secret()
        if isNew {
            identity = .nobody
            if !isUnread { acquaintance.learnNobody() }
        } else {
            let acquaintance = acquaintance
            let isShown = request.isReading && route?.conditions.inViews == .shown
            identity = accounts.identity(of: token) { viewer, isStale in
                acquaintance.learn(viewer, isStale: isStale)
                return viewer.isOnboarded && viewer.hasAgreed && !viewer.isLeaving
                    && (viewer.seen == nil || isShown)
            }
        }
    }

    /// Whoever is signed in, as far as anybody has asked.
    var viewer: Viewer? { acquaintance.viewer }

    /// What the session may be known by in memory; nil for one that has to be proved each time.
    var session: [UInt8]? { token.mayBeView ? nil : token.hash }

    /// Whether it is an administrator who looks at the site as the viewer sees it. Asks nobody, but for whoever may be one.
    var isView: Bool {
        get throws {
            if let viewer { return viewer.seen != nil }
            return token.mayBeView ? try identify()?.seen != nil : false
        }
    }

    /// Asks who is signed in, unless that is known.
    @discardableResult
    func identify() throws -> Viewer? {
        guard acquaintance.isUnknown else { return viewer }
        if let found = try accounts.viewer(for: token) {
            acquaintance.learn(found.viewer, isStale: found.isStale)
        } else {
            acquaintance.learnNobody()
        }
        return viewer
    }

    /// Keeps that the session was used, now and then. Nothing fails for it.
    func touch() {
        guard acquaintance.isStale, let viewer, viewer.seen == nil else { return }
        try? accounts.touch(token, of: viewer, from: request.remoteAddress)
    }

    func noteFileError(_ words: String) { fileErrors.withLock { $0.append(words) } }

    /// - Throws: what is wrong with the files that came with the form.
    func refuseFiles() throws {
        let errors = fileErrors.withLock { $0 }
        if !errors.isEmpty {
            throw FormErrors(FormWithFiles.fieldName, .notAllowed, errors.joined(separator: " "))
        }
    }

    /// What ends an action that has thrown. Where the action's own statements say who is asking, "not there" may mean that
    /// nobody was admitted: then that is the answer.
    func refusal(of error: any Error) -> Refusal {
        guard route?.conditions.identity == .byAction else { return Refusal(error) }
        let refusal = Refusal(error)
        switch refusal {
        case .signInFirst:
            // Whoever is known and may go on was somebody earlier in this visit, and is not any more.
            if acquaintance.isUnknown || (try? admitted()) != nil { acquaintance.learnNobody() }
        case .notFound: break
        default: return refusal
        }
        do { _ = try admitted() } catch { return Refusal(error) }
        return .notFound
    }

    /// The browser, as it proves who somebody is.
    var arrival: Arrival {
        Arrival(
            token: token, device: device,
            deviceName: DeviceName.of(request.headers["User-Agent"] ?? ""),
            address: request.remoteAddress)
    }

    /// Whether the browser can load a document again that came with a page (`LiveFrame`); or else others take turns.
    var beginsFramesAnew: Bool { request.headers["User-Agent"]?.contains("Firefox/") != true }

    /// What is unread, live without scripts; nil for whoever only looks: waiting is for the viewer.
    func liveInbox(namesPeople: Bool = false) -> LiveFrame? {
        viewer?.seen == nil ? .inbox(beginsAnew: beginsFramesAnew, namesPeople: namesPeople) : nil
    }

    func frame(_ section: PageFrame.Section? = nil) -> PageFrame {
        PageFrame(
            viewer: viewer.map {
                PageFrame.Viewer(
                    name: $0.name, face: $0.id.rawValue, picture: $0.picture, profile: $0.profile,
                    isAdministrator: $0.isAdministrator, isModerator: $0.isModerator)
            },
            isViewerUnknown: acquaintance.isUnknown, csrf: token.formToken(), section: section,
            view: viewer.flatMap { viewer in
                viewer.seen.map {
                    PageFrame.View(
                        by: $0.by, name: viewer.name,
                        minutes: max(1, Int(($0.until.timeIntervalSinceNow / 60).rounded(.up))),
                        // Forms of a page that was only looked at are taken by nobody, also once that is over.
                        csrf: SessionToken().formToken())
                }
            })
    }

    /// Whether it comes from somebody at this machine. The name in the address counts too: a web server in front brings
    /// everybody from loopback, but under its own name.
    var isAtThisMachine: Bool { request.isFromLoopback && request.isPlainLoopback }

    // MARK: The cookies

    /// `__Host-` binds a cookie to this host over TLS. Browsers refuse that prefix on plain http, which is served on
    /// loopback only.
    static func cookieName(for request: Request) -> String {
        request.isPlainLoopback ? "agentor-session" : "__Host-agentor-session"
    }

    static func deviceCookieName(for request: Request) -> String {
        request.isPlainLoopback ? "agentor-device" : "__Host-agentor-device"
    }

    /// The browser keeps it as long as a session can last; the database decides how long it is good.
    func cookie(_ token: SessionToken) -> Cookie {
        Cookie(
            name: Self.cookieName(for: request), value: token.cookie,
            maxAge: Int(accounts.rules.sessionLifetime.components.seconds), secure: !request.isPlainLoopback)
    }

    var deviceCookie: Cookie {
        Cookie(
            name: Self.deviceCookieName(for: request), value: device.text,
            maxAge: Int(Duration.days(365).components.seconds), secure: !request.isPlainLoopback)
    }

    var noCookie: Cookie {
        Cookie(
            name: Self.cookieName(for: request), value: "", maxAge: 0, secure: !request.isPlainLoopback)
    }
}

extension Request {
    var isReading: Bool { method == .get || method == .head }

    var isFromLoopback: Bool {
        remoteAddress == "::1" || remoteAddress.hasPrefix("127.") || remoteAddress.hasPrefix("::ffff:127.")
    }

    var isPlainLoopback: Bool {
        guard !isSecure else { return false }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(String(name))
    }

    /// Whether a form was sent, or a link followed, from a page of this site, as far as the browser says. One that says
    /// nothing is believed: a form's token decides.
    var isFromHere: Bool {
        if let origin = headers["Origin"] { return origin == "\(isSecure ? "https" : "http")://\(host)" }
        if let site = headers["Sec-Fetch-Site"] { return site == "same-origin" || site == "none" }
        return true
    }
}

extension Response {
    /// Gives a browser that has none yet its token. One that sent an old token is not given it back: another tab may
    /// have been given a new one meanwhile.
    func greeting(_ visit: Visit) -> Response {
        visit.isNew ? setting(visit.cookie(visit.token)) : self
    }
}
