import FoundationEssentials
import IdentityProviders
import Outgoing

extension HTTPRequest {
    func field(_ name: String) -> String? {
        form?.first { $0.0 == name }?.1
    }
}

extension Authorization {
    /// A parameter of the address the browser is sent to.
    func parameter(_ name: String) -> String? {
        URLComponents(string: address)?.queryItems?.first { $0.name == name }?.value
    }
}

/// What a call that must fail failed with.
func failure(of call: () async throws(ProviderFailure) -> some Any) async -> ProviderFailure? {
    do throws(ProviderFailure) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
