import Crypto
import FoundationEssentials

/// Encrypts what is pushed for one browser (RFC 8291, by `aes128gcm` of RFC 8188).
enum PushEncryption {
    private static let recordSize: UInt32 = 4_096

    /// In one record, which leaves room for 3,993 bytes.
    /// - Parameters:
    ///   - key: of this one message.
    ///   - salt: 16 bytes, of this one message too.
    static func encrypt(
        _ plain: [UInt8], for subscription: PushSubscription, key: P256.KeyAgreement.PrivateKey, salt: [UInt8]
    ) throws -> [UInt8] {
        let theirs = try P256.KeyAgreement.PublicKey(x963Representation: subscription.publicKey)
        let ours = [UInt8](key.publicKey.x963Representation)
        let shared = try key.sharedSecretFromKeyAgreement(with: theirs).hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: subscription.secret,
            sharedInfo: Array("WebPush: info\0".utf8) + subscription.publicKey + ours, outputByteCount: 32)
        func derived(_ use: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: shared, salt: salt, info: Array("Content-Encoding: \(use)\0".utf8),
                outputByteCount: count)
        }
        let nonce = derived("nonce", 12).withUnsafeBytes { [UInt8]($0) }
        // The octet behind the text says that it is the last record.
        let box = try AES.GCM.seal(
            plain + [2], using: derived("aes128gcm", 16), nonce: AES.GCM.Nonce(data: nonce))
        let size = withUnsafeBytes(of: recordSize.bigEndian) { [UInt8]($0) }
        return salt + size + [UInt8(ours.count)] + ours + box.ciphertext + box.tag
    }
}
