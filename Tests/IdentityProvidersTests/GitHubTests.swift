import TestProvider
import Testing

@testable import IdentityProviders

@Suite("GitHub")
struct GitHubTests {
    private static let redirect = "https://agentor.example/sign-in/with/github/callback"
    private static let token = "https://github.com/login/oauth/access_token"
    private static let user = "https://api.github.com/user"
    private static let emails = "https://api.github.com/user/emails"

    private let answers = ProviderAnswers()
    private let provider: Provider

    init() throws {
        let json = """
            [{"name": "github", "label": "GitHub", "kind": "github", "client_id": "id", "client_secret": "secret"}]
            """
        provider = try #require(
            try Providers(parsing: Array(json.utf8), transport: answers)["github"])
        answers[Self.token] = "{\"access_token\": \"gho_1\", \"token_type\": \"bearer\", \"scope\": \"user\"}"
        answers[Self.user] = "{\"id\": 9007199254740993, \"login\": \"ada\", \"name\": \"Ada Lovelace\"}"
        answers[Self.emails] = """
            [{"email": "old@example.com", "primary": false, "verified": true},
             {"email": "Ada@example.com", "primary": true, "verified": true}]
            """
    }

    private func signIn() async throws(ProviderFailure) -> ProviderIdentity {
        let authorization = try await provider.begin(returningTo: Self.redirect)
        return try await provider.finish(
            authorization, callback: authorization.callback, returningTo: Self.redirect)
    }

    @Test("the browser is sent to GitHub with a state and a challenge, without asking GitHub first")
    func begin() async throws {
        let authorization = try await provider.begin(returningTo: Self.redirect)
        #expect(authorization.address.hasPrefix("https://github.com/login/oauth/authorize?"))
        #expect(authorization.parameter("client_id") == "id")
        #expect(authorization.parameter("scope") == "read:user user:email")
        #expect(authorization.parameter("state") == authorization.state)
        #expect(
            authorization.parameter("code_challenge")
                == Authorization.challenge(for: authorization.verifier))
        #expect(authorization.parameter("nonce") == nil)
        #expect(answers.requests.isEmpty)
    }

    @Test("whoever comes back rightly is known by GitHub's number, to the last digit")
    func person() async throws {
        let authorization = try await provider.begin(returningTo: Self.redirect)
        let identity = try await provider.finish(
            authorization, callback: authorization.callback, returningTo: Self.redirect)
        #expect(identity.issuer == "https://github.com")
        #expect(identity.subject == "9007199254740993")
        #expect(identity.email == "ada@example.com")
        #expect(identity.isEmailVerified)
        #expect(identity.name == "Ada Lovelace")

        let exchange = try #require(answers.requests(to: Self.token).first)
        #expect(exchange.field("code_verifier") == authorization.verifier)
        #expect(exchange.field("redirect_uri") == Self.redirect)
        #expect(exchange.field("client_secret") == "secret")
        #expect(exchange.headers.contains("Accept: application/json"))
        #expect(
            [Self.user, Self.emails].allSatisfy {
                answers.requests(to: $0).first?.headers.contains("Authorization: Bearer gho_1") == true
            })
    }

    @Test("an address that is not both primary and verified is none")
    func unverified() async throws {
        answers[Self.emails] = """
            [{"email": "ada@example.com", "primary": true, "verified": false},
             {"email": "old@example.com", "primary": false, "verified": true}]
            """
        let identity = try await signIn()
        #expect(identity.email == nil)
        #expect(!identity.isEmailVerified)
    }

    @Test("a code that is spent is refused, though GitHub answers 200")
    func spent() async {
        answers[Self.token] = "{\"error\": \"bad_verification_code\", \"error_description\": \"…\"}"
        #expect(await failure(of: signIn) == .refused("token: bad_verification_code"))
        answers[Self.token] = "{\"error\": \"incorrect_client_credentials\"}"
        #expect(await failure(of: signIn) == .unavailable("token: incorrect_client_credentials"))
    }

    @Test("a state that is another ends it before the code goes anywhere")
    func state() async throws {
        let authorization = try await provider.begin(returningTo: Self.redirect)
        let callback = ProviderCallback(code: "a-code", state: "another", issuer: nil, error: nil)
        #expect(
            await failure { () throws(ProviderFailure) in
                try await provider.finish(authorization, callback: callback, returningTo: Self.redirect)
            } == .untrusted("the state is not the one this browser was sent with"))
        #expect(answers.requests.isEmpty)
    }

    @Test("an access token that cannot stand in a header is not sent")
    func splitHeader() async {
        answers[Self.token] = "{\"access_token\": \"a\\r\\nX: y\", \"token_type\": \"bearer\"}"
        #expect(await failure(of: signIn) == .unavailable("token: there is no bearer token"))
        #expect(answers.requests(to: Self.user).isEmpty)
    }

    @Test("what GitHub's API does not tell makes it unavailable")
    func outage() async {
        answers.answer(503, at: Self.emails)
        #expect(await failure(of: signIn) == .unavailable("emails: status 503"))
        answers[Self.user] = "{\"id\": \"1\"}"
        #expect(await failure(of: signIn) == .unavailable("user: the answer is not the JSON it should be"))
    }

    @Test("a GitHub of one's own is an issuer of its own")
    func enterprise() async throws {
        let json = """
            [{"name": "g", "label": "G", "kind": "github", "client_id": "id", "client_secret": "secret",
              "authorization_endpoint": "https://git.example:8443/login/oauth/authorize",
              "token_endpoint": "https://git.example:8443/t", "api": "https://git.example:8443/api/v3/"}]
            """
        let provider = try #require(
            try Providers(parsing: Array(json.utf8), transport: answers)["g"])
        answers["https://git.example:8443/t"] = answers[Self.token]
        answers["https://git.example:8443/api/v3/user"] = answers[Self.user]
        answers["https://git.example:8443/api/v3/user/emails"] = answers[Self.emails]
        let authorization = try await provider.begin(returningTo: Self.redirect)
        let identity = try await provider.finish(
            authorization, callback: authorization.callback, returningTo: Self.redirect)
        #expect(identity.issuer == "https://git.example:8443")
    }
}
