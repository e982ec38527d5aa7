import Forms
import Postgres

extension Messenger {
    /// The messages the viewer may read in which all of a query is so, at most `limit`, the latest first.
    /// - Parameters:
    ///   - position: of the page before; nil for the first.
    ///   - zone: the viewer's, by which days begin and end: an IANA name.
    /// - Throws: `.invalid` at `q`, `in`, `from`, `before`, `after` or `on`: for a place the viewer is not in as for one that
    ///   is not there.
    public func search(
        _ query: MessageQuery, by order: SearchOrder = .newest, after position: SearchPosition? = nil,
        zone: String, as viewer: Identity, limit: Int = 20
    ) throws(MessagingError) -> MessageHits {
        throw .notFound
    }
}
