import TemplateRuntime
import Text

/// A frame that is live without scripts. Whatever the network does to it, it is live again within a minute: the frame's
/// document, which comes with the page (`srcdoc`), shows the live one in a frame of its own and begins anew now and then.
/// For that it needs no network, so it outlives what leaves an error of the browser's in its place. Beginning anew is a
/// reload: browsers keep no entry of it in their history.
package struct LiveFrame: Sendable {
    package let title: String
    /// Where the live document is, for browsers that know no `srcdoc` too; or the first of those that take turns around it.
    package let address: String
    /// Nil where the browser loses what is in such a document when it begins anew, as Firefox does (`FrameTurn`).
    package let document: Markup?

    package init(title: String, address: String, beginsAnew: Bool) {
        self.title = title
        guard beginsAnew else {
            self.address = FrameTurn.address(of: address, turn: 0)
            document = nil
            return
        }
        self.address = address
        var out = HTML(reservingCapacity: 1024)
        LiveFramePage(title: title, address: address, pause: 40).render(into: &out)
        document = Markup(trusted: out.bytes)
    }

    /// - Parameter namesPeople: whether it says who is there.
    package static func inbox(beginsAnew: Bool, namesPeople: Bool = false) -> LiveFrame {
        let address = Route.inboxWait(.live).path
        return LiveFrame(
            title: "Unread messages, live", address: namesPeople ? "\(address)?circle" : address,
            beginsAnew: beginsAnew)
    }

    /// - Parameter sequence: of the message whose thread it is.
    package static func thread(of sequence: Int64, in slug: String, beginsAnew: Bool) -> LiveFrame {
        LiveFrame(
            title: "Replies, live", address: Route.threadWait(slug, sequence, .live).path,
            beginsAnew: beginsAnew)
    }

    /// - Parameters:
    ///   - lastRead: up to where the viewer had read when they came.
    ///   - care: of a request, what contact data the page warns of already.
    package static func channel(
        _ slug: String, lastRead: Int64? = nil, care: Int? = nil, beginsAnew: Bool
    ) -> LiveFrame {
        let query = [lastRead.map { "read=\($0)" }, care.map { "care=\($0)" }].compactMap(\.self)
        let address = Route.channelWait(slug, .live).path
        return LiveFrame(
            title: "Messages, live",
            address: query.isEmpty ? address : "\(address)?\(query.joined(separator: "&"))",
            beginsAnew: beginsAnew)
    }
}

/// The document of the frame.
package struct LiveFramePage: Sendable {
    package let title: String
    package let address: String
    /// Seconds, after which it begins anew.
    package let pause: Int
    /// Where it goes on instead.
    package var next: String?
    /// What is only loaded, so that the browser keeps it, in the place of the live document.
    package var kept: String?

    package init(title: String, address: String, pause: Int, next: String? = nil, kept: String? = nil) {
        self.title = title
        self.address = address
        self.pause = pause
        self.next = next
        self.kept = kept
    }
}

/// `/frame?of=ADDRESS&turn=N`: the document of the frame in Firefox. Two that lead to each other take turns (1 and 2). They
/// never change, so that the browser takes them from what it keeps, also where there is no network. A page's frame begins
/// with turn 0, which has both of them loaded before anything can happen to the network.
package struct FrameTurn: Sendable {
    let page: LiveFramePage

    /// Nil for what is no live document of this site's.
    /// - Parameters:
    ///   - address: of the live document.
    ///   - isSecure: whether the browser came over TLS.
    package init?(of address: String, turn: Int, isSecure: Bool) {
        let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard (0...2).contains(turn),
            parts.count == 1 || parts[1].wholeMatch(of: /[a-z]+(=[0-9]+)?(&[a-z]+=[0-9]+)?/) != nil
        else { return nil }
        let frame: LiveFrame
        switch Route(path: parts[0]) {
        case .channelWait(let slug, .live): frame = .channel(slug, beginsAnew: true)
        case .threadWait(let slug, let place, .live): frame = .thread(of: place, in: slug, beginsAnew: true)
        case .inboxWait(.live): frame = .inbox(beginsAnew: true)
        default: return nil
        }
        // After more than 15 seconds Firefox goes nowhere without asking the server, but for what is immutable, which it
        // believes over TLS alone.
        let pause = turn == 0 ? 0 : isSecure ? 40 : 15
        page = LiveFramePage(
            title: frame.title, address: address, pause: pause,
            next: Self.address(of: address, turn: turn == 1 ? 2 : 1),
            kept: turn == 0 ? Self.address(of: address, turn: 2) : nil)
    }

    package func html() -> [UInt8] {
        var out = HTML(reservingCapacity: 1024)
        page.render(into: &out)
        return out.bytes
    }

    static func address(of address: String, turn: Int) -> String {
        "\(Route.home(.frame).path)?of=\(address.percentEncoded)&turn=\(turn)"
    }
}
