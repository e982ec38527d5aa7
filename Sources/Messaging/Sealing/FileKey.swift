import Crypto
import FoundationEssentials

/// A file's own key: 256 random bits, by which its texts are sealed. It is sealed itself, so that these stay as they are when
/// the file is sent, copied, or its channel is given another data key.
struct FileKey: Sendable {
    /// What a text says of the file, or that it is what the file says: it opens as nothing else.
    enum Use: UInt8, Sendable {
        case name = 0x6E  // n
        case description = 0x64  // d
        case text = 0x74  // t
    }

    /// What the operator's secret seals a key for, until its file is sent.
    static func purpose(of file: UUID) -> String { "key of file \(file.uuidString.lowercased())" }

    let bytes: [UInt8]

    static func random() -> FileKey { FileKey(bytes: ChannelKey.random()) }

    /// A nonce, the text and a tag, as AES-256-GCM makes them.
    func seal(_ text: String, as use: Use) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(
                Array(text.utf8), using: SymmetricKey(data: bytes), authenticating: [use.rawValue])
            return Array(box.nonce) + box.ciphertext + box.tag
        } catch {
            // The key has 32 bytes and the nonce is the library's own: nothing else can be wrong.
            preconditionFailure("AES-GCM failed")
        }
    }

    /// Nil for anything that was not sealed by this key, as that.
    func open(_ box: ArraySlice<UInt8>, as use: UInt8) -> String? {
        guard let box = try? AES.GCM.SealedBox(combined: box),
            let text = try? AES.GCM.open(box, using: SymmetricKey(data: bytes), authenticating: [use])
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}

/// A file's key as the database has it, with what it is bound to (`messaging.file_key`).
struct StoredFileKey: Sendable {
    /// Its channel, or zeros, then its owner and the file: 16 bytes each.
    let bound: ArraySlice<UInt8>
    let box: ArraySlice<UInt8>
    /// What stands behind it.
    let rest: ArraySlice<UInt8>

    private static let boundLength = 48

    /// Nil for what is no key.
    init?(_ bytes: ArraySlice<UInt8>) {
        let head = bytes.prefix(Self.boundLength + 2)
        guard head.count == Self.boundLength + 2 else { return nil }
        let length = head.suffix(2).reduce(0) { $0 << 8 | Int($1) }
        let behind = bytes.dropFirst(head.count)
        guard length > 0, behind.count >= length else { return nil }
        bound = head.dropLast(2)
        box = behind.prefix(length)
        rest = behind.dropFirst(length)
    }

    /// Nil where the operator's secret seals it.
    var channel: ChannelID? {
        let id = uuid(at: 0)
        return id == Self.nowhere ? nil : ChannelID(rawValue: id)
    }

    var file: UUID { uuid(at: 32) }

    private static let nowhere = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    private func uuid(at offset: Int) -> UUID {
        bound.dropFirst(offset).withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}

extension KeyRing {
    /// Nil where what seals it cannot be had just now, or not any more; the log says why.
    func fileKey(_ stored: StoredFileKey) -> FileKey? {
        let bytes: [UInt8]?
        if let channel = stored.channel {
            let id = ChannelKey.ID(channel: channel, version: ChannelKey.version(of: stored.box))
            bytes = key(id)?.open(bytes: stored.box.dropFirst(4), bound: stored.bound)
        } else {
            bytes = unwrap(Array(stored.box), of: stored.file)
        }
        guard let bytes, bytes.count == ChannelKey.length else { return nil }
        return FileKey(bytes: bytes)
    }
}

extension ChannelKey {
    /// Seals a file's key, bound to the channel, the file and its owner.
    func seal(_ key: FileKey, of file: UUID, ownedBy owner: ParticipantID) -> [UInt8] {
        seal(bytes: key.bytes, bound: TextPlace(channel: id.channel, author: owner, nonce: file).bound)
    }
}
