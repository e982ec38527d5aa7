import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import ZoneInfo

extension AccountDesk {
    private enum Showing: String, CaseIterable { case shown, hidden }
    private enum Reading: String, CaseIterable { case shown, hidden }

    /// For how long somebody does not want to be disturbed.
    enum Quiet: String, CaseIterable {
        case no, hour, evening, morning, kept

        var label: String {
            switch self {
            case .no: "No"
            case .hour: "For an hour"
            case .evening: "Until 20:00 today"
            case .morning: "Until 8:00 tomorrow"
            case .kept: "Until what I chose before"
            }
        }
    }

    private static let showing = FormField<Showing>.radios(
        "showing", "Who sees that you are there?",
        [
            (.shown, "People you talk with", "Whoever shares a channel or a conversation with you."),
            (.hidden, "Nobody", "Nor that you are writing, or when you were last there."),
        ], missing: "Choose who sees that you are there.")
    private static let quiet = FormField<String>.select(
        "quiet", "Do not disturb",
        hint: "Others see that you do not want to be disturbed. It ends by itself.",
        Quiet.allCases.map { FieldDescription.Choice($0.rawValue, $0.label) }, missing: "Choose for how long."
    )
    private static let lastSeen = FormField<PresenceChoice.LastSeen>.radios(
        "last-seen", "What others learn of when you were last there",
        [
            (.minutes, "The time, to five minutes", nil), (.day, "The day", nil),
            (.week, "Whether it was this week", nil), (.nothing, "Nothing", nil),
        ], missing: "Choose what others learn of when you were last there.")
    private static let reading = FormField<Reading>.radios(
        "reads", "Who sees what you have read?",
        [
            (.shown, "People in the conversation", "And you see what they have read, where they show it."),
            (.hidden, "Nobody", "Nor do you see what others have read."),
        ], missing: "Choose who sees what you have read.")

    /// `GET /account/presence`
    func showPresence(_ visit: Visit) throws -> Response {
        let choice = try messenger.presenceChoice(as: visit.admitted().identity)
        return try visit.present(choice, json: PresenceChoiceJSON.init) { choice in
            let isQuiet = choice.quietUntil.map { $0 > .now } ?? false
            return .html(
                try presencePage(
                    visit,
                    .unsent([
                        Self.showing.name: (choice.isHidden ? Showing.hidden : .shown).rawValue,
                        Self.quiet.name: (isQuiet ? Quiet.kept : .no).rawValue,
                        Self.lastSeen.name: choice.lastSeen.rawValue,
                        Self.reading.name: (choice.showsReads ? Reading.shown : .hidden).rawValue,
                    ])
                ).html())
        }
    }

    /// `POST /account/presence`: what the viewer shows of being there.
    func choosePresence(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            var errors = FormErrors()
            let showing = errors.read(Self.showing, form[Self.showing.name])
            let quiet = errors.read(Self.quiet, form[Self.quiet.name]).flatMap(Quiet.init)
            let lastSeen = errors.read(Self.lastSeen, form[Self.lastSeen.name])
            let reading = errors.read(Self.reading, form[Self.reading.name])
            guard let showing, let quiet, let lastSeen, let reading else { throw errors }
            try turns.take(.account, for: viewer)
            let before = try messenger.presenceChoice(as: viewer.identity)
            let choice = PresenceChoice(
                isHidden: showing == .hidden,
                quietUntil: quiet == .kept ? before.quietUntil : viewer.zone.end(of: quiet, from: .now),
                lastSeen: lastSeen, showsReads: reading == .shown)
            try messenger.show(choice, as: viewer.identity)
            return try visit.present(choice, json: PresenceChoiceJSON.init) { _ in
                .redirect(to: Route.account(.show).path(done: "presence"))
            }
        } again: {
            try presencePage(visit, $0).html()
        }
    }

    private func presencePage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let viewer = try visit.admitted()
        let until = try messenger.presenceChoice(as: viewer.identity).quietUntil.flatMap {
            $0 > .now ? $0 : nil
        }
        return QuestionPage(
            frame: visit.frame(.account), heading: "That you are there",
            paragraphs: until.map {
                ["You are not to be disturbed until \(viewer.zone.local($0).dayAndTime)."]
            } ?? [],
            address: Route.account(.presence).path,
            fields: [
                form.field(Self.showing), form.field(Self.quiet), form.field(Self.lastSeen),
                form.field(Self.reading),
            ], button: "Save",
            problem: form.problem, links: [.init("Back to your account", Route.account(.show).path)])
    }
}

extension Zone {
    /// When somebody wants to be disturbed again, by the clocks of the zone; nil for at once.
    func end(of quiet: AccountDesk.Quiet, from now: Date) -> Date? {
        let today = CivilTime.Day(local(now))
        return switch quiet {
        case .no, .kept: nil
        case .hour: now.addingTimeInterval(3600)
        case .evening where local(now).hour < 20: today.map { moment(at: 20, on: $0) }
        // Late in the evening, the end of the day.
        case .evening: today?.next.map { moment(at: 0, on: $0) }
        case .morning: today?.next.map { moment(at: 8, on: $0) }
        }
    }

    /// When clocks show an hour of a day; where they leave it out, when the day begins.
    private func moment(at hour: Int, on day: CivilTime.Day) -> Date {
        let second = moments(of: CivilTime(day, CivilTime.TimeOfDay(hour: hour))).first
        return Date(timeIntervalSince1970: Double(second ?? start(of: day)))
    }
}

struct PresenceChoiceJSON: Encodable {
    let isHidden: Bool
    let quietUntil: Date?
    /// "minutes", "day", "week" or "nothing".
    let lastSeen: String
    let showsReads: Bool

    init(_ choice: PresenceChoice) {
        isHidden = choice.isHidden
        quietUntil = choice.quietUntil
        lastSeen = choice.lastSeen.rawValue
        showsReads = choice.showsReads
    }
}
