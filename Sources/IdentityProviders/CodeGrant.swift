import FoundationEssentials
import Outgoing

/// How we prove to a provider who we are (OpenID Connect Core 1.0, section 9).
enum ClientAuthentication: Sendable, Hashable {
    case basic
    case post

    init?(amongst methods: [String]) {
        if methods.contains("client_secret_basic") {
            self = .basic
        } else if methods.contains("client_secret_post") {
            self = .post
        } else {
            return nil
        }
    }
}

/// Exchanges a code for tokens (RFC 6749, 4.1.3; RFC 7636, 4.5).
struct CodeGrant {
    let code: String
    let verifier: String
    let redirect: String

    struct Tokens: Decodable {
        let access: String?
        let kind: String?
        let identity: String?

        private enum CodingKeys: String, CodingKey {
            case access = "access_token"
            case kind = "token_type"
            case identity = "id_token"
        }

        /// As a header for requests; nil when there is no token of this kind.
        var bearer: String? {
            guard let access, kind?.lowercased() == "bearer", !access.isEmpty,
                access.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { return nil }
            return "Authorization: Bearer \(access)"
        }
    }

    private struct Refusal: Decodable {
        let error: String
    }

    func request(
        to endpoint: String, from client: ProviderClient, authentication: ClientAuthentication
    ) -> HTTPRequest {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ]
        var headers = ["Accept: application/json"]
        switch authentication {
        case .basic:
            let pair = FormEncoding.encode(client.id) + ":" + FormEncoding.encode(client.secret.value)
            headers.append("Authorization: Basic \(Data(pair.utf8).base64EncodedString())")
        case .post:
            form += [("client_id", client.id), ("client_secret", client.secret.value)]
        }
        return HTTPRequest(to: endpoint, headers: headers, form: form)
    }

    /// GitHub answers 200 when it refuses, too.
    static func tokens(from answer: HTTPResponse) throws(ProviderFailure) -> Tokens {
        if [200, 400, 401, 403].contains(answer.status),
            let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(answer.body))
        {
            let text = "token: \(ProviderFailure.word(refusal.error))"
            switch refusal.error {
            // The code is spent, late, or another's. Everything else is between the operator and the
            // provider.
            case "invalid_grant", "bad_verification_code", "access_denied": throw .refused(text)
            default: throw .unavailable(text)
            }
        }
        guard answer.status == 200 else { throw .unavailable("token: status \(answer.status)") }
        return try ProviderExchange.decode(answer.body, what: "token")
    }
}
