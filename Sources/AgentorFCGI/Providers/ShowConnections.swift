import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import IdentityProviders

extension ProviderDesk {
    /// `GET /account/connections`
    func showConnections(_ visit: Visit) throws -> Response {
        let connected = try accounts.connections(of: visit.admitted())
        func item(_ name: String, _ label: String) -> ConnectionsPage.Item {
            let words = connected.first { $0.provider == name }.map { connection in
                let day = connection.connectedAt.formatted(.iso8601.year().month().day())
                return [connection.email, "connected \(day)"].compactMap(\.self).joined(separator: ", ")
            }
            return ConnectionsPage.Item(label: label, name: name, connected: words)
        }
        // Providers the operator has taken away can still be disconnected.
        let gone = Set(connected.map(\.provider)).subtracting(providers.all.map(\.name)).sorted()
        let items = providers.all.map { item($0.name, $0.label) } + gone.map { item($0, $0) }
        return .html(
            ConnectionsPage(frame: visit.frame(.account), notice: visit.notice, items: items).html())
    }
}
