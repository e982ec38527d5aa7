import Crypto
import FoundationEssentials
import Postgres

/// A channel's data key: 256 random bits, from which come a key for texts and one for the index by which they are found.
struct ChannelKey: Sendable {
    struct ID: Hashable, Sendable {
        let channel: ChannelID
        /// From 1; what is new is sealed by the highest.
        let version: Int32

        /// What a wrapped key is good for.
        var purpose: String { "channel key \(version) of \(channel.rawValue.uuidString.lowercased())" }
    }

    static let length = 32

    static func random() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    let id: ID
    let texts: SymmetricKey
    let index: IndexKey

    init(_ id: ID, _ bytes: [UInt8]) {
        self.id = id
        let secret = SymmetricKey(data: bytes)
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, info: Array(purpose.utf8), outputByteCount: Self.length)
        }
        texts = derived("texts")
        index = IndexKey(version: id.version, secret: derived("index"))
    }
}

extension ChannelKey {
    /// The number of the key in four bytes, then a nonce, the text and a tag, as AES-256-GCM makes them.
    func seal(_ text: String, bound: [UInt8]) -> [UInt8] { seal(bytes: Array(text.utf8), bound: bound) }

    func seal(bytes: [UInt8], bound: [UInt8]) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(bytes, using: texts, authenticating: bound)
            var sealed: [UInt8] = []
            sealed.reserveCapacity(4 + 28 + box.ciphertext.count)
            withUnsafeBytes(of: id.version.bigEndian) { sealed.append(contentsOf: $0) }
            sealed.append(contentsOf: box.nonce)
            sealed.append(contentsOf: box.ciphertext)
            sealed.append(contentsOf: box.tag)
            return sealed
        } catch {
            // The key has 32 bytes and the nonce is the library's own: nothing else can be wrong.
            preconditionFailure("AES-GCM failed")
        }
    }

    /// By which of a channel's keys a box is sealed.
    static func version(of box: some Collection<UInt8>) -> Int32 {
        box.prefix(4).reduce(0) { $0 << 8 | Int32($1) }
    }

    /// Nil for anything that was not sealed by this key, for that place.
    func open(_ box: ArraySlice<UInt8>, bound: some Collection<UInt8>) -> String? {
        open(bytes: box, bound: bound).map { String(decoding: $0, as: UTF8.self) }
    }

    func open(bytes box: ArraySlice<UInt8>, bound: some Collection<UInt8>) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: box),
            let bytes = try? AES.GCM.open(box, using: texts, authenticating: Array(bound))
        else { return nil }
        return Array(bytes)
    }
}
