import AgentorCore
import ArgumentParser
import Documents
import FoundationEssentials
import Glibc
import Imaging
import Messaging
import Scanning
import Storage

/// Where files are kept, how they are served and how many there may be.
struct FileSettings: Sendable {
    let store: any ContentStore
    /// The folder `store` has on this machine: all of it, or what is on its way to another host.
    let folder: String
    let delivery: Delivery
    let limits: FileKeeper.Limits
    /// The path of `agentor-images`, which makes pictures.
    let imageMaker: String

    /// The path of `agentor-documents`, which looks into documents.
    let documentReader: String
    /// Looks at files before they are kept; nil where nobody does.
    let scanner: MalwareScanner?

    func keeper(_ messenger: Messenger) -> FileKeeper {
        FileKeeper(
            store: store, maker: ImageMaker(executable: imageMaker), messenger: messenger, scanner: scanner,
            inspector: DocumentInspector(executable: documentReader), limits: limits)
    }

    /// Why files cannot be kept in the folder; nil where they can.
    var obstacle: String? {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return "there is no folder \(folder)"
        }
        return access(folder, W_OK | X_OK) == 0 ? nil : "nothing can be written to \(folder)"
    }

    /// Whether this process is the folder's owner: what anybody else makes there the workers cannot change.
    var isOurs: Bool {
        var status = stat()
        return stat(folder, &status) == 0 && status.st_uid == geteuid()
    }

    /// - Parameter environment: the value of a variable; nil when it is not set, or empty.
    /// - Returns: nil where no folder is named: then files cannot be sent.
    /// - Throws: a `ValidationError` that names the variable and says what it should be.
    init?(environment: (String) -> String?) throws {
        guard let folder = environment("AGENTOR_FILES_FOLDER") else {
            if environment("AGENTOR_S3_ENDPOINT") != nil {
                throw ValidationError(
                    "AGENTOR_S3_ENDPOINT is set and AGENTOR_FILES_FOLDER is not. It names a folder in which files are written down on their way."
                )
            }
            return nil
        }
        guard folder.hasPrefix("/") else {
            throw ValidationError("AGENTOR_FILES_FOLDER is no path that begins with a slash: \(folder)")
        }
        self.folder = folder
        store = try Self.store(folder: folder, environment)
        if let text = environment("AGENTOR_FILES_DELIVERY") {
            guard let delivery = Delivery(rawValue: text) else {
                let all = Delivery.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("AGENTOR_FILES_DELIVERY is none of \(all): \(text)")
            }
            self.delivery = delivery
        } else {
            delivery = .stream
        }
        var limits = FileKeeper.Limits()
        func megabytes(_ name: String, most: Int) throws -> Int? {
            guard let text = environment(name) else { return nil }
            guard let number = Int(text), (1...most).contains(number) else {
                throw ValidationError("\(name) is a number of megabytes from 1 to \(most), not \(text)")
            }
            return number << 20
        }
        limits.file = try megabytes("AGENTOR_FILE_MEGABYTES", most: 1_024) ?? limits.file
        limits.quota = try megabytes("AGENTOR_QUOTA_MEGABYTES", most: 1 << 24).map(Int64.init) ?? limits.quota
        self.limits = limits
        scanner = try environment("AGENTOR_CLAMD").map { text in
            guard let scanner = MalwareScanner(address: text) else {
                throw ValidationError(
                    "AGENTOR_CLAMD is neither the path of clamd's socket nor host:port: \(text)")
            }
            return scanner
        }
        imageMaker = environment("AGENTOR_IMAGE_MAKER") ?? Self.besideThis("agentor-images")
        documentReader = environment("AGENTOR_DOCUMENT_READER") ?? Self.besideThis("agentor-documents")
    }

    private static func store(
        folder: String, _ environment: (String) -> String?
    ) throws -> any ContentStore {
        let disk = DiskStore(folder: folder)
        guard let endpoint = environment("AGENTOR_S3_ENDPOINT") else { return disk }
        func value(_ name: String) throws -> String {
            guard let value = environment(name) else {
                throw ValidationError("AGENTOR_S3_ENDPOINT is set and \(name) is not.")
            }
            return value
        }
        let path = try value("AGENTOR_S3_SECRET_FILE")
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let secret = String(validating: data, as: UTF8.self)
        else { throw ValidationError("AGENTOR_S3_SECRET_FILE names a file that cannot be read: \(path)") }
        let bucket: S3Bucket
        do {
            bucket = try S3Bucket(
                endpoint: endpoint, bucket: value("AGENTOR_S3_BUCKET"),
                region: environment("AGENTOR_S3_REGION") ?? "us-east-1",
                accessKey: value("AGENTOR_S3_ACCESS_KEY"),
                secret: String(secret.prefix { !$0.isNewline }))
        } catch let error as S3Bucket.Malformed {
            throw ValidationError("The S3 store cannot be used: \(error).")
        }
        // What is on the disk already is found there until it has been moved.
        return MovingStore(from: disk, to: S3Store(bucket: bucket, folder: "\(folder)/outgoing"))
    }

    private static func besideThis(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return own.prefix { _ in true }.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
            + "/\(name)"
    }
}
