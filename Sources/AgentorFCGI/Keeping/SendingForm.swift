import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import ZoneInfo

/// What a message is and when it is to be sent, as a form asks it: on the viewer's calendar and clock.
struct SendingForm {
    static let message = MessageDraft.field.name
    static let quoting = MessageDraft.quotingName
    static let date = field("date", "Day", hint: "For example: 2026-11-30.", .date) { typed in
        CivilTime.Day(typed)
    }
    static let time = field("time", "Time", hint: "For example: 14:05.", .time) { typed in
        CivilTime.TimeOfDay(typed)
    }

    let text: String
    let moment: Date
    /// Where the message stands that it quotes.
    let quoted: Int64?
    /// What is sent with it.
    let files: [UUID]
    private let date: String
    private let time: String

    /// - Parameter hasFiles: whether there are some already.
    /// - Throws: what is wrong with each field.
    init(_ form: Fields, in zone: Zone, hasFiles: Bool = false) throws {
        var errors = FormErrors()
        files = form.files
        let words = files.isEmpty && !hasFiles ? MessageDraft.field : MessageBeginning.field
        let text = errors.read(words, form[Self.message])
        date = form[Self.date.name] ?? ""
        time = form[Self.time.name] ?? ""
        let day = errors.read(Self.date, date) ?? nil
        let timeOfDay = errors.read(Self.time, time) ?? nil
        guard let text, let day, let timeOfDay else { throw errors }
        self.text = text
        quoted = form[Self.quoting].flatMap { Int64($0) }
        // Of a time that comes twice the first.
        guard let second = zone.moments(of: CivilTime(day, timeOfDay)).first else {
            throw FormErrors(
                Self.time.name, .notAllowed,
                "On that day clocks are set forward, and leave this time out. Choose an earlier or a later one."
            )
        }
        moment = Date(timeIntervalSince1970: TimeInterval(second))
    }

    func nonce(_ nonce: FormNonce, for slug: String) -> UUID {
        nonce.covering(
            ["later", slug, text, date, time] + (quoted.map { ["quoting \($0)"] } ?? [])
                + files.map { "with \($0)" })
    }

    /// Filled in with tomorrow morning where nobody has chosen.
    static func fields(_ form: FilledForm, for viewer: Viewer) -> [Field] {
        [
            form.field(MessageDraft.field),
            shown(date, form, or: viewer.zone.local(.now + 86_400).isoDay),
            shown(time, form, or: "09:00"),
        ]
    }

    /// What was typed that is on no calendar or clock is shown as words: a browser's would not show it.
    private static func shown<Answer>(
        _ field: FormField<Answer?>, _ form: FilledForm, or preset: String
    ) -> Field {
        guard let typed = form.fields[field.name] else { return Field(field.description, Entry(preset)) }
        let isReadable = typed.utf8.count == preset.utf8.count && (try? field.read(typed)) != nil
        if typed.isEmpty || isReadable { return form.field(field) }
        let words = FieldDescription(field.name, field.label, hint: field.hint, control: .line(.text))
        return Field(words, form.entry(field.name))
    }

    /// What the answers go by.
    static func clock(of viewer: Viewer) -> String {
        let now = viewer.zone.local(.now)
        let place = viewer.timeZone.replacing("_", with: " ")
        return "The time is that of \(place), where it is \(now.timeOfDay) on \(now.longDay) now."
    }

    private static func field<Answer: Sendable>(
        _ name: String, _ label: String, hint: String, _ type: FieldDescription.LineType,
        _ read: @escaping @Sendable (String) -> Answer?
    ) -> FormField<Answer?> {
        let description = FieldDescription(name, label, hint: hint, control: .line(type))
        let write: @Sendable (Answer?) -> String = { _ in "" }
        return FormField(description, write: write) { typed throws(Forms.FieldError) in
            let typed = typed.trimmed
            if typed.isEmpty { throw Forms.FieldError(.missing, "Enter a \(label.lowercased()).") }
            guard let answer = read(typed) else {
                throw Forms.FieldError(
                    .malformed, "This is no \(label.lowercased()) there is. \(hint)")
            }
            return answer
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
