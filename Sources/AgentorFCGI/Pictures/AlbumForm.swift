import AgentorCore
import AgentorViews
import FastCGI
import FileTypes
import Forms
import FoundationEssentials
import Messaging

extension Visit {
    /// What a form says whose subject is shown with pictures: those that came with it are kept already, and named by fields.
    /// - Returns: no pictures at all where the site keeps none.
    /// - Throws: every field that cannot be taken.
    func read<Value>(
        _ questions: Form<Value>, withPicturesFrom messenger: Messenger, _ form: Fields,
        needsOne: Bool = false
    ) throws -> (Value, AlbumDraft?) {
        var errors = FormErrors()
        var value: Value?
        do { value = try questions.read { form[$0] } } catch {
            for entry in error.entries { errors.add(entry.field, entry.error) }
        }
        var album: AlbumDraft?
        if intake.keeper != nil {
            do { album = try readAlbum(form, messenger, needsOne: needsOne) } catch let error as FormErrors {
                for entry in error.entries { errors.add(entry.field, entry.error) }
            }
        }
        guard let value, errors.isEmpty else { throw errors }
        return (value, album)
    }

    private func readAlbum(_ form: Fields, _ messenger: Messenger, needsOne: Bool) throws -> AlbumDraft {
        let ids = form.files
        let files = try messenger.pendingFiles(ids, as: admitted().identity)
        var errors = FormErrors()
        if let other = files.first(where: { $0.picture == nil }) {
            errors.add(
                AlbumDraft.fieldName,
                .init(.notAllowed, "\(FileName.shown(other.name)) is no picture, and was left out."))
        } else if files.count < ids.count {
            throw AlbumDraft.gone
        } else if files.isEmpty, needsOne {
            errors.add(AlbumDraft.fieldName, .init(.missing, "Choose at least one picture."))
        }
        var pictures: [AlbumDraft.Picture] = []
        for file in files where file.picture != nil {
            let field = AlbumDraft.description(of: file.id)
            guard let words = errors.read(field, form[field.name] ?? file.description) else { continue }
            pictures.append(AlbumDraft.Picture(id: file.id, description: words))
        }
        if let first = form["first"].flatMap(UUID.init(uuidString:)),
            let index = pictures.firstIndex(where: { $0.id == first })
        {
            pictures.insert(pictures.remove(at: index), at: 0)
        }
        guard errors.isEmpty else { throw errors }
        return try AlbumDraft(pictures)
    }

    /// Where a form chooses pictures, with those it names; nil where the site keeps none.
    /// - Parameter saved: those there are, for a form nobody has sent yet.
    func albumField(
        _ form: FilledForm, _ messenger: Messenger, saved: [MessageFile]? = nil, isRequired: Bool = false
    ) throws -> AlbumField? {
        guard let keeper = intake.keeper else { return nil }
        let files = try saved ?? messenger.pendingFiles(form.fields.files, as: admitted().identity)
        let pictures = files.filter { $0.picture != nil }
        let first = form.fields["first"].flatMap(UUID.init(uuidString:)) ?? pictures.first?.id
        return AlbumField(
            pictures.map { file in
                let field = AlbumDraft.description(of: file.id)
                return AlbumField.Picture(
                    id: file.id, name: file.name, thumbnail: file.thumbnail,
                    description: Field(
                        field.description,
                        Entry(
                            form.fields[field.name] ?? file.description,
                            error: form.errors[field.name]?.message)),
                    isFirst: file.id == first)
            },
            error: form.errors[AlbumDraft.fieldName]?.message, isRequired: isRequired,
            mostBytes: Int64(keeper.limits.file))
    }
}

extension AlbumDraft {
    /// Whether nobody has said of some picture what it shows.
    var lacksWords: Bool { pictures.contains { $0.description.isEmpty } }
}
