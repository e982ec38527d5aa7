import AgentorCore
import AgentorViews
import FastCGI
import FileTypes
import Forms
import FoundationEssentials
import Messaging
import Storage

extension Visit {
    /// Whether its form may bring files.
    var hasFiles: Bool { request.method == .post && request.body.mediaType == "multipart/form-data" }

    /// Whether more may come of it than is there before it begins.
    var isLongForm: Bool { request.body.contentLength > request.limits.form }

    /// Reads the form, and says whether there are files in it.
    func readsFiles() -> Bool {
        guard case .success(let form) = arrivedForm() else { return false }
        return !form.files.isEmpty
    }

    /// What came, once it has; what was wrong with it is thrown when the form is asked for.
    private func arrivedForm() -> Result<FormWithFiles, any Error> {
        if let arrived = arrived.withLock({ $0 }) { return arrived }
        let form = FormWithFiles(request, intake) { [self] fields in
            try vouch(for: fields)
            let viewer = try admitted()
            try intake.turns.take(.sendFile, for: viewer)
        }
        let result = Result { () throws in
            // Whoever answers a refusal looks at what was typed.
            defer { request.body.keep(form: form.fields) }
            try form.read()
            return form
        }
        arrived.withLock { $0 = result }
        return result
    }

    /// Reads a form with files, and keeps those: each becomes a field that names it. What is wrong with one is told by
    /// `refuseFiles`.
    func readFormWithFiles() throws -> Fields {
        let form = try arrivedForm().get()
        defer { request.body.keep(form: form.fields) }
        for problem in form.problems { note(problem.reason, with: problem.name) }
        if takesPicture { return form.fields }
        guard let keeper = intake.keeper, !form.files.isEmpty else { return form.fields }
        let viewer = try admitted()
        if form.files.count > 1 {
            try intake.turns.take(form.files.count - 1, of: .sendFile, for: viewer)
        }
        for (number, file) in form.files.enumerated() {
            guard form.fields.files.count < Intake.mostFiles else {
                note(.tooMany(Intake.mostFiles))
                break
            }
            // The same form sent twice has the same files.
            let id = form.fields.nonce.covering("file", "\(number)", file.name, file.digest)
            guard let incoming = file.take() else { continue }
            do {
                try keeper.keep(incoming, named: file.name, as: id, of: viewer.identity)
                form.add(id.uuidString.lowercased())
            } catch let problem as FileProblem { note(problem, with: file.name) }
        }
        return form.fields
    }

    /// Whether what comes is a picture of somebody or of a channel, and no message's: its action keeps it
    /// (`takePicture`).
    private var takesPicture: Bool {
        switch route {
        case .account(.picture), .channel(_, .picture): true
        default: false
        }
    }

    /// The one picture that came with the form.
    /// - Parameter keep: is given it, once.
    /// - Throws: what is wrong with it, as an error of the field.
    func takePicture(_ keep: (FileKeeper, consuming Incoming) throws -> Void) throws {
        do {
            guard let keeper = intake.keeper else { throw FileProblem.notOffered }
            let files = hasFiles ? try arrivedForm().get().files : []
            guard files.count < 2 else { throw FileProblem.oneAtATime }
            guard let incoming = files.first?.take() else { throw FileProblem.missing }
            try keep(keeper, incoming)
        } catch let problem as FileProblem {
            if let fault = problem.fault { intake.complain(fault) }
            throw FormErrors(FormWithFiles.fieldName, .notAllowed, problem.words)
        }
    }

    private func note(_ problem: FileProblem, with name: String? = nil) {
        if let fault = problem.fault { intake.complain(fault) }
        noteFileError(name.map { "\(FileName.shown($0)): \(problem.words)" } ?? problem.words)
    }
}

extension Fields {
    /// Files the form sends that are kept already, in their order, without those that are to be left out.
    var files: [UUID] {
        let dropped = Set(all("drop"))
        var files: [UUID] = []
        for text in all(FileDraft.fieldName) where !dropped.contains(text) {
            if let id = UUID(uuidString: text), !files.contains(id) { files.append(id) }
        }
        return files
    }

    /// The same as hidden fields of the next form.
    var hiddenFiles: [(name: String, value: String)] {
        files.map { (FileDraft.fieldName, $0.uuidString.lowercased()) }
    }
}
