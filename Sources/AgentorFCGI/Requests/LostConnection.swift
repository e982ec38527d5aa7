import AgentorViews
import FastCGI

extension Visit {
    /// What a frame that is live without scripts shows while the database cannot be reached. It asks again: the first time
    /// at once, from then on each answer is held for some seconds, until one succeeds.
    /// - Parameter page: the frame's document, asking for an address again.
    func lostConnection(_ page: (ChannelLivePage.Refresh) -> [UInt8]) async -> Response {
        if request.query["lost"] != nil {
            try? await Task.sleep(for: .seconds(Double.random(in: 3...5)))
        }
        let address = "\(request.path)?lost=\(UInt32.random(in: 0...UInt32.max))"
        return .html(page(ChannelLivePage.Refresh(address: address)), status: .serviceUnavailable)
    }
}
