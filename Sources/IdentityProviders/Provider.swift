import Outgoing

/// An identity provider the operator has configured.
package struct Provider: Sendable {
    enum Kind: Sendable {
        case openID(OpenIDConnect)
        case github(GitHub)
    }

    /// In addresses: 1 to 40 of a–z, 0–9 and `-`.
    package let name: String
    /// On the button, such as “Google”.
    package let label: String

    private let kind: Kind
    private let transport: any HTTPTransport
    private let executor: (any TaskExecutor)?

    init(
        name: String, label: String, kind: Kind, transport: any HTTPTransport, executor: (any TaskExecutor)?
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.transport = transport
        self.executor = executor
    }

    private var exchange: ProviderExchange { ProviderExchange(transport: transport, executor: executor) }

    /// Where to send the browser, and what must be kept until it comes back. Takes at most ten seconds, beside
    /// waiting for a thread.
    /// - Parameter redirect: where it comes back, exactly as it is registered with the provider.
    package func begin(returningTo redirect: String) async throws(ProviderFailure) -> Authorization {
        switch kind {
        case .openID(let flow):
            try await flow.begin(as: name, returningTo: redirect, through: exchange)
        case .github(let flow):
            flow.begin(as: name, returningTo: redirect)
        }
    }

    /// Exchanges the code and says who it is. Takes at most ten seconds. The authorization is spent, whatever
    /// comes of it: the caller must not give it a second time.
    /// - Parameter redirect: as it was given to `begin`.
    package func finish(
        _ authorization: Authorization, callback: ProviderCallback, returningTo redirect: String
    ) async throws(ProviderFailure) -> ProviderIdentity {
        guard authorization.provider == name else {
            throw .untrusted("the browser was sent to another provider")
        }
        let code = try callback.code(for: authorization)
        switch kind {
        case .openID(let flow):
            return try await flow.finish(
                authorization, code: code, answeredBy: callback.issuer, returningTo: redirect,
                through: exchange)
        case .github(let flow):
            return try await flow.finish(authorization, code: code, returningTo: redirect, through: exchange)
        }
    }
}
