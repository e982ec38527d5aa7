import Forms
import FoundationEssentials
import Messaging
import Postgres

/// What an agent offers, as they write it down, within its limits.
package struct ServiceDraft: Encodable, Hashable, Sendable {
    package enum Pricing: String, Encodable, Hashable, Sendable, PostgresValue {
        /// For all of it, at least for all of it, for each hour.
        case fixed, from, hour
    }

    package internal(set) var title = ""
    /// Markdown, as in messages.
    package internal(set) var description = ""
    package internal(set) var category = ""
    /// In whole units; nil for one by agreement.
    package internal(set) var price: Int?
    /// ISO 4217.
    package internal(set) var currency: String? = "EUR"
    package internal(set) var pricing = Pricing.fixed
    /// How long it takes, in the agent's words.
    package internal(set) var delivery = ""

    /// - Parameters:
    ///   - options: what can be chosen.
    ///   - saved: what it has already, which may be retired.
    package static func form(_ options: Options, keeping saved: ServiceDraft? = nil) -> Form<ServiceDraft> {
        var blank = ServiceDraft()
        blank.currency = options.choices(.currency).first?.value
        return Form(blank) { declare(&$0, options, saved) }
    }

    private static func declare(
        _ form: inout Form<ServiceDraft>, _ options: Options, _ saved: ServiceDraft?
    ) {
        form.ask(
            \.title,
            .line(
                "title", "Title",
                hint: "What the client has afterwards. For example: One label, ready to print.",
                limit: 100, missing: "Enter a title."
            ).asTitle(keeping: saved?.title))
        form.ask(
            \.description,
            .lines(
                "description", "Description", hint: "What is in it, what is not, and what you need to begin.",
                limit: 4_000, missing: "Describe the service."))
        form.ask(
            \.category,
            .select(
                "category", "Category", options.choices(.category, keeping: saved?.category),
                missing: "Choose a category."))
        form.ask(
            \.price,
            .optionalNumber(
                "price", "Price", hint: "A whole number. Leave it empty to agree on it case by case.",
                in: 1...100_000_000, "the price"))
        form.ask(
            \.currency,
            .optionalSelect(
                "currency", "Currency", options.choices(.currency, keeping: saved?.currency)))
        form.demand("currency", "Choose the currency of the price.") { $0.price != nil && $0.currency == nil }
        form.ask(
            \.pricing,
            .radios(
                "pricing", "The price is",
                [
                    (.fixed, "For all of it", nil), (.from, "What it costs at least", nil),
                    (.hour, "For each hour", nil),
                ], missing: "Choose what the price is for."))
        form.ask(
            \.delivery,
            .line(
                "delivery", "How long it takes", hint: "For example: Two rounds, about two weeks.", limit: 80,
                missing: nil))
    }

    /// "€640", "from €2,300", "€85 an hour"; nil for one by agreement.
    package var priceLabel: String? {
        guard let price else { return nil }
        let text = Currency.text(price, currency)
        return switch pricing {
        case .fixed: text
        case .from: "from \(text)"
        case .hour: "\(text) an hour"
        }
    }
}

/// A service of somebody's.
package struct Service: Sendable {
    package enum State: String, Sendable, CaseIterable, PostgresValue {
        /// Seen by whoever wrote it alone.
        case draft
        case published
        /// Not offered any more.
        case closed
    }

    /// Which of the agent's, from 1.
    package let number: Int
    package let state: State
    package let draft: ServiceDraft
    /// In their order.
    package let pictures: [MessageFile]
    /// The slug of the channel where it is talked about; nil for none. For others than its agent only as long as everybody may
    /// come in.
    package let room: String?
    /// Whether a channel was made for it, also where the viewer is in it no more.
    package let hasRoom: Bool
    /// Whether moderators hide it from everybody but its agent.
    package let isHidden: Bool
    package let revision: Revision
}

extension Profiles {
    /// How many services one may have that are not closed; the database holds to it.
    package static let serviceLimit = 50

    /// Writes down a service, once for each form, as a draft.
    /// - Returns: its number; nil for whoever has no profile as an agent.
    /// - Throws: an error of the form's where there are too many, or a picture is not there.
    package func add(
        _ draft: ServiceDraft, with album: AlbumDraft? = nil, nonce: UUID, for viewer: Viewer
    ) throws -> Int? {
        let number = try AlbumDraft.checking {
            try database.web.first(
                AddService(draft: draft, album: album, nonce: nonce), as: viewer.identity, access: .readWrite)
                ?? nil
        }
        if number == 0 {
            throw FormErrors(
                "title", .tooMany,
                "You have \(Self.serviceLimit) services, which is as many as there may be. Close one first."
            )
        }
        return number
    }

    /// - Parameters:
    ///   - album: the pictures it is to have; nil for those it has.
    ///   - revision: what it takes the place of; nil for whatever there is.
    /// - Returns: whether there is such a one of the viewer's, as it was then; if not, nothing is changed.
    /// - Throws: an error of the form's where a picture is not there.
    package func change(
        _ number: Int, to draft: ServiceDraft, with album: AlbumDraft?, over revision: Revision? = nil,
        for viewer: Viewer
    ) throws -> Bool {
        let changing = ChangeService(number: number, draft: draft, revision: revision)
        guard let album else {
            return try database.web.first(changing, as: viewer.identity, access: .readWrite) != nil
        }
        return try AlbumDraft.checking {
            try database.web.transaction(as: viewer.identity, access: .readWrite) { transaction in
                guard try transaction.first(changing) != nil else { return false }
                return try transaction.first(PictureService(number: number, album: album)) != nil
            }
        }
    }

    /// - Returns: whether there is such a one of the viewer's.
    package func set(_ state: Service.State, of number: Int, for viewer: Viewer) throws(PostgresError) -> Bool
    {
        try database.web.first(
            SetServiceState(number: number, state: state), as: viewer.identity, access: .readWrite) != nil
    }

    /// The viewer's own, the latest first.
    package func services(of viewer: Viewer) throws(PostgresError) -> [Service] {
        try database.web.query(ListOwnServices(), as: viewer.identity)
    }

    /// What an agent offers everybody, in the order they wrote it down.
    /// - Parameter viewer: nil for whoever is not signed in.
    package func services(
        offeredBy agent: AccountID, for viewer: Viewer?
    ) throws(PostgresError) -> [Service] {
        if let viewer { return try database.web.query(ListServices(agent: agent), as: viewer.identity) }
        return try database.door.query(ListServices(agent: agent), as: .nobody)
    }
}

extension ServiceDraft {
    fileprivate func bind(to parameters: inout Parameters) {
        parameters.append(title)
        parameters.append(description)
        parameters.append(category)
        parameters.append(price.map(Int32.init))
        parameters.append(currency)
        parameters.append(pricing)
        parameters.append(delivery)
    }
}

extension Service {
    /// - Parameters:
    ///   - row: of `services`.
    ///   - pictures, room: expressions for its pictures, and for the slug of its room.
    static func columns(of row: String, pictures: String, room: String) -> String {
        let names = [
            "number", "state", "title", "description", "category", "price", "currency", "pricing", "delivery",
        ]
        return names.map { "\(row).\($0)" }.joined(separator: ", ")
            + ", \(pictures)::text, \(Revision.ofService(row)), \(room), \(row).room_id is not null, \(row).hidden_at is not null"
    }

    init(from columns: inout Columns) throws(PostgresError) {
        number = Int(try columns.next(Int32.self))
        state = try columns.next(State.self)
        var draft = ServiceDraft()
        draft.title = try columns.next(String.self)
        draft.description = try columns.next(String.self)
        draft.category = try columns.next(String.self)
        draft.price = try columns.next(Int32?.self).map(Int.init)
        draft.currency = try columns.next(String?.self)
        draft.pricing = try columns.next(ServiceDraft.Pricing.self)
        draft.delivery = try columns.next(String.self)
        self.draft = draft
        pictures = try [MessageFile](from: &columns)
        revision = Revision(stored: try columns.next(String.self))
        room = try columns.next(String?.self)
        hasRoom = try columns.next(Bool.self)
        isHidden = try columns.next(Bool.self)
    }
}

private struct AddService: Statement {
    let draft: ServiceDraft
    let album: AlbumDraft?
    let nonce: UUID

    static let sql = "select agentor.add_service($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"

    func bind(to parameters: inout Parameters) {
        draft.bind(to: &parameters)
        parameters.append(nonce)
        parameters.append((album?.pictures ?? []).map(\.id))
        parameters.append((album?.pictures ?? []).map(\.description))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int? {
        try columns.next(Int32?.self).map(Int.init)
    }
}

private struct ChangeService: Statement {
    let number: Int
    let draft: ServiceDraft
    let revision: Revision?

    static let sql = """
        update agentor.services s set title = $1, description = $2, category = $3, price = $4, currency = $5, pricing = $6,
            delivery = $7, updated_at = now()
        where account_id = agentor.viewer() and number = $8 and ($9::text is null or $9 = \(Revision.ofService("s")))
        returning number
        """

    func bind(to parameters: inout Parameters) {
        draft.bind(to: &parameters)
        parameters.append(Int32(clamping: number))
        parameters.append(revision?.text)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next(Int32.self)
    }
}

private struct PictureService: Statement {
    let number: Int
    let album: AlbumDraft

    static let sql = "select agentor.picture_service($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
        album.bind(to: &parameters)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct SetServiceState: Statement {
    let number: Int
    let state: Service.State

    static let sql = """
        update agentor.services set state = $1, updated_at = now()
        where account_id = agentor.viewer() and number = $2
        returning number
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(state)
        parameters.append(Int32(clamping: number))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next(Int32.self)
    }
}

struct ListOwnServices: Statement {
    private static let columns = Service.columns(
        of: "s", pictures: "messaging.own_album(s.album_id)",
        room: "(select c.slug from messaging.channels c where c.id = s.room_id)")
    static let sql = """
        select \(columns) from agentor.services s
        where s.account_id = agentor.viewer() order by s.number desc
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Service {
        try Service(from: &columns)
    }
}

private struct ListServices: Statement {
    let agent: AccountID

    private static let columns = Service.columns(
        of: "(f.service)", pictures: "f.pictures", room: "agentor.room_of((f.service).room_id)")
    static let sql = "select \(columns) from agentor.services_of($1) f"

    func bind(to parameters: inout Parameters) {
        parameters.append(agent.rawValue)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Service {
        try Service(from: &columns)
    }
}
