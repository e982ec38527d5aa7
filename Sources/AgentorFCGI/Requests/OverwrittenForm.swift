import AgentorCore
import AgentorViews
import FastCGI
import Forms

/// A form that takes the place of what is saved. Where something else was saved since it was shown, whoever sends it is
/// told, keeps their words and sees what differs; sent once more, it takes that one's place.
struct OverwrittenForm<Value: Sendable> {
    static var fieldName: String { "revision" }
    private static var words: String {
        "This was changed elsewhere since you opened it, in another tab or on another device. Your words are kept "
            + "below, and not saved yet. Save again to put them in place of what was saved."
    }

    /// What is saved now.
    let revision: Revision
    let meanwhile: Meanwhile?
    let problem: String?

    /// - Parameters:
    ///   - saved: what is saved now; nil for nothing.
    ///   - revision: its own.
    init(_ form: FilledForm, of questions: Form<Value>, saved: Value?, _ revision: Revision) {
        self.revision = revision
        guard let seen = Revision(submitted: form.fields[Self.fieldName]), seen != revision, let saved else {
            meanwhile = nil
            problem = form.problem
            return
        }
        let texts = questions.texts(of: saved).map(\.value)
        let rows: [Meanwhile.Row] = zip(questions.fields, texts).compactMap { field, text in
            let typed = form.fields[field.name] ?? ""
            return typed.replacing("\r\n", with: "\n") == text
                ? nil
                : Meanwhile.Row(
                    label: field.label, saved: field.words(of: text), typed: field.words(of: typed))
        }
        meanwhile = rows.isEmpty ? nil : Meanwhile(rows: rows)
        problem = form.problem ?? Self.words
    }

    static var outdated: FormProblem { FormProblem(words, code: .outdated) }
}

extension Fields {
    /// What it is to take the place of; nil for whatever there is.
    var revision: Revision? { Revision(submitted: self["revision"]) }
}
