import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension NotificationDesk {
    /// On which days quiet hours begin.
    private enum Days: String, CaseIterable {
        case none, all, working, weekend

        var label: String {
            switch self {
            case .none: "Never"
            case .all: "Every day"
            case .working: "Monday to Friday"
            case .weekend: "Saturday and Sunday"
            }
        }

        /// Nil for none.
        var days: QuietHours.Days? {
            switch self {
            case .none: nil
            case .all: .all
            case .working: .working
            case .weekend: .weekend
            }
        }
    }

    private static let level = FormField<NotificationLevel>.radios(
        "level", "What counts for you in channels?",
        hint: "Each channel and conversation can have a choice of its own.",
        NotificationLevel.allCases.map { ($0, $0.label, $0.explanation) },
        missing: "Choose what counts for you.")
    static let keywords = FormField<[String]>.keywords
    private static let days = FormField<String>.select(
        "quiet", "Quiet hours",
        hint: "Others see that you do not want to be disturbed, and no mail comes.",
        Days.allCases.map { FieldDescription.Choice($0.rawValue, $0.label) },
        missing: "Choose the days.")
    private static let begins = time("quiet-from", "Quiet from", hint: "For example: 20:00.")
    private static let ends = time("quiet-to", "Quiet until", hint: "The next day, where it is earlier.")

    private static let mail = FormField<MissedMail.Wish>.radios(
        "mail", "Mail of what you missed",
        [
            (
                .missed, "When you are away and something waits",
                "Once an hour at most, until you have come back. A mail says who wrote and how much, and never what."
            ),
            (.daily, "Once a day, at 8:00", nil), (.off, "Never", "Mails about your account go on."),
        ], missing: "Choose which mails you want.")

    private static func time(_ name: String, _ label: String, hint: String) -> FormField<String?> {
        .optional(name, label, hint: hint, .time, malformed: "Enter a time, such as 20:00.") {
            CivilTime.TimeOfDay($0) != nil
        }
    }

    /// `GET /account/notifications`
    func showNotificationSettings(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let choice = try messenger.notificationChoice(as: viewer.identity)
        let hours = choice.quietHours
        let days = Days.allCases.first { $0.days != nil && $0.days == hours?.days } ?? .none
        return .html(
            try settingsPage(
                visit,
                .unsent([
                    Self.level.name: choice.level.rawValue,
                    Self.keywords.name: Self.keywords.text(choice.keywords),
                    Self.days.name: days.rawValue,
                    Self.mail.name: try missed.wish(of: viewer).rawValue,
                    Self.begins.name: Self.clock(hours?.begins ?? 20 * 60),
                    Self.ends.name: Self.clock(hours?.ends ?? 8 * 60),
                ])
            ).html())
    }

    /// `POST /account/notifications`: what counts for the viewer where they have chosen nothing else, and when they are left alone.
    func chooseNotifications(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let (choice, mail) = try Self.choice(form)
            try turns.take(.account, for: viewer)
            try missed.choose(mail, for: viewer)
            try messenger.choose(choice, in: viewer.timeZone, as: viewer.identity)
            return .redirect(to: Route.account(.show).path(done: "notifications"))
        } again: {
            try settingsPage(visit, $0).html()
        }
    }

    private static func choice(_ form: Fields) throws -> (NotificationChoice, MissedMail.Wish) {
        var errors = FormErrors()
        let level = errors.read(Self.level, form[Self.level.name])
        let keywords = errors.read(Self.keywords, form[Self.keywords.name])
        let days = errors.read(Self.days, form[Self.days.name]).flatMap(Days.init)
        let begins = errors.read(Self.begins, form[Self.begins.name])
        let ends = errors.read(Self.ends, form[Self.ends.name])
        let mail = errors.read(Self.mail, form[Self.mail.name])
        if days?.days != nil, begins == .some(nil) {
            errors.add(Self.begins.name, Forms.FieldError(.missing, "Enter when the quiet hours begin."))
        }
        if days?.days != nil, ends == .some(nil) {
            errors.add(Self.ends.name, Forms.FieldError(.missing, "Enter when the quiet hours end."))
        }
        guard errors.isEmpty, let level, let keywords, let days, let begins, let ends, let mail else {
            throw errors
        }
        var choice = NotificationChoice(level: level, keywords: keywords)
        if let on = days.days, let from = begins.flatMap(minute), let to = ends.flatMap(minute) {
            choice.quietHours = QuietHours(on: on, from: from, to: to)
        }
        return (choice, mail)
    }

    /// After midnight.
    private static func minute(_ clock: String) -> Int? {
        let parts = clock.split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
    }

    private static func clock(_ minute: Int) -> String {
        let (hours, minutes) = (minute / 60, minute % 60)
        return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }

    private func settingsPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "What reaches you",
            paragraphs: ["Times are those of \(try visit.admitted().timeZone), as in your profile."],
            address: Route.notifications(.settings).path,
            fields: [
                form.field(Self.level), form.field(Self.keywords), form.field(Self.days),
                form.field(Self.begins), form.field(Self.ends), form.field(Self.mail),
            ], button: "Save", problem: form.problem,
            links: [
                .init(
                    "Do not disturb for a while, and who sees that you are there",
                    Route.account(.presence).path),
                .init("Notices in this browser", Route.notifications(.push).path),
                .init("A feed of what is unread", Route.notifications(.feedChoice).path),
                .init("Back to your account", Route.account(.show).path),
            ])
    }
}

extension FormField<[String]> {
    /// Words and phrases that count as somebody's name, one a line.
    fileprivate static let keywords: FormField = {
        let count = NotificationChoice.keywordLimit
        let limit = NotificationChoice.keywordLength
        var description = FieldDescription(
            "keywords", "Words that count as your name",
            hint:
                "One word or phrase a line, \(count) at most. They are looked for in the latest hundred messages you have not read of a conversation.",
            control: .lines)
        description.isRequired = false
        return FormField(description, write: { $0.joined(separator: "\n") }) {
            typed throws(Forms.FieldError) in
            var seen: Set<String> = []
            let words = PlainText.lines(typed).split(whereSeparator: \.isNewline).map {
                PlainText.line(String($0))
            }
            .filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
            if words.count > count {
                throw Forms.FieldError(
                    .tooMany, "Enter \(count) words or phrases or fewer; these are \(words.count).")
            }
            if let long = words.first(where: { $0.unicodeScalars.count > limit }) {
                throw Forms.FieldError(
                    .tooLong, "Use \(limit) characters or fewer for each: “\(long.prefix(50))” has more.")
            }
            return words
        }
    }()
}
