/// What the browser brings back from a provider, in the query of the redirect address.
package struct ProviderCallback: Sendable {
    package let code: String?
    package let state: String?
    /// The parameter `iss` (RFC 9207).
    package let issuer: String?
    package let error: String?

    package init(code: String?, state: String?, issuer: String?, error: String?) {
        self.code = code
        self.state = state
        self.issuer = issuer
        self.error = error
    }

    /// The code, when the answer belongs to the question and is no error.
    func code(for authorization: Authorization) throws(ProviderFailure) -> String {
        guard authorization.isState(state) else {
            throw .untrusted("the state is not the one this browser was sent with")
        }
        if let error {
            let word = ProviderFailure.word(error)
            switch error {
            case "server_error", "temporarily_unavailable": throw .unavailable("authorization: \(word)")
            default: throw .refused("authorization: \(word)")
            }
        }
        guard let code, !code.isEmpty else { throw .untrusted("the callback has no code") }
        return code
    }
}
