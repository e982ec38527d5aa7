import AgentorCore
import AgentorViews
import FastCGI

extension AccountDesk {
    /// `GET /account/download`: what the file holds, and the link to it. Whoever had to prove who they are comes back to
    /// this page, which goes on being true while the file is saved.
    func showDownload(_ visit: Visit) throws -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Your data is ready",
                paragraphs: [
                    "The file holds your account and profile, what you agreed to, where you are signed in, the channels and conversations you are in, the channels you have created, every message you have written, have begun or want sent later, what you have reacted with, your bookmarks, whom you have blocked or muted, whom you have saved with your notes, and your saved searches, as JSON, which other programs can read.",
                    "Your browser saves it where it keeps downloads. This page stays as it is.",
                ],
                links: [
                    .init("Save agentor-data.json", Route.account(.file).path),
                    .init("Back to your account", Route.account(.show).path),
                ]
            ).html())
    }

    /// `GET /account/download/agentor-data.json`: everything that is kept about the viewer and that they wrote.
    func downloadData(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.account, for: viewer)
        let file = try AccountFile(of: viewer, accounts: accounts, messenger: messenger)
        return Response(
            headers: [
                "Content-Type": "application/json; charset=utf-8",
                "Content-Disposition": "attachment; filename=\"agentor-data.json\"",
            ], body: file.beginning, rest: file.next)
    }
}
