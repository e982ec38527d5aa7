import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text

extension FileDesk {
    /// `POST /files/{id}/description`: what a picture shows, for whoever does not see it.
    func describeFile(_ id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let found = try messenger.file(id, as: viewer.identity)
        guard found.isOwn else { throw Refusal.notFound }
        return try visit.submit(form) {
            let field = FileDraft.description
            var errors = FormErrors()
            guard let words = errors.read(field, form[field.name] ?? "") else { throw errors }
            try visit.intake.turns.take(.mark, for: viewer)
            try messenger.describeFile(id, words, as: viewer.identity)
            return try visit.present(words, json: DescriptionJSON.init) { _ in
                .redirect(to: Route.file(id, .show).path(done: "described"))
            }
        } again: { form in
            try page(found, visit, form)
        }
    }
}

struct DescriptionJSON: Encodable {
    let description: String
    let descriptionDirection: PlainText.Direction

    init(_ words: String) {
        description = words
        descriptionDirection = PlainText.direction(of: words)
    }
}
