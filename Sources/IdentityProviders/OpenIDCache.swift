/// What a provider published, for as long as it is believed without asking again. A plain value: the caller
/// has the clock and asks.
struct OpenIDCache: Sendable {
    static let lifetime = Duration.seconds(60 * 60)
    /// Keys are asked for again when a token names one that is not among them, but not more often than this,
    /// so that made-up names do not become requests.
    static let pause = Duration.seconds(60)

    enum KeySearch {
        case found(SigningKey)
        case ask
        case unknown
    }

    typealias Instant = ContinuousClock.Instant

    private var metadata: (value: OpenIDMetadata, from: Instant)?
    private var keys: (value: SigningKeys, from: Instant)?
    private var asked: Instant?

    func metadata(at now: Instant) -> OpenIDMetadata? {
        metadata.flatMap { now - $0.from < Self.lifetime ? $0.value : nil }
    }

    mutating func keep(_ metadata: OpenIDMetadata, at now: Instant) {
        self.metadata = (metadata, now)
    }

    /// Whoever is told to ask must ask: it counts from now.
    mutating func key(for header: IDToken.Header, at now: Instant) -> KeySearch {
        if let keys, now - keys.from < Self.lifetime {
            if let key = keys.value.key(for: header) { return .found(key) }
            if let asked, now - asked < Self.pause { return .unknown }
        }
        asked = now
        return .ask
    }

    mutating func keep(_ keys: SigningKeys, at now: Instant) {
        self.keys = (keys, now)
    }
}
