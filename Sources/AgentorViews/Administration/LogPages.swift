import AgentorCore
import FoundationEssentials
import Text

/// A line of the log of acts, in words.
package struct ActLine: Sendable {
    package var number: Int64
    package var moment: Moment
    /// "@ada, administrator"
    package var who: String
    package var what: String
    package var about: String
    /// The page of whom it is about; nil for what has none.
    package var address: String?
    package var reason: String?
    package var details: String?

    /// - Parameter moment: a moment as the viewer's clock and calendar have it.
    package init(_ entry: AuditEntry, _ moment: (Date) -> Moment) {
        number = entry.number
        self.moment = moment(entry.moment)
        who = [entry.actorName, entry.actor == .site ? "the site" : entry.actor.rawValue].compactMap(\.self)
            .joined(separator: ", ")
        what = Self.words[entry.action] ?? entry.action
        about = entry.label ?? entry.subject.map { "\(entry.subjectKind) \($0.segment.prefix(8))" } ?? ""
        address =
            entry.subjectKind == "account" ? entry.subject.map { Route.person($0, .show).path } : nil
        reason = entry.reason
        let told = entry.details.filter { !$0.value.isEmpty && $0.name != "account" }
        details = told.isEmpty ? nil : told.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
    }

    private static let words = [
        "account.created": "Created an account", "account.verified": "Completed a sign-up",
        "account.viewed": "Saw the site as", "account.view-ended": "Saw the site no more as",
        "account.seen": "Looked at the page of", "account.suspended": "Suspended",
        "account.restored": "Let in again", "account.signed-out": "Signed out everywhere",
        "account.unlocked": "Forgave failed passwords of",
        "account.factor-removed": "Took the second factor off", "account.erased": "Had erased",
        "administrator.added": "Made an administrator of",
        "administrator.removed": "Made no administrator any more",
        "moderator.two": "Has grave decisions take two moderators",
        "moderator.one": "Has grave decisions take one moderator",
        "moderator.added": "Made a moderator of", "moderator.removed": "Made no moderator any more",
        "address.invited": "Invited an address", "address.admitted": "Let addresses in",
        "site.signed-out": "Signed everybody out", "case.taken": "Took the case about",
        "case.given-back": "Gave back the case about", "case.decided": "Decided the case about",
        "option.added": "Offered the option", "option.renamed": "Renamed the option",
        "option.moved": "Moved the option", "option.retired": "Retired the option",
        "option.restored": "Offered again the option", "mail.retried": "Had a mail sent again",
        "mail.dropped": "Dropped a mail", "channel.archived": "Archived the channel",
        "channel.restored": "Brought back the channel",
        "channel.handed-over": "Gave another administrator to the channel",
        "log.exported": "Exported the log", "retention.set": "Set for how long things are kept",
        "account.held": "Placed a hold on", "account.released": "Lifted the hold on",
        "channel.held": "Placed a hold on the channel", "channel.released": "Lifted the hold on the channel",
        "hold.exported": "Exported what is held of",
    ]
}

/// `/admin/log`: what those who run the site have done.
package struct LogPage: Sendable {
    package struct Choice: Sendable {
        package var value: String
        package var label: String
        package var isSelected: Bool
    }

    package var frame: PageFrame
    package var acts: [ActLine]
    package var who: String
    package var action: String
    package var since: String
    package var until: String
    /// Whom alone it is about; nil for everything.
    package var about: String?
    package var next: String?

    package init(
        frame: PageFrame, acts: [ActLine], who: String, action: String, since: String, until: String,
        about: String?, next: String?
    ) {
        self.frame = frame
        self.acts = acts
        self.who = who
        self.action = action
        self.since = since
        self.until = until
        self.about = about
        self.next = next
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .log) }
    package var hasLines: Bool { !acts.isEmpty }

    package var actions: [Choice] {
        let kinds = [
            ("", "Everything"), ("account.", "Accounts"), ("administrator.", "Administrators"),
            ("moderator.", "Moderators"), ("address.", "Invitations"), ("case.", "Reports"),
            ("channel.", "Channels"), ("mail.", "Mail"), ("option.", "Options"), ("site.", "The site"),
            ("log.", "The log"),
        ]
        return kinds.map { Choice(value: $0, label: $1, isSelected: $0 == action) }
    }
}

/// `/moderation/log`: what was decided, without names, where an operator has it shown.
package struct PublicLogPage: Sendable {
    package struct Line: Sendable {
        package var day: Moment
        package var words: String

        package init(_ act: PublicAct, day: Moment) {
            self.day = day
            let about =
                switch act.about {
                case "message": "a message"
                case "person": "a person"
                case "service": "a service"
                case "channel": "a channel"
                case "file": "a file"
                case "work": "a work"
                default: "something"
                }
            words =
                switch (act.action, act.outcome) {
                case ("case.decided", "dismissed"): "A report of \(about) was looked at: it keeps the rules."
                case ("case.decided", "warned"):
                    "A report of \(about) was upheld, and whoever is responsible was warned."
                case ("case.decided", "removed"): "A report of \(about) was upheld, and it was taken away."
                case ("case.decided", _): "A report of \(about) was decided."
                case ("account.suspended", _): "An account was suspended."
                case ("account.restored", _): "An account that was suspended was opened again."
                case ("account.erased", _): "An account was closed for good."
                default: "Something else was done."
                }
        }
    }

    package var frame: PageFrame
    package var lines: [Line]
    package var next: String?

    package init(frame: PageFrame, lines: [Line], next: String?) {
        self.frame = frame
        self.lines = lines
        self.next = next
    }

    package var hasLines: Bool { !lines.isEmpty }
}
