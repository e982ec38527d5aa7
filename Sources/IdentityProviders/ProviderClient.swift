/// What the operator registered with a provider.
struct ProviderClient: Sendable {
    let id: String
    let secret: ClientSecret
    let scopes: [String]
    /// Whether addresses this provider tells are its people's own: nil leaves it to what the provider says of
    /// each.
    let trustsEmail: Bool?
}
