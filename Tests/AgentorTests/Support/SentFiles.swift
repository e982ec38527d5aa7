import AgentorCore
import Documents
import FastCGI
import FoundationEssentials
import Imaging
import Messaging
import Scanning
import Storage
import Synchronization

@testable import AgentorFCGI

extension FileKeeper {
    /// Keeps files in a folder of its own, which stays until the tests have ended.
    static func forTest(
        _ messenger: Messenger, in folder: String? = nil, scanner: MalwareScanner? = nil,
        limits: Limits = Limits()
    ) -> FileKeeper {
        let folder =
            folder ?? FileManager.default.temporaryDirectory.path + "/agentor-files-\(UUID().uuidString)"
        return FileKeeper(
            store: DiskStore(folder: folder), maker: ImageMaker(executable: built("agentor-images")),
            messenger: messenger, scanner: scanner,
            inspector: DocumentInspector(executable: built("agentor-documents")), limits: limits)
    }

    /// Built beside the tests.
    private static func built(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside =
            CommandLine.arguments.first.map { URL(filePath: $0).deletingLastPathComponent().path } ?? ""
        let folders = [beside, URL(filePath: own).deletingLastPathComponent().path]
        return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.fileExists) ?? name
    }
}

/// A file as a form sends it.
struct SentFile {
    var name: String
    var bytes: [UInt8]

    /// A picture of one grey pixel, in a format everything makes.
    static let picture = SentFile(
        name: "dot.png",
        bytes: Array(
            Data(
                base64Encoded:
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
            ) ?? Data()))
    static let text = SentFile(name: "plan.txt", bytes: Array("First this, then that.\n".utf8))
}

extension Browser {
    /// Submits a form with files, as browsers do: its fields first.
    @discardableResult
    func post(
        _ address: String, _ fields: [(String, String)], files: [SentFile], _ headers: Headers = [:],
        csrf: String? = nil
    ) async throws -> Response {
        let boundary = "----boundary\(UUID().uuidString)"
        var body: [UInt8] = []
        var sent = [("csrf", csrf ?? hidden("csrf") ?? "")]
        if !fields.contains(where: { $0.0 == "nonce" }) { sent.append(("nonce", hidden("nonce") ?? "")) }
        sent += fields
        for (name, value) in sent {
            body +=
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
        }
        for file in files {
            body +=
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(file.name)\"\r\n"
                .utf8
            body += "Content-Type: application/octet-stream\r\n\r\n".utf8
            body += file.bytes
            body += "\r\n".utf8
        }
        body += "--\(boundary)--\r\n".utf8
        return try await send(
            .post, address, headers, Body(body, contentType: "multipart/form-data; boundary=\(boundary)"))
    }
}
