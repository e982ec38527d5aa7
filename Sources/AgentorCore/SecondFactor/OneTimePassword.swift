import Crypto
import Text

/// Time-based one-time passwords, RFC 6238: SHA-1, 6 digits, 30 seconds, which is what authenticator apps agree on.
package struct OneTimePassword: Sendable {
    /// Seconds.
    package static let period: Int64 = 30
    private static let digits = 6

    /// Shared with the person's app.
    package let secret: [UInt8]

    /// A new one: 160 random bits, as many as RFC 4226 recommends.
    package init() {
        secret = SymmetricKey(size: SymmetricKeySize(bitCount: 160)).withUnsafeBytes { Array($0) }
    }

    package init(secret: [UInt8]) {
        self.secret = secret
    }

    /// The code of the step, which is the number of whole periods since 1970.
    package func code(atStep step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let hash = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        // RFC 4226, section 5.3: the last four bits say where the 31 bits lie that count.
        let offset = Int(hash[19] & 15)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let code = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - code.utf8.count) + code
    }

    /// The step a submitted code belongs to, one step of clock difference allowed to either side; nil for a wrong one.
    /// Used once is used up: the caller refuses a step that is not above the last it accepted.
    /// - Parameters:
    ///   - code: however its digits were typed (`PlainText.code`).
    ///   - seconds: since 1970, by the server's clock.
    package func step(of code: String, at seconds: Int64) -> Int64? {
        let typed = Array(PlainText.code(code).utf8)
        guard typed.count == Self.digits, typed.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let now = seconds / Self.period
        var found: Int64?
        // Every step is compared to its end, whatever was found before.
        for step in now - 1...now + 1 {
            let difference = zip(typed, self.code(atStep: step).utf8).reduce(0) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { found = step }
        }
        return found
    }

    /// What a QR code tells an authenticator app: `otpauth://totp/…`, in the form described by Google Authenticator's
    /// "Key URI Format". Neither name has a colon.
    package func enrolmentAddress(issuer: String, account: String) -> String {
        let issuer = issuer.percentEncoded
        return "otpauth://totp/\(issuer):\(account.percentEncoded)?secret=\(secret.base32(.standard))"
            + "&issuer=\(issuer)&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.period)"
    }

    /// The secret for typing: base32 in groups of four.
    package var text: String {
        secret.base32(.standard).inGroupsOfFour(separatedBy: " ")
    }
}

extension OneTimePassword: CustomStringConvertible {
    package var description: String { "a one-time password" }
}
