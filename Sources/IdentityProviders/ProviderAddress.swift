import FoundationEssentials

/// Which addresses a provider may have: https, and http on this machine.
enum ProviderAddress {
    /// Whether something may be sent there. Rejects credentials and fragments.
    static func isAcceptable(_ address: String) -> Bool {
        guard let parts = parts(of: address) else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && isLoopback(parts.host)
    }

    /// Whether a provider may name this address as one of its own. Only one on this machine may name others
    /// on this machine, so that a stranger's documents cannot have us ask our own services.
    static func isAcceptable(_ address: String, from issuer: String) -> Bool {
        guard isAcceptable(address), let parts = parts(of: address) else { return false }
        return !isLoopback(parts.host) || self.parts(of: issuer).map { isLoopback($0.host) } == true
    }

    /// `scheme://host:port`; nil for what is no such address.
    static func origin(of address: String) -> String? {
        parts(of: address).map { "\($0.scheme)://\($0.authority)" }
    }

    private static func parts(of address: String) -> (scheme: String, host: String, authority: String)? {
        guard address.utf8.count <= 2_000, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let parts = URLComponents(string: address), let scheme = parts.scheme, let host = parts.host,
            !host.isEmpty, parts.user == nil, parts.password == nil, parts.fragment == nil
        else { return nil }
        return (scheme, host, parts.port.map { "\(host):\($0)" } ?? host)
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
    }
}
