import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text

extension KeepingDesk {
    /// `GET /bookmarks?after=PLACE`: a page of the messages the viewer keeps, the last kept first.
    func showBookmarks(_ visit: Visit) throws -> Response {
        let place = visit.request.query["after"].flatMap(BookmarkPosition.init(address:))
        let found = try messenger.bookmarks(after: place, as: visit.identity)
        let viewer = try visit.admitted()
        return try visit.present(found, json: BookmarksJSON.init) { found in
            let bookmarks = found.bookmarks.map { bookmark in
                BookmarksPage.Bookmark(
                    id: bookmark.id,
                    content: bookmark.content.map { content in
                        let local = viewer.zone.local(content.sentAt)
                        return BookmarksPage.Content(
                            slug: content.slug, sequence: content.sequence, channel: content.channel,
                            handle: content.handle, author: content.author,
                            authorHandle: content.authorHandle, words: content.words,
                            sent: local.moment(label: "\(local.longDay), \(local.timeOfDay)"),
                            fold: content.fold?.foldedWords)
                    })
            }
            return .html(
                BookmarksPage(
                    frame: visit.frame(.messages), bookmarks: bookmarks, isFirst: place == nil,
                    next: found.next.map {
                        "\(Route.keeping(.bookmarks).path)?after=\($0.address.percentEncoded)"
                    },
                    notice: visit.request.query["done"].flatMap { MessageDesk.notices[$0] }
                ).html())
        }
    }

    /// `POST /bookmarks/remove`: also of what the viewer can no longer read.
    func removeBookmark(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        guard let message = form["message"].flatMap(UUID.init(uuidString:)) else { throw Refusal.notFound }
        try turns.take(.mark, for: viewer)
        try messenger.removeBookmark(of: message, as: viewer.identity)
        return try visit.present(false, json: BookmarkStateJSON.init) { _ in
            .redirect(to: Route.keeping(.bookmarks).path(done: "unbookmarked"))
        }
    }
}

extension BookmarkPosition {
    var address: String { PlaceInTime(keptAt, message).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(keptAt: place.moment, message: place.id)
    }
}

struct BookmarksJSON: Encodable {
    struct Entry: Encodable {
        /// What removes it.
        let message: String
        let keptAt: Date
        /// The rest is of what the viewer can still read.
        let address: String?
        let channel: String?
        let channelDirection: PlainText.Direction?
        /// Of whom it is called by.
        let handle: String?
        let author: String?
        let authorDirection: PlainText.Direction?
        let authorHandle: String?
        let words: String?
        let wordsDirection: PlainText.Direction?
        let sentAt: Date?
        /// As a message's.
        let folded: String?
    }

    let bookmarks: [Entry]
    /// What to ask for the next page `after`.
    let next: String?

    init(_ found: ListedBookmarks) {
        next = found.next?.address
        bookmarks = found.bookmarks.map { bookmark in
            let content = bookmark.content
            return Entry(
                message: bookmark.id.uuidString.lowercased(), keptAt: bookmark.keptAt,
                address: content.map { Route.message($0.slug, $0.sequence, .show).path },
                channel: content?.channel,
                channelDirection: content.map { PlainText.direction(of: $0.channel) },
                handle: content?.handle, author: content?.author,
                authorDirection: content.map { PlainText.direction(of: $0.author) },
                authorHandle: content?.authorHandle, words: content?.words,
                wordsDirection: content.map { PlainText.direction(of: $0.words) },
                sentAt: content?.sentAt, folded: content?.fold?.rawValue)
        }
    }
}
