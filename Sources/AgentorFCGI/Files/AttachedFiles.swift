import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension Messenger {
    /// Where files are chosen in the form of a message, with those that were kept for it; nil where the site keeps none.
    func attachField(_ form: FilledForm, _ visit: Visit) throws -> AttachField? {
        guard let keeper = visit.intake.keeper else { return nil }
        // Of a form that comes back, or an address that one led to.
        let chosen = form.fields.files + visit.request.query.files
        let pending = chosen.isEmpty ? [] : try pendingFiles(chosen, as: visit.identity)
        return AttachField(
            pending: pending.map { file in
                AttachField.PendingFile(
                    id: file.id, name: file.name, words: FileItem(file).words, thumbnail: file.thumbnail,
                    description: file.description)
            },
            error: (form.errors[FormWithFiles.fieldName] ?? form.errors[FileDraft.fieldName])?.message,
            mostFiles: Intake.mostFiles, mostBytes: Int64(keeper.limits.file))
    }
}
