import TestProvider
import Testing

@testable import IdentityProviders

@Suite("Microsoft's tenants")
struct TenantTests {
    private static let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
    private static let other = "72f988bf-86f1-41af-91ab-2d7cd011db47"

    /// The provider everybody's tenant signs in with: its documents name a template.
    private func stage() throws -> OpenIDStage {
        let stage = try OpenIDStage(issuer: "https://id.example/common/v2.0")
        let document = try #require(stage.answers[OpenIDStage.discovery])
        stage.answers["https://id.example/common/v2.0/.well-known/openid-configuration"] =
            document.replacing("\"https://id.example\"", with: "\"https://id.example/{tenantid}/v2.0\"")
        return stage
    }

    private func refusal(_ change: (inout TestClaims) -> Void) async throws -> ProviderFailure? {
        do {
            _ = try await stage().signIn(change)
            return nil
        } catch let error as ProviderFailure {
            return error
        }
    }

    @Test("a token of any tenant is believed when it names the tenant twice, and the tenant is the issuer")
    func anyTenant() async throws {
        for tenant in [Self.tenant, Self.other] {
            let identity = try await stage().signIn {
                $0.iss = "https://id.example/\(tenant)/v2.0"
                $0.tid = tenant
            }
            #expect(identity.issuer == "https://id.example/\(tenant)/v2.0")
        }
    }

    @Test(
        "a token that names two tenants, one only, or none is not believed",
        arguments: [
            (tenant, other), (tenant, nil), ("{tenantid}", "{tenantid}"), ("common", "common"),
            ("\(tenant)/\(tenant)", tenant), (tenant.uppercased(), tenant.uppercased()),
        ] as [(String, String?)])
    func contradiction(issuer: String, tenant: String?) async throws {
        #expect(
            try await refusal {
                $0.iss = "https://id.example/\(issuer)/v2.0"
                $0.tid = tenant
            } == .untrusted("id_token: of another issuer"))
    }

    @Test("an answer in the name of one tenant with a token of another is not believed")
    func otherAnswer() async throws {
        let stage = try stage()
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce) {
            $0.iss = "https://id.example/\(Self.tenant)/v2.0"
            $0.tid = Self.tenant
        }
        for (tenant, expected) in [
            (Self.other, ProviderFailure.untrusted("the answer and the id_token are of different issuers")),
            ("common", .untrusted("the answer is of another issuer")), (Self.tenant, nil),
        ] {
            let callback = ProviderCallback(
                code: "a-code", state: authorization.state, issuer: "https://id.example/\(tenant)/v2.0",
                error: nil)
            #expect(
                await failure { () throws(ProviderFailure) in
                    try await stage.signIn(authorization, with: token, callback: callback)
                } == expected)
        }
    }

    @Test("a key another tenant owns does not sign")
    func owner() async throws {
        for (owner, isRight) in [
            ("https://id.example/{tenantid}/v2.0", true), ("https://id.example/\(Self.tenant)/v2.0", true),
            ("https://id.example/\(Self.other)/v2.0", false), ("https://x.example/{tenantid}/v2.0", false),
        ] {
            let stage = try stage()
            stage.publish(
                OpenIDStage.document(of: stage.key, name: "1", more: ", \"issuer\": \"\(owner)\""))
            let signIn = {
                try await stage.signIn {
                    $0.iss = "https://id.example/\(Self.tenant)/v2.0"
                    $0.tid = Self.tenant
                }
            }
            if isRight {
                _ = try await signIn()
            } else {
                await #expect(throws: ProviderFailure.untrusted("id_token: signed with another issuer's key"))
                {
                    try await signIn()
                }
            }
        }
    }

    @Test("issuers are compared letter by letter")
    func exact() {
        let kelvin = "https://a/\u{212A}"
        #expect(kelvin == "https://a/K")
        #expect(ExpectedIssuer(configured: "https://a/K", discovered: kelvin) == nil)
        #expect(!ExpectedIssuer.exactly("https://a/K").admits(kelvin))
        #expect(!ExpectedIssuer.mayUse(keyOf: "https://a/K", for: kelvin, tenant: nil))
    }

    @Test("a template is taken in the one place only, and of the configured host")
    func template() {
        #expect(
            ExpectedIssuer(configured: "https://a/common/v2.0", discovered: "https://a/{tenantid}/v2.0")
                != nil)
        #expect(
            ExpectedIssuer(
                configured: "https://a/organizations/v2.0", discovered: "https://a/{tenantid}/v2.0") != nil)
        #expect(
            ExpectedIssuer(configured: "https://a/common/v2.0", discovered: "https://b/{tenantid}/v2.0")
                == nil)
        #expect(
            ExpectedIssuer(configured: "https://a/x/v2.0", discovered: "https://a/{tenantid}/v2.0") == nil)
        #expect(
            ExpectedIssuer(configured: "https://a/common/v2.0", discovered: "https://a/{tenantid}/{tenantid}")
                == nil)
    }
}
