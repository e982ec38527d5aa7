import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension SearchDesk {
    private static let notices = [
        "saved": "Saved.", "forgotten": "It is kept no more.",
        "all-forgotten": "Your last searches are forgotten.",
    ]

    /// Channels and conversations to choose from, the latest talk first.
    private static let placesShown = 100

    /// `GET /search?q=LINE&order=closest&older=PLACE`: messages that fit. What comes in fields of its own (`from=`, `in=`, …) is
    /// folded into the line, and leads to the address of that.
    func showMessages(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let fields = visit.request.query
        return try visit.submit(fields) {
            let form = try MessageSearchForm(fields)
            if SearchPanel(fields, over: form.query) != nil { return .redirect(to: form.address) }
            guard form.isAsking else {
                return try visit.present(nil, json: { SearchJSON(form, $0) }) { _ in
                    .html(try page(form, visit, FilledForm(fields), found: nil).html())
                }
            }
            try turns.take(.search, for: viewer)
            let found = try messenger.search(
                form.query, by: form.order, after: form.older, zone: viewer.timeZone, as: viewer.identity)
            return try visit.present(found, json: { SearchJSON(form, $0) }) { found in
                if visit.request.method == .get, form.older == nil {
                    // Nothing fails for it.
                    try? searches.keep(form.query.line, for: viewer)
                }
                let others = try others(by: form, for: viewer)
                return .html(
                    try page(form, visit, FilledForm(fields), found: found, others: others).html())
            }
        } again: { filled in
            try page(try? MessageSearchForm(fields), visit, filled, found: nil).html()
        }
    }

    /// - Parameters:
    ///   - form: nil where what was typed is none.
    ///   - found: nil where nothing was looked for.
    ///   - others: how many people and services there are by the same words.
    private func page(
        _ form: MessageSearchForm?, _ visit: Visit, _ filled: FilledForm, found: MessageHits?,
        others: SearchTabs.Counts = SearchTabs.Counts()
    ) throws -> SearchPage {
        let viewer = try visit.admitted()
        let typed = MessageSearchForm.line(in: filled.fields)
        let said = (try? MessageSearchForm.query(line: typed)) ?? MessageQuery()
        let panel = SearchPanel(filled.fields, over: said) ?? SearchPanel(said)
        let sought = form ?? MessageSearchForm(said)
        let (conversations, channels) = try places(of: viewer)
        let names = Dictionary(
            (conversations + channels).map { ($0.value, $0.label) }, uniquingKeysWith: { $1 })
        let year = viewer.zone.local(Date()).year
        let chosen = sought.chosen(names, year: year)
        let isUnlisted = !panel.place.isEmpty && names[panel.place] == nil
        func place(_ listed: (value: String, label: String)) -> SearchPage.Place {
            SearchPage.Place(listed.value, listed.label, isChosen: listed.value == panel.place)
        }
        func day(_ name: String, _ label: String, _ value: String) -> SearchPage.Filter {
            SearchPage.Filter(
                name, label, type: "date", Entry(value, error: filled.errors[name]?.message))
        }
        let kept = try searches.all(of: viewer)
        return SearchPage(
            frame: visit.frame(.search), line: Entry(typed, error: filled.errors["q"]?.message),
            was: filled.errors["q"] == nil ? said.line : filled.fields["was"] ?? "",
            words: sought.words, order: sought.order == .newest ? nil : sought.order.rawValue,
            from: SearchPage.Filter("from", "From", Entry(panel.from, error: filled.errors["from"]?.message)),
            people: conversations.compactMap { $0.value.hasPrefix("@") ? String($0.value.dropFirst()) : nil },
            conversations: conversations.map(place), channels: channels.map(place),
            otherPlaces: [("", "All your conversations")].map(place)
                + (isUnlisted ? [(panel.place, panel.place)].map(place) : []),
            placeError: filled.errors["in"]?.message,
            days: [
                day("after", "After", panel.after), day("before", "Before", panel.before),
                day("on", "On", panel.on),
            ],
            checks: Self.checks(panel), chosen: chosen,
            results: found.map { results($0, sought, chosen, kept, for: viewer) },
            front: form?.isAsking == false && filled.errors.isEmpty ? Self.front(kept) : nil,
            tabs: sought.tabs(sought.query.features.contains(.file) ? .files : .messages, others),
            notice: filled.fields["done"].flatMap { Self.notices[$0] }, problem: filled.problem)
    }

    private typealias Listed = (value: String, label: String)

    /// Where the viewer can look, as the field has it.
    private func places(of viewer: Viewer) throws -> (conversations: [Listed], channels: [Listed]) {
        let conversations = try messenger.conversations(
            on: .inbox, as: viewer.identity, limit: Self.placesShown
        ).conversations.map { listed in
            Listed(
                (listed.direct.handle.map(MessageQuery.Place.conversation) ?? .channel(listed.slug)).text,
                called(listed.name, listed.direct.handle))
        }
        let channels = try messenger.channels(as: viewer.identity, limit: Self.placesShown).channels.map {
            Listed($0.channel.slug, $0.channel.name)
        }
        return (conversations, channels)
    }

    private static func checks(_ panel: SearchPanel) -> [AgentsPage.Option] {
        let features = MessageQuery.Feature.allCases.map {
            AgentsPage.Option(
                id: "has-\($0.rawValue)", name: "has", value: $0.rawValue, label: $0.label,
                isChosen: panel.features.contains($0))
        }
        let states = MessageQuery.State.allCases.map {
            AgentsPage.Option(
                id: "is-\($0.rawValue)", name: "is", value: $0.rawValue, label: $0.label,
                isChosen: panel.states.contains($0))
        }
        let toMe = AgentsPage.Option(
            id: "to-me", name: "to", value: "me", label: "To you", isChosen: panel.isToMe)
        return features + states + [toMe]
    }

    private func results(
        _ found: MessageHits, _ form: MessageSearchForm, _ chosen: [AgentsPage.Chosen],
        _ kept: [MessageSearch], for viewer: Viewer
    ) -> SearchPage.Results {
        let line = form.query.line
        let savedAs = kept.first { $0.line == line && $0.order == form.order && $0.name != nil }?.name
        return SearchPage.Results(
            hits: found.hits.map { hit in
                let local = viewer.zone.local(hit.sentAt)
                return SearchPage.Hit(
                    hit, sent: local.moment(label: "\(local.longDay), \(local.timeOfDay)"))
            },
            count: Self.count(found, form),
            orders: [
                AgentsPage.Way(
                    "Newest", form.ordered(.newest).address, isCurrent: form.order == .newest),
                AgentsPage.Way(
                    "Closest", form.ordered(.closest).address, isCurrent: form.order == .closest),
            ],
            older: found.older.map { form.address(of: $0) }, isCut: found.isCut,
            unreadable: found.unreadable == 0
                ? nil
                : "Messages of \(counted(found.unreadable, "conversation", "conversations")) cannot be read just now. What fits there is not here.",
            loosenings: found.hits.isEmpty ? form.loosenings(chosen) : [],
            saving: savedAs == nil
                ? "\(Route.search(.save).path)?q=\(line.percentEncoded)\(form.orderField)" : nil,
            savedAs: savedAs)
    }

    private static func count(_ found: MessageHits, _ form: MessageSearchForm) -> String {
        if found.hits.isEmpty { return "No messages" }
        var count = counted(found.hits.count, "message", "messages")
        if form.older != nil {
            count += ", older ones"
        } else if found.older != nil {
            count = "The latest \(count)"
        }
        return form.order == .closest && found.hits.count > 1 ? "\(count), the closest first" : count
    }

    private static func front(_ kept: [MessageSearch]) -> SearchPage.Front {
        func shown(_ search: MessageSearch) -> SearchPage.Kept {
            SearchPage.Kept(
                id: search.id, line: search.line, isByCloseness: search.order == .closest, name: search.name,
                address: "\(Route.search(.messages).path)?q=\(search.line.percentEncoded)"
                    + MessageSearchForm(MessageQuery(), order: search.order).orderField)
        }
        return SearchPage.Front(
            saved: kept.filter { $0.name != nil }.map(shown),
            recent: kept.filter { $0.name == nil }.map(shown), examples: examples)
    }

    private static let examples = [
        SearchPage.Example("sample", "a word that begins so: “sample”, “samples”"),
        SearchPage.Example("*ample", "also inside a word"),
        SearchPage.Example("\"white sample\"", "these words, one after the other"),
        SearchPage.Example("-draft", "without a word that begins so"),
        SearchPage.Example("from:@hana", "written by Hana, whose handle that is; from:me, by you"),
        SearchPage.Example("in:labels", "in a channel or a group, by its address"),
        SearchPage.Example("in:@hana", "in your conversation with Hana"),
        SearchPage.Example("to:me", "that names you, or was written to you alone"),
        SearchPage.Example("has:image", "with an image; has:file, has:link and has:reaction, too"),
        SearchPage.Example("is:unread", "that you have not read; is:pinned and is:bookmarked, too"),
        SearchPage.Example("after:2026-09-01", "written after that day; before: and on:, too"),
    ]
}

struct SearchJSON: Encodable {
    struct Piece: Encodable {
        let text: String
        /// That of the whole.
        let textDirection: PlainText.Direction
        let isMarked: Bool
    }

    struct File: Encodable {
        let name: String
        let nameDirection: PlainText.Direction
    }

    struct Hit: Encodable {
        let message: String
        /// Of the message; and where it stands among the others.
        let address: String
        let place: String
        let channel: String
        let channelDirection: PlainText.Direction
        /// Of whom the channel is called by.
        let handle: String?
        let isDirect: Bool
        let author: String
        let authorDirection: PlainText.Direction
        let authorHandle: String?
        let isMine: Bool
        let sentAt: Date
        let isEdited: Bool
        let excerpt: [Piece]
        let files: [File]
        /// What was found in files.
        let inFiles: [InFile]
        /// What was said just before it and just after it in the same place.
        let before: Neighbour?
        let after: Neighbour?
    }

    struct InFile: Encodable {
        let name: String
        let nameDirection: PlainText.Direction
        let address: String
        let excerpt: [Piece]
    }

    struct Neighbour: Encodable {
        let author: String
        let authorDirection: PlainText.Direction
        let isMine: Bool
        let text: String
        let textDirection: PlainText.Direction

        init(_ neighbour: MessageHit.Neighbour) {
            author = neighbour.authorName
            authorDirection = PlainText.direction(of: author)
            isMine = neighbour.isMine
            text = neighbour.words
            textDirection = PlainText.direction(of: text)
        }
    }

    /// What was looked for, in one line.
    let line: String
    let lineDirection: PlainText.Direction
    let order: String
    let hits: [Hit]
    /// What to ask for those `older`.
    let older: String?
    /// Whether there may be more because no more are looked at at once.
    let isCut: Bool
    /// How many conversations cannot be read just now.
    let unreadable: Int

    init(_ form: MessageSearchForm, _ found: MessageHits?) {
        line = form.isAsking ? form.query.line : ""
        lineDirection = PlainText.direction(of: line)
        order = form.order.rawValue
        older = found?.older?.address
        isCut = found?.isCut ?? false
        unreadable = found?.unreadable ?? 0
        hits = (found?.hits ?? []).map { hit in
            let direction = PlainText.direction(of: hit.excerpt.map(\.text).joined())
            return Hit(
                message: hit.id.uuidString.lowercased(),
                address: Route.message(hit.slug, hit.sequence, .show).path,
                place: QuoteLink.link(to: hit.sequence, thread: hit.thread, in: hit.slug),
                channel: hit.channel, channelDirection: PlainText.direction(of: hit.channel),
                handle: hit.handle, isDirect: hit.isDirect, author: hit.authorName,
                authorDirection: PlainText.direction(of: hit.authorName), authorHandle: hit.authorHandle,
                isMine: hit.isMine, sentAt: hit.sentAt, isEdited: hit.isEdited,
                excerpt: hit.excerpt.map {
                    Piece(text: $0.text, textDirection: direction, isMarked: $0.isMarked)
                },
                files: hit.files.map { File(name: $0, nameDirection: PlainText.direction(of: $0)) },
                inFiles: hit.excerpts.map { found in
                    let direction = PlainText.direction(of: found.excerpt.map(\.text).joined())
                    return InFile(
                        name: found.name, nameDirection: PlainText.direction(of: found.name),
                        address: Route.file(found.id, .show).path,
                        excerpt: found.excerpt.map {
                            Piece(text: $0.text, textDirection: direction, isMarked: $0.isMarked)
                        })
                },
                before: hit.before.map(Neighbour.init), after: hit.after.map(Neighbour.init))
        }
    }
}
