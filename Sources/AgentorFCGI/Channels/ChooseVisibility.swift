import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings/visibility?to=KIND`: who would see what, with a button.
    func showVisibility(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channel(slug, allowing: [.govern], visit)
        let wish = visit.request.query["to"].flatMap(Visibility.init)
        return .html(page(channel, wish, visit, .unsent()).html())
    }

    /// `POST`: `to` names what it is to be, so that a page from before changes nothing back.
    func chooseVisibility(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let wish = form["to"].flatMap(Visibility.init)
        return try visit.submit(form) {
            let viewer = try visit.admitted()
            guard let wish else { throw Refusal.notFound }
            try turns.take(.membership, for: viewer)
            try channel(slug, allowing: [.govern], visit).refuseWithheld()
            try messenger.open(slug, to: wish, as: viewer.identity)
            return .redirect(to: Route.channel(slug, .settings).path)
        } again: {
            page(try channel(slug, allowing: [.govern], visit), wish, visit, $0).html()
        }
    }

    /// - Parameter wish: what it is to be; nil for the next to what it is.
    private func page(
        _ channel: Channel, _ wish: Visibility?, _ visit: Visit, _ form: FilledForm
    ) -> QuestionPage {
        let mayPublish = channel.allows(.publish)
        let others = Visibility.allCases.filter {
            $0 != channel.visibility && ($0 != .webPublic || mayPublish)
        }
        let usual: Visibility = channel.visibility == .public ? .private : .public
        let wish = wish.flatMap { others.contains($0) ? $0 : nil } ?? usual
        let here = Route.channel(channel.slug, .visibility).path
        return QuestionPage(
            frame: visit.frame(.channels), heading: wish.question,
            paragraphs: [channel.seenNow] + channel.consequences(of: wish),
            address: here, hidden: [("to", wish.rawValue)], button: String(wish.question.dropLast()),
            weight: wish == .private ? .first : .grave, problem: form.problem,
            links: others.filter { $0 != wish }.map { .init($0.question, "\(here)?to=\($0.rawValue)") }
                + [.init("Settings of the channel", Route.channel(channel.slug, .settings).path)])
    }
}

extension Visibility {
    fileprivate var question: String {
        switch self {
        case .webPublic: "Let everybody on the web read it?"
        case .public: "Make it public?"
        case .private: "Make it private?"
        }
    }
}

extension Channel {
    /// Who sees what as it is.
    fileprivate var seenNow: String {
        let members = memberCount == 1 ? "you are its only member" : "it has \(memberCount) members"
        return switch visibility {
        case .webPublic:
            "Now everybody on the web can read \u{2068}\(name)\u{2069}, without an account, and search engines list it."
        case .public: "Now everybody with an account can find \u{2068}\(name)\u{2069} and join it."
        case .private:
            "Now only those who are in \u{2068}\(name)\u{2069} can find and read it; \(members)."
        }
    }

    /// Who would see what.
    fileprivate func consequences(of wish: Visibility) -> [String] {
        let members = memberCount == 1 ? "you are its only member" : "it has \(memberCount) members"
        switch wish {
        case .private:
            return [
                "When it is private, only those who are in it find and read it (\(members)), and others come in by invitation. What has been read cannot be taken back."
                    + (visibility == .webPublic
                        ? " It leaves the web at once; what search engines and others have kept of it is theirs."
                        : "")
            ]
        case .public where visibility == .webPublic:
            return [
                "When it is public, nobody reads it without joining, and joining takes an account. It leaves the web at once; what search engines and others have kept of it is theirs."
            ]
        case .public:
            return [
                "When it is public, everybody with an account can find it and join it, and whoever joins reads everything that has ever been said in it, with its pictures and files, also what was said while it was private."
            ]
        case .webPublic:
            return [
                "Then everybody on the web reads everything that has ever been said in it, without an account\(visibility == .private ? ", also what was said while it was private" : ""), with the name, the handle and the picture of whoever said it. Search engines list it, and programs can follow it. What has been read or copied cannot be taken back.",
                "Its members are told so where they write. Pictures and files, who its members are, who is there and who has read what stay with those who are in it.",
                "Ask those who have written here first, if they could not know.",
            ]
        }
    }
}
