import Crypto

/// The operator's secret keys. They seal what has to be read again, but not by whoever gets hold of a copy of the
/// database: AES-256-GCM, with the purpose authenticated, so that one kind of secret cannot stand for another.
package struct SealingKeys: Sendable {
    private struct Key {
        /// Four bytes of its SHA-256, which say what sealed a box.
        let name: [UInt8]
        let key: SymmetricKey

        init(_ bytes: [UInt8]) {
            name = Array(SHA256.hash(data: bytes).prefix(Self.nameLength))
            key = SymmetricKey(data: bytes)
        }

        static let nameLength = 4
    }

    private let keys: [Key]

    /// How many there are; the first of them seals.
    package var count: Int { keys.count }

    /// - Parameter keys: at least one, of 32 bytes each. The first seals and all of them open.
    package init(_ keys: [[UInt8]]) {
        precondition(!keys.isEmpty && keys.allSatisfy { $0.count == KeyLines.keyLength })
        self.keys = keys.map(Key.init)
    }

    /// Whether what was sealed under a key of this name can be opened: the first `nameLength` bytes of a box.
    package func knows(_ name: [UInt8]) -> Bool { keys.contains { $0.name == name } }

    /// Whether a box was sealed by the key that seals today.
    package func isCurrent(_ box: [UInt8]) -> Bool { box.starts(with: keys[0].name) }

    package static let nameLength = Key.nameLength

    package func seal(_ bytes: some Sequence<UInt8>, for purpose: String) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(
                Array(bytes), using: keys[0].key, authenticating: Array(purpose.utf8))
            return keys[0].name + box.nonce + box.ciphertext + box.tag
        } catch {
            // Keys have 32 bytes and nonces are the library's own: nothing else can be wrong.
            preconditionFailure("AES-GCM failed")
        }
    }

    /// What a text is recognised by without being kept: 32 bytes under each key, that of today first.
    package func fingerprints(of text: String, for purpose: String) -> [[UInt8]] {
        keys.map { key in
            Array(HMAC<SHA256>.authenticationCode(for: Array("\(purpose)\0\(text)".utf8), using: key.key))
        }
    }

    /// What was sealed for that purpose; nil for anything else, and when its key is gone.
    package func open(_ box: [UInt8], for purpose: String) -> [UInt8]? {
        let name = box.prefix(Key.nameLength)
        for key in keys where name.elementsEqual(key.name) {
            guard let box = try? AES.GCM.SealedBox(combined: box.dropFirst(Key.nameLength)),
                let bytes = try? AES.GCM.open(box, using: key.key, authenticating: Array(purpose.utf8))
            else { continue }
            return Array(bytes)
        }
        return nil
    }
}
