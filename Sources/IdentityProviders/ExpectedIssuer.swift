import FoundationEssentials

/// Who may have issued an identity token.
///
/// A provider is what it says it is when its discovery document names the configured issuer. Microsoft's
/// addresses for everybody (`…/common/v2.0`, `…/organizations/v2.0`) name a template instead,
/// `…/{tenantid}/v2.0`, for each tenant is an issuer of its own. A marketplace is of little use with one
/// tenant, so the template is taken where it differs from the configured issuer in that one segment; a token
/// must then name one tenant twice, in `iss` and in `tid`.
enum ExpectedIssuer: Sendable, Hashable {
    case exactly(String)
    case anyTenant(before: String, after: String)

    private static let placeholder = "{tenantid}"

    /// Nil when the discovered issuer is another.
    init?(configured: String, discovered: String) {
        if discovered.isExactly(configured) {
            self = .exactly(configured)
            return
        }
        for segment in ["/common/", "/organizations/"] {
            let parts = configured.split(separator: segment, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, discovered.isExactly("\(parts[0])/\(Self.placeholder)/\(parts[1])") else {
                continue
            }
            self = .anyTenant(before: "\(parts[0])/", after: "/\(parts[1])")
            return
        }
        return nil
    }

    func admits(_ issuer: String) -> Bool {
        switch self {
        case .exactly(let expected): issuer.isExactly(expected)
        case .anyTenant: tenant(in: issuer) != nil
        }
    }

    /// - Parameter tenant: the claim `tid`.
    func admits(_ issuer: String, tenant: String?) -> Bool {
        switch self {
        case .exactly: admits(issuer)
        case .anyTenant: tenant != nil && self.tenant(in: issuer) == tenant
        }
    }

    /// Whether a key is one to sign that issuer's tokens. Microsoft's key sets say whose each key is.
    static func mayUse(keyOf owner: String?, for issuer: String, tenant: String?) -> Bool {
        guard let owner else { return true }
        let parts = owner.split(separator: placeholder, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return owner.isExactly(issuer) }
        return tenant.map { issuer.isExactly("\(parts[0])\($0)\(parts[1])") } ?? false
    }

    /// A tenant is a UUID in lower case.
    private func tenant(in issuer: String) -> String? {
        guard case .anyTenant(let before, let after) = self else { return nil }
        let tenant = String(issuer.dropFirst(before.count).dropLast(after.count))
        guard issuer.isExactly(before + tenant + after),
            UUID(uuidString: tenant)?.uuidString.lowercased().isExactly(tenant) == true
        else { return nil }
        return tenant
    }
}
