import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /profile/versions/{number}`: what the viewer's profile said, beside what it says now.
    func showProfileVersion(_ number: Int64, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let version = try version(number, of: viewer), let now = try profiles.agentProfile(of: viewer)
        else {
            throw Refusal.notFound
        }
        let form = AgentProfile.form(try options.current().withRetired)
        let rows = zip(form.fields, zip(form.texts(of: version.profile), form.texts(of: now))).map {
            field, texts in
            ProfileVersionPage.Row(
                label: field.label, then: field.words(of: texts.0.value), now: field.words(of: texts.1.value))
        }
        return .html(
            ProfileVersionPage(
                frame: visit.frame(.account), number: version.number,
                publishedAt: viewer.moment(version.publishedAt), isShown: version.isShown, rows: rows
            ).html())
    }

    /// `POST /profile/versions/{number}/restore`: writes the profile as it was. What is published stays as it is.
    func restoreProfileVersion(_ number: Int64, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.saveProfile, for: viewer)
        guard let version = try version(number, of: viewer) else { throw Refusal.notFound }
        try profiles.save(version.profile, for: viewer)
        return .redirect(to: Route.profiles(.own).path(done: "restored"))
    }

    private func version(_ number: Int64, of viewer: Viewer) throws -> AgentVersion? {
        try Int32(exactly: number).flatMap { try profiles.version(Int($0), of: viewer) }
    }
}
