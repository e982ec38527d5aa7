import CArgon2
import Crypto
import Text

/// Passwords are kept as Argon2id with 19 MiB, two passes and one lane, the least OWASP's password storage cheat sheet
/// recommends. Hashing takes about 20 ms and blocks. A password is taken as it was typed but for Unicode normalisation
/// (form C, NIST SP 800-63B), since keyboards compose the same letter in different ways.
package enum Password {
    private static let kibibytes: UInt32 = 19 * 1024
    private static let passes: UInt32 = 2
    private static let lanes: UInt32 = 1
    private static let saltLength = 16
    private static let hashLength = 32

    /// There was no memory to hash with.
    package struct OutOfMemory: Error {}

    /// The encoded form, which names its own parameters and salt.
    package static func hash(_ password: String) throws(OutOfMemory) -> String {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        let secret = Array(password.nfc.utf8)
        let length = argon2_encodedlen(
            passes, kibibytes, lanes, UInt32(saltLength), UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let result = argon2id_hash_encoded(
            passes, kibibytes, lanes, secret, secret.count, salt, salt.count, hashLength, &encoded,
            encoded.count)
        // Other failures are of parameters out of range, which these are not.
        guard result == ARGON2_OK.rawValue else { throw OutOfMemory() }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    package static func verify(_ password: String, against encoded: String) throws(OutOfMemory) -> Bool {
        let secret = Array(password.nfc.utf8)
        let result = argon2id_verify(encoded, secret, secret.count)
        guard result != ARGON2_MEMORY_ALLOCATION_ERROR.rawValue else { throw OutOfMemory() }
        return result == ARGON2_OK.rawValue
    }

    /// What a password is verified against when there is no account, so that the answer takes as long: the hash of
    /// random bytes nobody has kept.
    package static let nobody =
        "$argon2id$v=19$m=19456,t=2,p=1$B282QRRDMQZrQs0epPpXOA$NuLAJNx8l4lIn822BAgQRcv0wsG+/Jr3VbPIgORChmI"
}
