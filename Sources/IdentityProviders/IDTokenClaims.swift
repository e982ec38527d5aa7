import FoundationEssentials
import JWTKit

/// What an identity token says (OpenID Connect Core 1.0, section 2). The names are the token's own.
struct IDTokenClaims: JWTPayload {
    let iss: String?
    let sub: String?
    let aud: Audience?
    let azp: String?
    /// Seconds since 1970.
    let exp: Double?
    let iat: Double?
    let nbf: Double?
    let nonce: String?
    let tid: String?
    let email: String?
    let emailVerified: Verification?
    let name: String?

    enum CodingKeys: String, CodingKey {
        case iss, sub, aud, azp, exp, iat, nbf, nonce, tid, email, name
        case emailVerified = "email_verified"
    }

    /// Seconds by which clocks may differ.
    static let leeway = 60.0

    /// The library verifies the signature; `check` has what the claims are compared with.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Whether the token is for us, of this provider, of now, and the answer to this question (section
    /// 3.1.3.7).
    /// - Returns: issuer and subject.
    func check(
        issuer: ExpectedIssuer, client: String, nonce: String, at now: Date
    ) throws(ProviderFailure) -> (issuer: String, subject: String) {
        guard let iss, issuer.admits(iss, tenant: tid) else {
            throw .untrusted("id_token: of another issuer")
        }
        let audiences = aud?.values ?? []
        guard audiences.contains(where: client.isExactly) else {
            throw .untrusted("id_token: for another audience")
        }
        guard azp.map(client.isExactly) ?? (audiences.count == 1) else {
            throw .untrusted("id_token: for another party")
        }
        let now = now.timeIntervalSince1970
        guard let exp, exp > now - Self.leeway else { throw .untrusted("id_token: expired") }
        guard let iat, iat < now + Self.leeway, (nbf ?? iat) < now + Self.leeway else {
            throw .untrusted("id_token: issued in the future")
        }
        guard ConstantTime.areEqual(self.nonce ?? "", nonce) else {
            throw .untrusted("id_token: with another nonce")
        }
        // ASCII by the specification, which keeps out what a database cannot.
        guard let sub, (1...ProviderIdentity.longestSubject).contains(sub.utf8.count),
            sub.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else {
            throw .untrusted("id_token: of nobody")
        }
        return (iss, sub)
    }
}

/// One audience, or a list of them.
struct Audience: Codable, Sendable {
    let values: [String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            values = [value]
        } else {
            values = try container.decode([String].self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

/// `email_verified`. Some providers send the word instead of the value; anything else is a no.
struct Verification: Codable, Sendable {
    let isGiven: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let word = try? container.decode(String.self)
        isGiven = (try? container.decode(Bool.self)) ?? (word == "true")
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(isGiven)
    }
}
