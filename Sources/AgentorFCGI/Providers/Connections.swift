import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension Site {
    /// `GET /account/connections`
    func showConnections(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        let connected: [ConnectedProvider]
        do { connected = try accounts.connections(of: viewer) } catch { throw Refusal(error) }
        func item(_ name: String, _ label: String) -> ConnectionsPage.Item {
            let words = connected.first { $0.provider == name }.map { connection in
                let day = connection.connectedAt.formatted(.iso8601.year().month().day())
                return [connection.email, "connected \(day)"].compactMap(\.self).joined(separator: ", ")
            }
            return ConnectionsPage.Item(label: label, name: name, connected: words)
        }
        // Providers the operator has taken away can still be disconnected.
        let gone = Set(connected.map(\.provider)).subtracting(settings.providers.all.map(\.name)).sorted()
        let items = settings.providers.all.map { item($0.name, $0.label) } + gone.map { item($0, $0) }
        return .html(
            ConnectionsPage(frame: visit.frame(.account), notice: visit.notice, items: items).html())
    }

    /// `GET /account/connections/{provider}/connect`: sends the browser to the provider, when the person chose that
    /// here: led here from another site, they could be signed in at the provider as somebody else.
    func connectProvider(_ name: String, _ visit: Visit) async throws(Refusal) -> Response {
        guard visit.request.isFromHere else { return .redirect(to: Route.connections.path) }
        return try await leave(for: name, visit, viewer: visit.proved(), next: nil)
    }

    /// `POST /account/connections/{provider}/disconnect`: a code by mail always remains as a way in.
    func disconnectProvider(_ name: String, _ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        do {
            let label = settings.providers[name]?.label ?? name
            let token = try accounts.disconnect(name, called: label, from: viewer, in: visit.token)
            postman.nudge()
            return .redirect(to: Route.connections.path + "?done=disconnected").setting(cookie(token, visit))
        } catch { throw Refusal(error) }
    }
}
