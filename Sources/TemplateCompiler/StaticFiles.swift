import FoundationEssentials

/// The files below `static/`. Their addresses carry a hash of their content, so that browsers may keep them
/// for ever; the web server takes it out again.
struct StaticFiles {
    static let prefix = "/static/"

    struct Missing: Error {
        let name: String
    }

    private let directory: String

    init(directory: String) {
        self.directory = directory
    }

    /// `/static/agentor.css` becomes `/static/agentor.0123456789ab.css`.
    func hashedAddress(of address: String) throws(Missing) -> String {
        let name = String(address.dropFirst(Self.prefix.count))
        guard !name.isEmpty, !name.split(separator: "/").contains(".."),
            let content = FileManager.default.contents(atPath: directory + "/" + name)
        else { throw Missing(name: name) }
        let hash = Self.hash(of: content)
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else {
            return "\(Self.prefix)\(name).\(hash)"
        }
        return "\(Self.prefix)\(name[..<dot]).\(hash)\(name[dot...])"
    }

    /// The first 12 digits of FNV-1a, 64 bits. It tells versions of our own files apart and guards nothing.
    static func hash(of content: some Sequence<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in content {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
    }
}
