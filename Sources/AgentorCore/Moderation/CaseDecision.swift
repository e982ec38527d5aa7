import Forms
import FoundationEssentials
import Mail
import Text

/// What a moderator decides.
package struct CaseDecision: Sendable {
    package enum Outcome: String, CaseIterable, Sendable {
        case dismissed, warned, hidden, removed, closed, banned, silenced, held, suspended
    }

    /// What becomes of a message or a file besides.
    package enum Fate: String, Sendable {
        case stays, goes
    }

    /// For how long, as a form asks it.
    package enum Span: String, CaseIterable, Sendable {
        case hour, day
        case days = "3-days"
        case week, month, year, always

        fileprivate var seconds: Int? {
            switch self {
            case .hour: 3_600
            case .day: 86_400
            case .days: 3 * 86_400
            case .week: 7 * 86_400
            case .month: 30 * 86_400
            case .year: 365 * 86_400
            case .always: nil
            }
        }

        fileprivate var label: String {
            switch self {
            case .hour: "1 hour"
            case .day: "1 day"
            case .days: "3 days"
            case .week: "7 days"
            case .month: "30 days"
            case .year: "1 year"
            case .always: "For good"
            }
        }
    }

    package let outcome: Outcome
    /// Nil for what does not end by itself.
    package let seconds: Int?
    /// Whether the message, or the file, goes, too.
    package let removes: Bool
    /// As whoever answers for it reads it.
    package let reason: String

    package static let reasonField = FormField<String>.lines(
        "why", "Reason, as the author will read it", hint: "Name the rule and the words that broke it.",
        limit: 2_000, missing: "Give a reason.")

    package static let spanField = FormField<String?>.optionalSelect(
        "span", "For how long",
        hint:
            "Where you keep somebody from something: silence lasts 30 days at most, holding a year, the rest a year, or for good.",
        Span.allCases.map { .init($0.rawValue, $0.label) })

    /// Nil for what cannot be taken away.
    package static func fateField(for kind: ReportSubject.Kind) -> FormField<Fate>? {
        switch kind {
        case .message, .held: messageFate
        case .file: fileFate
        case .person, .service, .channel, .work: nil
        }
    }

    package static let fateName = "message"
    private static let messageFate = fate("The message", "Its words and files go for everybody.")
    private static let fileFate = fate("The file", "It goes for everybody. Its message stays.")

    private static func fate(_ label: String, _ hint: String) -> FormField<Fate> {
        .radios(
            fateName, label, [(.stays, "It stays", nil), (.goes, "It goes, too", hint)],
            missing: "Choose what becomes of it.", otherwise: .stays)
    }

    package static func outcomeField(for kind: ReportSubject.Kind) -> FormField<Outcome> {
        let all: [(Outcome, String, String?)] = [
            kind == .held
                ? (
                    .dismissed, "Let it go",
                    "It is sent now, as if it had just been written. Nobody gets a letter."
                )
                : (.dismissed, "Nothing: it keeps the rules", "Nobody gets a letter."),
            (
                .warned, "Warn whoever is responsible",
                kind == .held
                    ? "The message goes to whom it is for, and they get a letter with your reason."
                    : "They get a letter with your reason."
            ),
            (.hidden, "Hide it", "Nobody but its owner sees it any more."),
            kind == .file
                ? (
                    .removed, "Take the file away",
                    "It goes for everybody, and its message stays. The author gets a letter with your reason."
                )
                : (
                    .removed, "Take the message away",
                    kind == .held
                        ? "Nobody gets it. The author gets a letter with your reason."
                        : "Its words and files go for everybody. The author gets a letter with your reason."
                ),
            (
                .closed, "Close the channel",
                "Nothing more is said in it, and nobody new finds it or comes in. Members still read it. Those in charge cannot open it again."
            ),
            (
                .banned, "Ban the author from the channel",
                "They do not come back before the time is over. Those in charge there cannot lift it."
            ),
            (
                .silenced, "Silence whoever is responsible",
                "They read, and write nothing anywhere, until the time is over."
            ),
            (
                .held, "Hold what they write first to strangers",
                "It waits until a moderator lets it go, until the time is over. They get a letter with your reason."
            ),
            (
                .suspended, "Suspend the account",
                "They are signed out, and do not get in before the time is over."
            ),
        ]
        return .radios(
            "decision", "What follows",
            all.filter { outcome, _, _ in
                switch outcome {
                case .removed: kind == .message || kind == .held || kind == .file
                case .closed: kind == .channel
                case .banned: kind == .message || kind == .file
                case .hidden: kind == .person || kind == .service || kind == .work
                default: true
                }
            },
            missing: "Choose what follows.")
    }

    package init(outcome: Outcome, seconds: Int? = nil, removes: Bool = false, reason: String) {
        self.outcome = outcome
        self.seconds = seconds
        self.removes = removes
        self.reason = reason
    }

    /// As a form has it.
    /// - Parameter read: what was typed in a field.
    /// - Throws: `FormErrors`.
    package init(of kind: ReportSubject.Kind, _ read: (String) -> String?) throws(FormErrors) {
        var errors = FormErrors()
        let field = Self.outcomeField(for: kind)
        let outcome = errors.read(field, read(field.name))
        let span = errors.read(Self.spanField, read(Self.spanField.name) ?? "")
            .flatMap { $0.flatMap(Span.init) }
        let fate =
            if let field = Self.fateField(for: kind) { errors.read(field, read(field.name) ?? "") } else {
                Fate?.some(.stays)
            }
        let reason = errors.read(Self.reasonField, read(Self.reasonField.name))
        let isForATime = outcome.map { [.banned, .silenced, .held, .suspended].contains($0) } ?? false
        if isForATime, span == nil, errors.isEmpty {
            errors.add(Self.spanField.name, FieldError(.missing, "Choose for how long."))
        }
        if outcome == .held, span == .always {
            errors.add(
                Self.spanField.name,
                FieldError(.notAllowed, "What somebody writes is held for a year at most. Choose less."))
        }
        if outcome == .silenced, let span, span == .year || span == .always {
            errors.add(
                Self.spanField.name,
                FieldError(
                    .notAllowed, "Silence lasts 30 days at most. Choose less, or suspend the account."))
        }
        guard let outcome, let fate, let reason, errors.isEmpty else { throw errors }
        self.init(
            outcome: outcome, seconds: isForATime ? span?.seconds : nil,
            removes: isForATime && fate == .goes, reason: reason)
    }
}

extension CaseDecision.Outcome {
    /// For whoever it is about.
    package var told: String {
        switch self {
        case .dismissed: "It keeps the rules."
        case .warned: "It breaks the rules. Please change it, and do not do so again."
        case .hidden: "It breaks the rules. Nobody but you sees it any more."
        case .removed: "It breaks the rules, and was taken away."
        case .closed:
            "It breaks the rules, and is closed: nothing more is said in it, and nobody new finds it or comes in."
        case .banned: "It breaks the rules. You cannot come back into the channel"
        case .silenced: "It breaks the rules. You can read, and cannot write anything,"
        case .held: "What you write first to people you do not know waits until a moderator lets it go,"
        case .suspended: "It breaks the rules. Your account is closed, and you are signed out,"
        }
    }

    package var heading: String {
        switch self {
        case .dismissed: "Nothing follows"
        case .warned: "A warning about what you do on Agentor"
        case .hidden: "Something of yours was hidden"
        case .removed: "Something of yours was taken away"
        case .closed: "A channel of yours is closed"
        case .banned: "You were banned from a channel"
        case .silenced: "You cannot write for a while"
        case .held: "What you write first to strangers is held for a while"
        case .suspended: "Your account is suspended"
        }
    }

    /// The whole of it, with its end.
    /// - Parameter end: when it ends, in words; nil where it does not by itself.
    package func sentence(until end: String?, removes: Bool) -> String {
        let whole =
            switch self {
            case .banned, .silenced, .held, .suspended:
                end.map { "\(told) until \($0)." } ?? "\(told) for good."
            default: told
            }
        return removes ? "\(whole) What was reported was taken away." : whole
    }
}

extension Letter {
    /// - Parameters:
    ///   - about: what was reported, in a sentence.
    ///   - end: when it ends, in words; nil where it does not by itself.
    ///   - isByRule: whether a rule brought it to a moderator, and not people.
    static func decided(
        _ outcome: CaseDecision.Outcome, removes: Bool, reason: String, until end: String?, to name: String,
        about: String, isByRule: Bool = false, at address: String
    ) -> Letter {
        Letter(
            subject: outcome.heading,
            paragraphs: [
                "Hello \(name.isolated),",
                (isByRule
                    ? "One of the rules by which Agentor looks after people has brought this to a moderator, who has looked at it: \(about). "
                    : "People have reported something to those who look after Agentor: \(about). A moderator has looked at it. ")
                    + outcome.sentence(until: end, removes: removes),
                "The moderator’s reason:", reason,
            ],
            action: .init("See the decision, or appeal", address),
            closing: [
                "If you think it is wrong, say why: once, within 30 days, by the link above. Another moderator then looks at it. You need not be signed in for that, so keep this letter to yourself.",
                isByRule
                    ? "Nobody else is told of this letter."
                    : "You are not told who reported it, and nobody else is told of this letter.",
            ])
    }

    static func hidden(_ isHidden: Bool, to name: String, about: String) -> Letter {
        Letter(
            subject: isHidden
                ? "Something of yours is hidden for now" : "Something of yours is shown again",
            paragraphs: [
                "Hello \(name.isolated),",
                isHidden
                    ? "People have reported something to those who look after Agentor: \(about). It is hidden from others while a moderator looks at it. You still see it."
                    : "A moderator has shown again what was hidden while they looked at it: \(about).",
            ],
            closing: [
                isHidden
                    ? "Nothing is decided yet. You get another letter when it is."
                    : "If anything else is decided, you get another letter."
            ])
    }

    static func appealed(
        _ outcome: CaseDecision.Outcome, removes: Bool, wasHeld: Bool, isReversed: Bool, reason: String,
        to name: String, at address: String
    ) -> Letter {
        Letter(
            subject: isReversed ? "Your appeal changed the decision" : "The decision stands",
            paragraphs: [
                "Hello \(name.isolated),",
                isReversed
                    ? Appeal.undone(outcome, removes: removes, wasHeld: wasHeld)
                    : "Another moderator has read what you said against a decision, and it stands: “\(outcome.heading)”.",
                "The moderator’s reason:", reason,
            ],
            action: .init("See the decision", address))
    }
}
