import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension MemberDesk {
    static let silenceField = FormField<String>.select(
        "silence", "How long do they write nothing here?",
        Silence.allCases.map { FieldDescription.Choice("\($0.rawValue)", $0.words) },
        missing: "Choose for how long.")

    /// The roles the viewer can give.
    static func roleField(of channel: Channel) -> FormField<Role> {
        .radios(
            "role", "Role",
            Role.allCases.filter { channel.role == .admin || $0 < channel.role ?? .guest }.reversed().map {
                ($0, $0.words, $0.meaning)
            }, missing: "Choose a role.")
    }

    /// `GET /channels/{slug}/members/{handle}`
    func showMember(_ handle: String, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, member) = try found(handle, in: slug, visit)
        return .html(try page(channel, member, visit, .unsent()).html())
    }

    func page(_ channel: Channel, _ member: Member, _ visit: Visit, _ form: FilledForm) throws -> MemberPage {
        let viewer = try visit.admitted()
        let field = Self.roleField(of: channel)
        // Of the two forms the other was sent, or none.
        let isSent = form.fields[field.name] != nil || form.errors[field.name] != nil
        let role = isSent ? form : .unsent([field.name: member.participant.role.rawValue])
        let isViewer = member.participant.id.rawValue == viewer.id.rawValue
        return MemberPage(
            frame: visit.frame(.channels), slug: channel.slug, channel: channel.name,
            person: MemberRow(member, in: channel, for: viewer), handle: member.participant.handle ?? "",
            role: role.field(field), silence: isViewer ? nil : form.field(Self.silenceField),
            mayRemove: !isViewer, mayRemoveMessages: !isViewer && channel.allows(.moderate),
            problem: form.problem,
            notice: visit.request.query["done"].flatMap { Self.done[$0] })
    }

    private static let done = [
        "role": "They have this role now.", "silence": "Saved.",
    ]
}

extension Silence {
    var words: String {
        switch self {
        case .none: "They may write"
        case .hour: "One hour"
        case .day: "One day"
        case .week: "One week"
        case .month: "30 days"
        }
    }
}
