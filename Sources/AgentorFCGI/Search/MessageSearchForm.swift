import AgentorViews
import FastCGI
import Forms
import Messaging
import Text
import ZoneInfo

/// What somebody looks for among messages, as an address says it: all of it in one line, so that a search has one address.
struct MessageSearchForm: Hashable {
    /// Characters of a line that are looked at.
    private static let typedLimit = 10 * MessageQuery.lineLimit

    var query: MessageQuery
    var order: SearchOrder
    var older: SearchPosition?

    init(_ query: MessageQuery, order: SearchOrder = .newest, older: SearchPosition? = nil) {
        self.query = query
        self.order = order
        self.older = older
    }

    /// - Throws: what cannot be taken, at `q` and at the fields beside it.
    init(_ fields: Fields) throws(FormErrors) {
        query = try Self.query(line: Self.line(in: fields))
        order = fields["order"].flatMap(SearchOrder.init(rawValue:)) ?? .newest
        older = fields["older"].flatMap(SearchPosition.init(address:))
        if let panel = SearchPanel(fields, over: query) {
            try panel.apply(to: &query)
            older = nil
            try Self.check(query)
        }
    }

    /// As typed.
    static func line(in fields: Fields) -> String {
        PlainText.line(String((fields["q"] ?? "").unicodeScalars.prefix(typedLimit)))
    }

    /// - Throws: what is wrong with it, at `q`, where all of it was typed.
    static func query(line: String) throws(FormErrors) -> MessageQuery {
        if line.isEmpty { return MessageQuery() }
        do { return try MessageQuery(line: line) } catch {
            var errors = FormErrors()
            for entry in error.entries { errors.add("q", entry.error) }
            throw errors
        }
    }

    /// - Throws: what is wrong with it as a whole: at a day where no day is all of it.
    private static func check(_ query: MessageQuery) throws(FormErrors) {
        do { _ = try Self.query(line: query == MessageQuery() ? "" : query.line) } catch {
            guard let wrong = error["q"], wrong.code == .outOfRange else { throw error }
            let day = query.after != nil ? "after" : query.before != nil ? "before" : "on"
            throw FormErrors(day, wrong.code, wrong.message)
        }
    }

    /// Whether anything is looked for, and can be.
    private var isReadable: Bool { isAsking && (try? Self.query(line: query.line)) != nil }

    /// Whether anything is looked for.
    var isAsking: Bool { query != MessageQuery() }

    var address: String { address() }

    func address(of page: SearchPosition? = nil) -> String {
        let path = Route.search(.messages).path
        guard isAsking else { return path }
        var address = "\(path)?q=\(query.line.percentEncoded)"
        address += orderField
        if let page { address += "&older=\(page.address.percentEncoded)" }
        return address
    }

    /// Behind the line in an address.
    var orderField: String { order == .newest ? "" : "&order=\(order.rawValue)" }

    /// The same with something changed, and on its first page.
    func with(_ change: (inout MessageQuery) -> Void) -> MessageSearchForm {
        var form = MessageSearchForm(query, order: order)
        change(&form.query)
        return form
    }

    func ordered(_ order: SearchOrder) -> MessageSearchForm { MessageSearchForm(query, order: order) }

    /// The words that have to be there, for searches of other things.
    var words: String { query.terms.filter { !$0.isExcluded }.map(\.text).joined(separator: " ") }

    /// What leaves messages out besides words, each with the same without.
    /// - Parameters:
    ///   - names: of places, by how they stand in the field.
    ///   - year: the present one, which days do not say.
    func chosen(_ names: [String: String], year: Int) -> [AgentsPage.Chosen] {
        var chosen: [AgentsPage.Chosen] = []
        func add(_ label: String, without change: (inout MessageQuery) -> Void) {
            chosen.append(AgentsPage.Chosen(label, without: with(change).address))
        }
        switch query.author {
        case .me: add("From you") { $0.author = nil }
        case .handle(let handle): add("From @\(handle)") { $0.author = nil }
        case nil: break
        }
        if let place = query.place {
            add("In \((names[place.text] ?? place.text).isolated)") { $0.place = nil }
        }
        if query.isToMe { add("To you") { $0.isToMe = false } }
        for feature in MessageQuery.Feature.allCases where query.features.contains(feature) {
            add(feature.label) { $0.features.remove(feature) }
        }
        for state in MessageQuery.State.allCases where query.states.contains(state) {
            add(state.label) { $0.states.remove(state) }
        }
        if let day = query.after { add("After \(day.label(in: year))") { $0.after = nil } }
        if let day = query.before { add("Before \(day.label(in: year))") { $0.before = nil } }
        if let day = query.on { add("On \(day.label(in: year))") { $0.on = nil } }
        return chosen
    }

    /// What to do otherwise where nothing was found: inside words, and without one of the things that leave out.
    func loosenings(_ chosen: [AgentsPage.Chosen]) -> [AgentsPage.Way] {
        var ways: [AgentsPage.Way] = []
        // Of short words none is looked for inside others.
        if query.terms.contains(where: { $0.kind == .beginning && !$0.isExcluded }) {
            let inside = with { query in
                query.terms = query.terms.map {
                    $0.kind == .beginning && !$0.isExcluded ? SearchTerm(.inside, $0.text) : $0
                }
            }
            if inside.isReadable { ways.append(AgentsPage.Way("Look inside words, too", inside.address)) }
        }
        if query.terms.isEmpty && chosen.count == 1 { return ways }
        ways += chosen.map { AgentsPage.Way("Without \u{201C}\($0.label)\u{201D}", $0.without) }
        if chosen.count > 1, !query.terms.isEmpty {
            let words = with { query in
                let terms = query.terms
                query = MessageQuery()
                query.terms = terms
            }
            ways.append(AgentsPage.Way("The words alone", words.address))
        }
        return ways
    }
}

extension SearchPosition {
    var address: String { PlaceInTime(sentAt, message).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(sentAt: place.moment, message: place.id)
    }
}

/// What stands in the fields beside the line. It says the same as the line: the line fills it in, and when it is sent it is
/// folded into the line.
struct SearchPanel {
    var from = ""
    var place = ""
    var after = ""
    var before = ""
    var on = ""
    var features: Set<MessageQuery.Feature> = []
    var states: Set<MessageQuery.State> = []
    var isToMe = false

    private static let names: Set<String> = [
        "from", "in", "after", "before", "on", "has", "is", "to", "was",
    ]

    init(_ query: MessageQuery) {
        switch query.author {
        case .me: from = "me"
        case .handle(let handle): from = "@\(handle)"
        case nil: break
        }
        place = query.place?.text ?? ""
        after = query.after?.text ?? ""
        before = query.before?.text ?? ""
        on = query.on?.text ?? ""
        features = query.features
        states = query.states
        isToMe = query.isToMe
    }

    /// What was sent, in the place of what the line says. A field that was not sent leaves that as it is.
    ///
    /// The page sends the whole panel with the line, and the line it was filled in by (`was`): what was changed beside the line
    /// holds, and what was left as it was follows the line.
    /// - Returns: nil where nothing but the line was sent.
    init?(_ fields: Fields, over query: MessageQuery) {
        guard fields.all.contains(where: { Self.names.contains($0.name) }) else { return nil }
        self.init(query)
        let was = fields["was"].map { line in
            SearchPanel((try? MessageSearchForm.query(line: PlainText.line(line))) ?? MessageQuery())
        }
        func typed(_ name: String, _ field: WritableKeyPath<SearchPanel, String>) {
            guard let sent = fields[name] else { return }
            let value = PlainText.line(String(sent.unicodeScalars.prefix(100)))
            if value != was?[keyPath: field] { self[keyPath: field] = value }
        }
        typed("from", \.from)
        typed("in", \.place)
        typed("after", \.after)
        typed("before", \.before)
        typed("on", \.on)
        let features = Set(fields.all("has").compactMap(MessageQuery.Feature.init(rawValue:)))
        let states = Set(fields.all("is").compactMap(MessageQuery.State.init(rawValue:)))
        let isToMe = fields.all("to").contains("me")
        // Of boxes that are not ticked nothing is sent.
        self.features.formUnion(features.subtracting(was?.features ?? []))
        self.states.formUnion(states.subtracting(was?.states ?? []))
        if let was {
            self.features.subtract(was.features.subtracting(features))
            self.states.subtract(was.states.subtracting(states))
            if was.isToMe, !isToMe { self.isToMe = false }
        }
        if isToMe, was?.isToMe != true { self.isToMe = true }
    }

    /// - Throws: what cannot be taken. Whether somebody, or a place, is there is asked when it is looked for.
    func apply(to query: inout MessageQuery) throws(FormErrors) {
        var errors = FormErrors()
        query.author = nil
        query.place = nil
        let author = from.lowercased()
        if author == "me" {
            query.author = .me
        } else if !author.isEmpty {
            if let handle = Handle(author.hasPrefix("@") ? String(author.dropFirst()) : author) {
                query.author = .handle(handle.text)
            } else {
                errors.add("from", FieldError(.malformed, "Enter a handle, such as @ada, or me."))
            }
        }
        if !place.isEmpty {
            if let found = MessageQuery.Place(text: place.lowercased()) {
                query.place = found
            } else {
                errors.add("in", FieldError(.malformed, "Choose one of your conversations or channels."))
            }
        }
        query.after = Self.day(after, "after", &errors)
        query.before = Self.day(before, "before", &errors)
        query.on = Self.day(on, "on", &errors)
        query.features = features
        query.states = states
        query.isToMe = isToMe
        if !errors.isEmpty { throw errors }
    }

    private static func day(_ typed: String, _ name: String, _ errors: inout FormErrors) -> MessageQuery.Day?
    {
        if typed.isEmpty { return nil }
        guard let day = CivilTime.Day(typed) else {
            errors.add(name, FieldError(.malformed, "Enter a day, such as 2026-09-01."))
            return nil
        }
        return MessageQuery.Day(year: day.year, month: day.month, day: day.day)
    }
}

extension MessageQuery.Place {
    /// As the field has it: a channel's address, or "@ada".
    var text: String {
        switch self {
        case .channel(let slug): slug
        case .conversation(let handle): "@\(handle)"
        }
    }

    /// - Parameter text: in lower case. Nil for what can be none.
    init?(text: String) {
        if text.hasPrefix("@") {
            guard let handle = Handle(String(text.dropFirst())) else { return nil }
            self = .conversation(handle.text)
        } else {
            let isSlug = text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
            }
            guard isSlug, !text.isEmpty else { return nil }
            self = .channel(text)
        }
    }
}

extension MessageQuery.Day {
    /// "2026-09-01"
    var text: String {
        func padded(_ number: Int, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// "1 September", with the year where it is another.
    func label(in present: Int) -> String {
        CivilTime.Day(year: year, month: month, day: day).map {
            LocalTimestamp.label(of: $0, in: present)
        } ?? text
    }
}

extension MessageQuery.Feature {
    var label: String {
        switch self {
        case .image: "With an image"
        case .file: "With a file"
        case .link: "With a link"
        case .reaction: "With a reaction"
        }
    }
}

extension MessageQuery.State {
    var label: String {
        switch self {
        case .unread: "Unread"
        case .pinned: "Pinned"
        case .bookmarked: "Bookmarked"
        }
    }
}
