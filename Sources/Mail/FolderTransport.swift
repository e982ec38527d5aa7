import FoundationEssentials

/// Puts mails into a folder instead of sending them: for trying Agentor out on one machine. Each is two files: what
/// would have been sent (`NAME.eml`), and what it says (`NAME.json`).
package struct FolderTransport: MailTransport {
    package struct Kept: Codable, Hashable, Sendable {
        /// Begins with the time, so that names sort by it.
        package let name: String
        package let to: String
        package let date: Date
        package let messageID: String
        package let letter: Letter
    }

    private let folder: URL

    /// - Parameter path: made when the first mail comes, unless it is there.
    package init(path: String) {
        folder = URL(filePath: path, directoryHint: .isDirectory)
    }

    /// A mail delivered again replaces itself.
    package func deliver(_ message: MailMessage) throws(MailFailure) {
        let kept = Kept(
            name: Self.name(message), to: message.to, date: message.date, messageID: message.messageID,
            letter: message.letter)
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(message.bytes).write(to: file(kept.name, "eml"), options: .atomic)
            // Last: it is what the list goes by.
            try encoder.encode(kept).write(to: file(kept.name, "json"), options: .atomic)
        } catch {
            throw .temporary("the folder for mails cannot be written to: \(error)")
        }
    }

    /// The newest first, at most `limit`.
    package func mails(limit: Int = 100) -> [Kept] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }
        return names.sorted(by: >).prefix(limit).compactMap(mail(named:))
    }

    package func mail(named name: String) -> Kept? {
        guard name.utf8.allSatisfy(Self.isInNames), let data = try? Data(contentsOf: file(name, "json"))
        else {
            return nil
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try? decoder.decode(Kept.self, from: data)
    }

    private func file(_ name: String, _ kind: String) -> URL {
        folder.appending(path: "\(name).\(kind)", directoryHint: .notDirectory)
    }

    /// Such as `20261122t150405z-` and the identifier.
    private static func name(_ message: MailMessage) -> String {
        let time = message.date.formatted(
            .iso8601.dateSeparator(.omitted).timeSeparator(.omitted)
        ).lowercased()
        return "\(time)-\(message.id)"
    }

    private static func isInNames(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}
