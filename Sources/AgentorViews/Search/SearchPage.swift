import FoundationEssentials
import Messaging

/// `/search`: messages, as looked for; and before anybody looks, how it is done.
package struct SearchPage: FormPage {
    /// A field beside the line, which says the same as a part of it.
    package struct Filter: Sendable {
        package var name: String
        package var label: String
        /// As HTML has it. What cannot be taken is shown as text: a browser's own control would not show it.
        package var type: String
        package var entry: Entry

        package init(_ name: String, _ label: String, type: String = "text", _ entry: Entry) {
            self.name = name
            self.label = label
            self.type = entry.error == nil ? type : "text"
            self.entry = entry
        }
    }

    /// Where can be looked.
    package struct Place: Sendable {
        package var value: String
        package var label: String
        package var isChosen: Bool

        package init(_ value: String, _ label: String, isChosen: Bool) {
            self.value = value
            self.label = label
            self.isChosen = isChosen
        }
    }

    package struct Hit: Sendable, Avatar {
        package var name: String
        package var face: UUID
        package var picture: String?
        package var handle: String?
        package var isMine: Bool
        /// The channel's name, and where it is met.
        package var place: String
        /// Of whom it is called by.
        package var placeHandle: String?
        package var placeAddress: String
        /// A symbol of `static/icons.svg`.
        package var placeIcon: String
        package var sent: Moment
        package var isEdited: Bool
        package var excerpt: [MessageHit.Piece]
        package var files: [String]
        /// What was found in files.
        package var inFiles: [InFile]
        /// What was said just before it and just after it.
        package var before: Neighbour?
        package var after: Neighbour?
        /// Where it stands among the others.
        package var address: String

        package init(_ hit: MessageHit, sent: Moment) {
            name = hit.authorName
            face = hit.author.rawValue
            picture = hit.authorPicture
            handle = hit.authorHandle
            isMine = hit.isMine
            place = hit.channel
            placeHandle = hit.isDirect ? hit.handle : nil
            placeAddress =
                hit.isDirect
                ? Route.conversation(hit.handle ?? hit.slug, .show).path : Route.channel(hit.slug, .show).path
            placeIcon = hit.isDirect ? "message" : "channel"
            self.sent = sent
            isEdited = hit.isEdited
            excerpt = hit.excerpt
            // A file that is shown with what it says is not named twice.
            var names = hit.files
            for excerpt in hit.excerpts {
                if let place = names.firstIndex(of: excerpt.name) { names.remove(at: place) }
            }
            files = names
            inFiles = hit.excerpts.map(InFile.init)
            before = hit.before.map(Neighbour.init)
            after = hit.after.map(Neighbour.init)
            address = QuoteLink.link(to: hit.sequence, thread: hit.thread, in: hit.slug)
        }

        package var hasFiles: Bool { !files.isEmpty }
        package var hasExcerpt: Bool { !excerpt.isEmpty }
    }

    /// What was found in a file.
    package struct InFile: Sendable {
        package var name: String
        package var address: String
        package var excerpt: [MessageHit.Piece]

        package init(_ found: MessageHit.FileExcerpt) {
            name = found.name
            address = Route.file(found.id, .show).path
            excerpt = found.excerpt
        }
    }

    /// A message beside one that was found.
    package struct Neighbour: Sendable {
        package var name: String
        package var isMine: Bool
        package var words: String

        package init(_ neighbour: MessageHit.Neighbour) {
            name = neighbour.authorName
            isMine = neighbour.isMine
            words = neighbour.words
        }
    }

    package struct Results: Sendable {
        package var hits: [Hit]
        /// "20 messages".
        package var count: String
        package var orders: [AgentsPage.Way]
        /// The address of the next page; nil on the last.
        package var older: String?
        /// Whether this page ends because no more are looked at at once.
        package var isCut: Bool
        /// What cannot be read just now.
        package var unreadable: String?
        /// What to do otherwise, where nothing was found.
        package var loosenings: [AgentsPage.Way]
        /// Where the search is given a name; nil where it has one.
        package var saving: String?
        package var savedAs: String?

        package init(
            hits: [Hit], count: String, orders: [AgentsPage.Way], older: String?, isCut: Bool,
            unreadable: String?, loosenings: [AgentsPage.Way], saving: String?, savedAs: String?
        ) {
            self.hits = hits
            self.count = count
            self.orders = orders
            self.older = older
            self.isCut = isCut
            self.unreadable = unreadable
            self.loosenings = loosenings
            self.saving = saving
            self.savedAs = savedAs
        }

        package var hasHits: Bool { !hits.isEmpty }
        package var hasLoosenings: Bool { !loosenings.isEmpty }
    }

    /// A search that is kept.
    package struct Kept: Sendable {
        package var id: UUID
        package var line: String
        /// Whether the closest come first.
        package var isByCloseness: Bool
        package var name: String?
        package var address: String

        package init(id: UUID, line: String, isByCloseness: Bool, name: String?, address: String) {
            self.id = id
            self.line = line
            self.isByCloseness = isByCloseness
            self.name = name
            self.address = address
        }
    }

    /// What can be written in the line, and what it finds.
    package struct Example: Sendable {
        package var line: String
        package var meaning: String

        package init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    /// What is shown before anything is looked for.
    package struct Front: Sendable {
        package var saved: [Kept]
        package var recent: [Kept]
        package var examples: [Example]

        package init(saved: [Kept], recent: [Kept], examples: [Example]) {
            self.saved = saved
            self.recent = recent
            self.examples = examples
        }

        package var hasSaved: Bool { !saved.isEmpty }
        package var hasRecent: Bool { !recent.isEmpty }
    }

    package var frame: PageFrame
    /// As typed.
    package var line: Entry
    /// What the fields beside it were filled in by.
    package var was: String
    /// The words of it, without all that leaves out.
    package var words: String
    package var order: String?
    package var from: Filter
    /// Whom to choose from: handles.
    package var people: [String]
    package var conversations: [Place]
    package var channels: [Place]
    /// Where nothing is chosen, and what is in neither list.
    package var otherPlaces: [Place]
    package var placeError: String?
    package var days: [Filter]
    package var checks: [AgentsPage.Option]
    /// What stands in the line besides words, each with the same line without.
    package var chosen: [AgentsPage.Chosen]
    package var results: Results?
    package var front: Front?
    package var tabs: [SearchTabs.Tab]
    package var notice: String?
    package var problem: String?

    package init(
        frame: PageFrame, line: Entry, was: String, words: String, order: String?, from: Filter,
        people: [String],
        conversations: [Place], channels: [Place], otherPlaces: [Place], placeError: String?, days: [Filter],
        checks: [AgentsPage.Option], chosen: [AgentsPage.Chosen], results: Results?, front: Front?,
        tabs: SearchTabs, notice: String?, problem: String?
    ) {
        self.frame = frame
        self.line = line
        self.was = was
        self.words = words
        self.order = order
        self.from = from
        self.people = people
        self.conversations = conversations
        self.channels = channels
        self.otherPlaces = otherPlaces
        self.placeError = placeError
        self.days = days
        self.checks = checks
        self.chosen = chosen
        self.results = results
        self.front = front
        self.tabs = tabs.all
        self.notice = notice
        self.problem = problem
    }

    package var fields: [Field] { [] }

    package var otherErrors: [FieldError] {
        var errors = line.error.map { [FieldError(field: "q", label: "Search for", message: $0)] } ?? []
        func add(_ filter: Filter) {
            if let message = filter.entry.error {
                errors.append(FieldError(field: filter.name, label: filter.label, message: message))
            }
        }
        add(from)
        if let placeError { errors.append(FieldError(field: "in", label: "In", message: placeError)) }
        days.forEach(add)
        return errors
    }

    package var hasLine: Bool { !line.value.isEmpty }
    package var hasWords: Bool { !words.isEmpty }
    package var hasChosen: Bool { !chosen.isEmpty }
    package var chosenCount: Int { chosen.count }
    package var hasConversations: Bool { !conversations.isEmpty }
    package var hasChannels: Bool { !channels.isEmpty }
    /// Whether something in the fields is to be put right, so that they are not folded away.
    package var hasWrongFilter: Bool {
        placeError != nil || ([from] + days).contains { $0.entry.error != nil }
    }
}
