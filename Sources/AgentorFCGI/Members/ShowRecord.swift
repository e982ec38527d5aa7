import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}/record?before=NUMBER`
    func showRecord(_ slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let channel = try channel(slug, allowing: [.govern], visit)
        let before = visit.request.query["before"].flatMap { Int64($0) } ?? .max
        let (deeds, next) = try messenger.deeds(in: slug, before: before, as: viewer.identity)
        return .html(
            RecordPage(
                frame: visit.frame(.channels), slug: slug, channel: channel.name,
                entries: deeds.map { deed in
                    let local = viewer.zone.local(deed.doneAt)
                    return RecordPage.Entry(
                        words: deed.words(in: viewer.zone), at: local.moment(label: local.dayAndTime))
                },
                next: next.map { "\(Route.channel(slug, .record).path)?before=\($0)" }
            ).html())
    }
}

extension Deed.Person? {
    fileprivate var words: String {
        guard let self else { return "Somebody who left" }
        return called(self.name, self.handle)
    }
}

extension Deed {
    /// As a sentence.
    func words(in zone: Zone) -> String {
        let what = "\u{2068}\(value ?? "")\u{2069}"
        let who = actor.words
        let whom = subject.words
        return switch kind {
        case .role: "\(who) made \(whom) \(role?.words.lowercased() ?? "something else")."
        case .silenced: "\(who) has \(whom) write nothing\(moment(in: zone))."
        case .unsilenced: "\(who) lets \(whom) write again."
        case .removed: "\(who) removed \(whom)."
        case .banned: "\(who) removed \(whom) and keeps them out\(moment(in: zone))."
        case .unbanned: "\(who) lets \(whom) come back."
        case .named: "\(who) named the channel \(what)."
        case .described: "\(who) changed the description: \(what)"
        case .sorted: "\(who) changed the subject or the language."
        case .pictured: "\(who) gave the channel a picture."
        case .unpictured: "\(who) took the picture of the channel away."
        case .paced: "\(who) set the pace: \(pace)."
        case .retained: "\(who) set for how long is kept what is said here: \(retention)"
        case .permitted: "\(who) changed who may do what: \(permission)"
        case .opened:
            switch value.flatMap(Visibility.init) {
            case .webPublic: "\(who) had everybody on the web read the channel."
            case .public: "\(who) made the channel public, for people with an account."
            case .private, nil: "\(who) made the channel private."
            }
        case .archived: "\(who) archived the channel."
        case .restored: "\(who) brought the channel back from the archive."
        case .moved: "\(who) gave the channel the address \(what)."
        case .invited: "\(who) invited \(whom) as \(role?.words.lowercased() ?? "member")."
        case .linked: "\(who) made a link that lets people in as \(role?.words.lowercased() ?? "member")s."
        case .revoked: subject == nil ? "\(who) ended a link." : "\(who) took back the invitation of \(whom)."
        case .admitted: "\(whom) came in by an invitation."
        case .mailed: "\(who) invited somebody by mail as \(role?.words.lowercased() ?? "member")."
        case .asked: "\(who) asked to come in."
        case .withdrew: "\(who) asks to come in no more."
        case .letIn: "\(who) let \(whom) in, who had asked."
        case .turnedAway: "\(who) did not let \(whom) in, who had asked."
        case .tookAway:
            "\(who) took away \(counted(value.flatMap { Int($0) } ?? 0, "message", "messages")) of \(whom)."
        case .locked: "\(who) locked a thread."
        case .unlocked: "\(who) unlocked a thread."
        case .newcomers:
            value == "wait"
                ? "\(who) has what newcomers write first wait." : "\(who) lets newcomers write at once."
        case .letSpeak: "\(who) let in what \(whom) wrote first."
        case .didNotLetSpeak: "\(who) turned away what \(whom) wrote first."
        case .asking:
            value == "on"
                ? "\(who) lets people ask to come in." : "\(who) lets nobody ask to come in any more."
        }
    }

    private var role: Role? { value.flatMap(Role.init) }

    private var pace: String {
        value.flatMap { Int($0) }.flatMap(Pace.init)?.words.map { "members wait \($0)" } ?? "nobody waits"
    }

    private var retention: String {
        Retention(text: value ?? "").words ?? "as long as anywhere on the site."
    }

    private func moment(in zone: Zone) -> String {
        guard let moment = value.flatMap({ try? Date($0, strategy: .iso8601) }) else { return " for good" }
        return " until \(zone.local(moment).dayAndTime)"
    }

    private var permission: String {
        let words = (value ?? "").split(separator: " ").map(String.init)
        guard words.count == 2, let question = ChannelAction(rawValue: words[0])?.question,
            let role = Role(rawValue: words[1])
        else { return "\u{2068}\(value ?? "")\u{2069}." }
        return "\(question) \(role.andAbove)."
    }
}
