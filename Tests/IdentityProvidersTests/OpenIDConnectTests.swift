import FoundationEssentials
import TestProvider
import Testing

@testable import IdentityProviders

@Suite("OpenID Connect")
struct OpenIDConnectTests {
    @Test("the challenge of RFC 7636's verifier is the one in its appendix B")
    func challenge() {
        #expect(
            Authorization.challenge(for: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
                == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("the browser is sent with everything the provider needs, and with nothing that must stay here")
    func begin() async throws {
        let stage = try OpenIDStage()
        let authorization = try await stage.begin()
        #expect(authorization.address.hasPrefix("https://id.example/authorize?response_type=code&"))
        #expect(authorization.parameter("client_id") == "agentor")
        #expect(authorization.parameter("redirect_uri") == OpenIDStage.redirect)
        #expect(authorization.parameter("scope") == "openid email profile")
        #expect(authorization.parameter("state") == authorization.state)
        #expect(authorization.parameter("nonce") == authorization.nonce)
        #expect(authorization.parameter("code_challenge_method") == "S256")
        #expect(
            authorization.parameter("code_challenge")
                == Authorization.challenge(for: authorization.verifier))
        #expect(!authorization.address.contains(authorization.verifier))
        #expect(!"\(authorization)".contains(authorization.state))
    }

    @Test("every browser gets secrets of its own, of 256 bits")
    func secrets() async throws {
        let stage = try OpenIDStage()
        let first = try await stage.begin()
        let second = try await stage.begin()
        let secrets = [first, second].flatMap { [$0.state, $0.nonce, $0.verifier] }
        #expect(Set(secrets).count == 6)
        #expect(secrets.allSatisfy { Base64URL.decode($0.utf8)?.count == 32 })
    }

    @Test("whoever comes back rightly is known by issuer and subject")
    func signIn() async throws {
        let identity = try await OpenIDStage().signIn()
        #expect(identity.issuer == "https://id.example")
        #expect(identity.subject == "person-1")
        #expect(identity.email == "ada@example.com")
        #expect(identity.isEmailVerified)
        #expect(identity.name == "Ada Lovelace")
    }

    @Test("what is kept of a browser on its way survives being written down")
    func kept() async throws {
        let stage = try OpenIDStage()
        let kept = try JSONEncoder().encode(try await stage.begin())
        let authorization = try JSONDecoder().decode(Authorization.self, from: kept)
        let token = try await stage.token(for: authorization.nonce)
        #expect(try await stage.signIn(authorization, with: token).subject == "person-1")
    }

    @Test("the code goes to the token endpoint once, with the verifier and our credentials in the header")
    func exchange() async throws {
        let stage = try OpenIDStage()
        let authorization = try await stage.begin()
        _ = try await stage.signIn(authorization, with: try await stage.token(for: authorization.nonce))
        let requests = stage.answers.requests(to: OpenIDStage.tokenEndpoint)
        #expect(requests.count == 1)
        let request = try #require(requests.first)
        #expect(request.field("grant_type") == "authorization_code")
        #expect(request.field("code") == "a-code")
        #expect(request.field("redirect_uri") == OpenIDStage.redirect)
        #expect(request.field("code_verifier") == authorization.verifier)
        #expect(request.field("client_secret") == nil)
        // agentor:a%20secret%2Fwith%3Amarks
        #expect(request.headers.contains("Authorization: Basic YWdlbnRvcjphJTIwc2VjcmV0JTJGd2l0aCUzQW1hcmtz"))
    }

    @Test("a provider that wants the secret in the form gets it there, and one that wants none is refused")
    func authentication() async throws {
        let post = try OpenIDStage(
            metadata: ", \"token_endpoint_auth_methods_supported\": [\"client_secret_post\"]")
        _ = try await post.signIn()
        let request = try #require(post.answers.requests(to: OpenIDStage.tokenEndpoint).first)
        #expect(request.field("client_secret") == "a secret/with:marks")
        #expect(!request.headers.contains { $0.hasPrefix("Authorization") })

        let other = try OpenIDStage(
            metadata: ", \"token_endpoint_auth_methods_supported\": [\"private_key_jwt\"]")
        #expect(
            await failure { () throws(ProviderFailure) in
                try await other.provider.begin(returningTo: OpenIDStage.redirect)
            } == .unavailable("discovery: the provider takes no client secret"))
    }

    @Test("a state that is missing or another ends it before the code goes anywhere")
    func state() async throws {
        let stage = try OpenIDStage()
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce)
        for state in [nil, "", String(authorization.state.dropLast()), authorization.nonce] {
            let callback = ProviderCallback(code: "a-code", state: state, issuer: nil, error: nil)
            #expect(
                await failure { () throws(ProviderFailure) in
                    try await stage.signIn(authorization, with: token, callback: callback)
                } == .untrusted("the state is not the one this browser was sent with"))
        }
        #expect(stage.answers.requests(to: OpenIDStage.tokenEndpoint).isEmpty)
    }

    @Test("an answer in the name of another issuer ends it before the code goes anywhere (RFC 9207)")
    func callbackIssuer() async throws {
        let stage = try OpenIDStage(metadata: ", \"authorization_response_iss_parameter_supported\": true")
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce)
        for issuer in [nil, "https://id.example/", "https://evil.example"] {
            let callback = ProviderCallback(
                code: "a-code", state: authorization.state, issuer: issuer, error: nil)
            #expect(
                await failure { () throws(ProviderFailure) in
                    try await stage.signIn(authorization, with: token, callback: callback)
                } == .untrusted("the answer is of another issuer"))
        }
        #expect(stage.answers.requests(to: OpenIDStage.tokenEndpoint).isEmpty)
        let right = ProviderCallback(
            code: "a-code", state: authorization.state, issuer: "https://id.example", error: nil)
        #expect(try await stage.signIn(authorization, with: token, callback: right).subject == "person-1")
    }

    @Test("an authorization is of one provider only")
    func otherProvider() async throws {
        let stage = try OpenIDStage()
        let json = """
            [{"name": "other", "label": "Other", "kind": "github", "client_id": "1", "client_secret": "2"}]
            """
        let other = try #require(try Providers(parsing: Array(json.utf8))["other"])
        let authorization = try await other.begin(returningTo: OpenIDStage.redirect)
        #expect(
            await failure { () throws(ProviderFailure) in
                try await stage.signIn(authorization, with: "")
            } == .untrusted("the browser was sent to another provider"))
    }

    @Test(
        "an error the browser brings back is a refusal or an outage, and is repeated only if it is a proper code",
        arguments: [
            ("access_denied", ProviderFailure.refused("authorization: access_denied")),
            ("temporarily_unavailable", .unavailable("authorization: temporarily_unavailable")),
            ("<b>\n", .refused("authorization: an error without a proper code")),
        ])
    func callbackErrors(error: String, expected: ProviderFailure) async throws {
        let stage = try OpenIDStage()
        let authorization = try await stage.begin()
        let callback = ProviderCallback(code: nil, state: authorization.state, issuer: nil, error: error)
        #expect(
            await failure { () throws(ProviderFailure) in
                try await stage.signIn(authorization, with: "", callback: callback)
            } == expected)
    }

    @Test(
        "what the token endpoint refuses is told apart from what it cannot do",
        arguments: [
            (400, "{\"error\": \"invalid_grant\"}", ProviderFailure.refused("token: invalid_grant")),
            (401, "{\"error\": \"invalid_client\"}", .unavailable("token: invalid_client")),
            (500, "", .unavailable("token: status 500")),
            (302, "", .unavailable("token: status 302")),
            (200, "<html>", .unavailable("token: the answer is not the JSON it should be")),
            (200, "{}", .unavailable("token: there is no id_token")),
        ])
    func tokenErrors(status: Int, body: String, expected: ProviderFailure) async throws {
        let stage = try OpenIDStage()
        let authorization = try await stage.begin()
        stage.answers.answer(status, body, at: OpenIDStage.tokenEndpoint)
        #expect(
            await failure { () throws(ProviderFailure) in
                try await stage.provider.finish(
                    authorization, callback: authorization.callback, returningTo: OpenIDStage.redirect)
            } == expected)
    }

    @Test(
        "a discovery document of another issuer is not believed",
        arguments: ["https://id.example/", "https://x"])
    func otherDiscovery(issuer: String) async throws {
        let stage = try OpenIDStage()
        let document = try #require(stage.answers[OpenIDStage.discovery])
        stage.answers[OpenIDStage.discovery] = document.replacing(
            "\"https://id.example\"", with: "\"\(issuer)\"")
        #expect(
            await failure { () throws(ProviderFailure) in
                try await stage.provider.begin(returningTo: OpenIDStage.redirect)
            } == .untrusted("discovery: the document is of another issuer"))
    }

    @Test(
        "a discovery document cannot name endpoints without TLS or on this machine",
        arguments: [
            "http://id.example/token", "http://localhost/token", "https://127.0.0.1/token", "file:///a",
        ])
    func endpoints(address: String) async throws {
        let stage = try OpenIDStage()
        let document = try #require(stage.answers[OpenIDStage.discovery])
        stage.answers[OpenIDStage.discovery] = document.replacing(OpenIDStage.tokenEndpoint, with: address)
        #expect(
            await failure { () throws(ProviderFailure) in
                try await stage.provider.begin(returningTo: OpenIDStage.redirect)
            } == .untrusted("discovery: an endpoint is not an https address"))
    }

    @Test(
        "a provider that does not answer, or answers nonsense, is unavailable, and asked again the next time")
    func outage() async throws {
        let stage = try OpenIDStage()
        let document = try #require(stage.answers[OpenIDStage.discovery])
        for (status, body, text) in [
            (500, "", "discovery: status 500"),
            (200, "[]", "discovery: the answer is not the JSON it should be"),
        ] {
            stage.answers.answer(status, body, at: OpenIDStage.discovery)
            #expect(
                await failure { () throws(ProviderFailure) in
                    try await stage.provider.begin(returningTo: OpenIDStage.redirect)
                } == .unavailable(text))
        }
        stage.answers[OpenIDStage.discovery] = nil
        #expect(
            await failure { () throws(ProviderFailure) in
                try await stage.provider.begin(returningTo: OpenIDStage.redirect)
            } == .unavailable("discovery: nobody is there"))
        stage.answers[OpenIDStage.discovery] = document
        _ = try await stage.begin()
    }

    @Test("discovery and keys are asked for once, for as long as they are believed")
    func caching() async throws {
        let stage = try OpenIDStage()
        for _ in 0..<3 { _ = try await stage.signIn() }
        #expect(stage.answers.requests(to: OpenIDStage.discovery).count == 1)
        #expect(stage.answers.requests(to: OpenIDStage.keysAddress).count == 1)
    }

    @Test("an address the provider does not vouch for is not verified, unless the operator vouches for all")
    func verification() async throws {
        let silent = { (claims: inout TestClaims) in claims.email_verified = nil }
        let denied = { (claims: inout TestClaims) in claims.email_verified = false }
        let plain = try OpenIDStage()
        #expect(try await !plain.signIn(silent).isEmailVerified)
        #expect(try await !plain.signIn(denied).isEmailVerified)
        let trusted = try OpenIDStage(settings: ", \"trusts_email\": true")
        #expect(try await trusted.signIn(silent).isEmailVerified)
        #expect(try await !trusted.signIn(denied).isEmailVerified)
        let distrusted = try OpenIDStage(settings: ", \"trusts_email\": false")
        #expect(try await !distrusted.signIn().isEmailVerified)
        #expect(try await distrusted.signIn().email == "ada@example.com")
    }

    @Test(
        "an address mail cannot go to, or with something hidden in it, is none",
        arguments: ["ada", "a\u{200B}da@b.de"])
    func implausible(email: String) async throws {
        let identity = try await OpenIDStage().signIn { $0.email = email }
        #expect(identity.email == nil)
        #expect(!identity.isEmailVerified)
    }

    @Test("a name is one line within the limit of a name, or none")
    func name() async throws {
        let long = String(repeating: "a", count: 120)
        for (told, name) in [
            (" Ada\n\u{202E}Lovelace", "Ada Lovelace"), (long, long), (long + "a", nil), (" ", nil),
        ] {
            #expect(try await OpenIDStage().signIn { $0.name = told }.name == name)
        }
    }

    @Test("what the token does not tell is asked for, of the same person")
    func userinfo() async throws {
        let stage = try OpenIDStage(metadata: ", \"userinfo_endpoint\": \"\(OpenIDStage.userinfoEndpoint)\"")
        let silent = { (claims: inout TestClaims) in
            claims.email = nil
            claims.name = nil
        }
        stage.answers[OpenIDStage.userinfoEndpoint] = """
            {"sub": "person-1", "email": "ada@example.org", "email_verified": "true", "name": "Ada"}
            """
        let identity = try await stage.signIn(silent)
        #expect(identity.email == "ada@example.org")
        #expect(identity.isEmailVerified)
        #expect(identity.name == "Ada")
        let request = try #require(stage.answers.requests(to: OpenIDStage.userinfoEndpoint).first)
        #expect(request.headers.contains("Authorization: Bearer an-access-token"))

        stage.answers[OpenIDStage.userinfoEndpoint] =
            "{\"sub\": \"person-2\", \"email\": \"ada@example.org\"}"
        await #expect(throws: ProviderFailure.untrusted("userinfo: of somebody else")) {
            try await stage.signIn(silent)
        }
        _ = try await stage.signIn()
        #expect(stage.answers.requests(to: OpenIDStage.userinfoEndpoint).count == 2)
    }
}
