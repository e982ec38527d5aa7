import AgentorViews
import FastCGI
import Forms
import Messaging

extension ChannelDesk {
    /// What a channel can choose, a field for each.
    private static let fields: [(action: ChannelAction, field: FormField<String>)] = Permission.table
        .compactMap { rule in
            rule.action.question.map { question in
                (
                    rule.action,
                    .select(
                        rule.action.rawValue, question,
                        rule.choices.map { FieldDescription.Choice($0.rawValue, $0.andAbove) },
                        missing: "Choose who may.")
                )
            }
        }

    /// `GET /channels/{slug}/settings/permissions`
    func showPermissions(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channel(slug, allowing: [.govern], visit)
        let chosen = Self.fields.map { ($0.field.name, channel.permissions.least(for: $0.action).rawValue) }
        return .html(page(channel, visit, .unsent(Fields(chosen))).html())
    }

    /// `POST /channels/{slug}/settings/permissions`: as often as it is sent.
    func choosePermissions(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let channel = try channel(slug, allowing: [.govern], visit)
            var errors = FormErrors()
            var chosen: [(ChannelAction, Role)] = []
            for (action, field) in Self.fields {
                if let role = errors.read(field, form[field.name]).flatMap(Role.init) {
                    chosen.append((action, role))
                }
            }
            guard chosen.count == Self.fields.count else { throw errors }
            try turns.take(.membership, for: viewer)
            for (action, role) in chosen where channel.permissions.least(for: action) != role {
                try messenger.permit(action, to: role, in: slug, as: viewer.identity)
            }
            return .redirect(to: Route.channel(slug, .settings).path)
        } again: {
            page(try channel(slug, allowing: [.govern], visit), visit, $0).html()
        }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.channels), heading: "Who may do what in \u{2068}\(channel.name)\u{2069}",
            paragraphs: [
                "Everybody in the channel reads what is said in it. Only administrators change who may do what, who can join, whether everybody on the web reads it, and the address, and archive it."
            ],
            address: Route.channel(channel.slug, .permissions).path,
            fields: Self.fields.map { form.field($0.field) }, button: "Save", problem: form.problem,
            links: [.init("Settings of the channel", Route.channel(channel.slug, .settings).path)])
    }
}

extension ChannelAction {
    /// As those who choose are asked; nil for what no channel chooses.
    var question: String? {
        switch self {
        case .read, .govern, .publish: nil
        case .post: "Who may write messages?"
        case .react: "Who may react to messages?"
        case .pin: "Who may pin messages?"
        case .invite: "Who may invite others?"
        case .manageMembers: "Who may give roles, silence and remove members?"
        case .moderate:
            "Who may take messages away, lock threads and look at what newcomers write first?"
        case .manageChannel: "Who may change the name, the description, the picture and the pace?"
        }
    }
}

extension Role {
    /// As people read it.
    var words: String {
        switch self {
        case .guest: "Guest"
        case .member: "Member"
        case .moderator: "Moderator"
        case .admin: "Administrator"
        }
    }

    /// Those who have it, and all above them.
    var andAbove: String {
        switch self {
        case .guest: "Everybody in the channel, guests too"
        case .member: "Members, moderators and administrators"
        case .moderator: "Moderators and administrators"
        case .admin: "Administrators"
        }
    }

    /// What it means.
    var meaning: String {
        switch self {
        case .guest: "Reads, and writes nothing."
        case .member: "Reads and writes."
        case .moderator: "Looks after the channel and its members."
        case .admin: "Decides about everything in the channel."
        }
    }
}
