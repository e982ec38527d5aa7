import TemplateRuntime

/// A frame that is live without scripts. Whatever the network does to it, it is live again within a minute: the frame's
/// document, which comes with the page (`srcdoc`), shows the live one in a frame of its own and begins anew now and then.
/// For that it needs no network, so it outlives what leaves an error of the browser's in its place. Beginning anew is a
/// reload: browsers keep no entry of it in their history.
package struct LiveFrame: Sendable {
    package let title: String
    /// Where the live document is, for browsers that know no `srcdoc` too.
    package let address: String
    /// Nil where the browser cannot begin such a document anew: Firefox loses what is in it.
    package let document: Markup?

    package init(title: String, address: String, beginsAnew: Bool) {
        self.title = title
        self.address = address
        guard beginsAnew else {
            document = nil
            return
        }
        var out = HTML(reservingCapacity: 1024)
        LiveFramePage(title: title, address: address).render(into: &out)
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

    /// - Parameter lastRead: up to where the viewer had read when they came.
    package static func channel(_ slug: String, lastRead: Int64? = nil, beginsAnew: Bool) -> LiveFrame {
        let address = Route.channelWait(slug, .live).path
        return LiveFrame(
            title: "Messages, live", address: lastRead.map { "\(address)?read=\($0)" } ?? address,
            beginsAnew: beginsAnew)
    }
}

/// The document of the frame.
package struct LiveFramePage: Sendable {
    package let title: String
    package let address: String
    /// Seconds, after which it begins anew.
    package let pause = 40
}
