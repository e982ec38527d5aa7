import AgentorCore
import FastCGI
import Forms
import Messaging
import Multipart
import Storage

/// A form of the type `multipart/form-data`, read while it comes. Files are written down as they come, and nothing of them
/// before the form has proved to be one of ours: its token stands before them.
///
/// What is wrong with a file is told when the form is answered: the form's own words are read first, so that none is lost.
///
/// Unchecked: a visit's threads have it one after the other.
final class FormWithFiles: @unchecked Sendable {
    /// The field under which a form sends files.
    static let fieldName = "files"

    private enum Part {
        case none
        case field(name: String, bytes: [UInt8])
        case file
    }

    private let request: Request
    private let intake: Intake
    private let admit: (Fields) throws -> Void
    private var pairs: [(name: String, value: String)] = []
    private var part = Part.none
    private var file: FileInProgress?
    private(set) var files: [FileInProgress] = []
    /// What is wrong with files, with their names.
    private(set) var problems: [(name: String?, reason: FileProblem)] = []
    private var fieldBytes = 0
    private var hasAdmitted = false

    /// - Parameter admit: throws unless these fields, which stand before the first file, are of a form of ours, and whoever
    ///   sends it may send files.
    init(_ request: Request, _ intake: Intake, admit: @escaping (Fields) throws -> Void) {
        self.request = request
        self.intake = intake
        self.admit = admit
    }

    var fields: Fields { Fields(pairs) }

    /// Reads all of it.
    /// - Throws: `RequestError`, or what `admit` throws. The fields that have come until then stay.
    func read() throws {
        let (body, limits) = (request.body, request.limits)
        guard body.contentLength <= intake.bodyLimit else {
            throw RequestError.tooLarge(limit: intake.bodyLimit)
        }
        let reading = MultipartReader.Limits(
            parts: limits.fieldCount, head: 8 * 1024, field: limits.longValue, file: .max,
            files: limits.fieldCount)
        guard var reader = MultipartReader(contentType: body.contentType, limits: reading) else {
            throw RequestError.unsupportedMediaType
        }
        do {
            while true {
                let bytes = try body.read(upTo: 64 * 1024)
                if bytes.isEmpty { break }
                try bytes.withUnsafeBytes { try reader.read($0, take) }
            }
            try reader.finish()
        } catch let error as MultipartError {
            throw RequestError(error, limits)
        }
    }

    private func take(_ event: MultipartReader.Event) throws {
        switch event {
        case .begin(let part): try begin(part)
        case .bytes(let bytes):
            switch part {
            case .field(let name, var held):
                part = .none
                held.append(contentsOf: bytes)
                fieldBytes += bytes.count
                guard fieldBytes <= request.limits.form else {
                    throw RequestError.tooLarge(limit: request.limits.form)
                }
                part = .field(name: name, bytes: held)
            case .file: append(bytes)
            case .none: break
            }
        case .end: try end()
        }
    }

    private func begin(_ beginning: Multipart.Part) throws {
        guard let filename = beginning.filename else {
            guard beginning.name.utf8.count <= request.limits.name else {
                throw RequestError.fieldTooLarge(name: "", limit: request.limits.name)
            }
            part = .field(name: beginning.name, bytes: [])
            return
        }
        part = .file
        // Chosen nothing; browsers send it so.
        guard !filename.isEmpty else { return }
        if !hasAdmitted {
            try admit(fields)
            hasAdmitted = true
        }
        guard let keeper = intake.keeper else {
            if problems.isEmpty { problems.append((nil, .notOffered)) }
            return
        }
        guard files.count + problems.count < Intake.mostFiles else {
            if files.count + problems.count == Intake.mostFiles {
                problems.append((nil, .tooMany(Intake.mostFiles)))
            }
            return
        }
        do {
            file = FileInProgress(name: filename, incoming: try keeper.begin(), limit: keeper.limits.file)
        } catch let reason as FileProblem { problems.append((filename, reason)) }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let file else { return }
        do throws(FileProblem) { try file.write(bytes) } catch {
            // The rest of it is passed over, for the sake of what follows.
            problems.append((file.name, error))
            self.file = nil
        }
    }

    private func end() throws {
        defer { part = .none }
        switch part {
        case .none: break
        case .file:
            if let file { files.append(file) }
            file = nil
        case .field(let name, let bytes):
            let limits = request.limits
            let limit = limits.longNames.contains(name) ? limits.longValue : limits.value
            guard bytes.count <= limit else { throw RequestError.fieldTooLarge(name: name, limit: limit) }
            guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                throw RequestError.malformedField
            }
            pairs.append((name, text))
        }
    }

    /// Names a file that is kept as one of those the form sends, as if it had been kept before.
    func add(_ file: String) { pairs.append((FileDraft.fieldName, file)) }
}

/// A file as it comes.
final class FileInProgress {
    let name: String
    private let limit: Int
    private var incoming: Incoming?

    init(name: String, incoming: consuming Incoming, limit: Int) {
        self.name = name
        self.limit = limit
        self.incoming = .some(consume incoming)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileProblem) {
        guard let count = incoming?.count, Int(count) + bytes.count <= limit else {
            throw .tooLarge(limit: limit)
        }
        do throws(StorageError) { try incoming?.write(bytes) } catch { throw .store(error) }
    }

    /// What its bytes are called.
    var digest: String { incoming?.digest.rawValue ?? "" }

    /// Once.
    func take() -> Incoming? { incoming.take() }
}

extension RequestError {
    fileprivate init(_ error: MultipartError, _ limits: Limits) {
        self =
            switch error {
            case .tooManyParts, .tooManyFiles: .tooManyFields(limit: limits.fieldCount)
            case .headTooLong: .headTooLarge(limit: 8 * 1024)
            case .fieldTooLong(let name), .fileTooLong(let name):
                .fieldTooLarge(name: name, limit: limits.longValue)
            case .malformed: .malformedField
            case .truncated: .incompleteBody
            }
    }
}
