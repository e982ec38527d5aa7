import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text
import ZoneInfo

/// What somebody looks for, as the address says it.
struct SearchForm: Hashable {
    /// A field of the address.
    enum Name: String, CaseIterable {
        case words = "q"
        case category, skill, language, country, currency, max, free, hours, picture, order, page
        /// The viewer's search it began with (`SavedSearch.id`).
        case saved
    }

    /// Hours in common that can be asked for.
    static let sharedHours = 3

    private(set) var fields: [Field]

    struct Field: Hashable {
        let name: Name
        let value: String
    }

    /// What it does not know is left out, and so is what says nothing, or more than a query takes.
    /// - Parameter hasHours: whether whoever looks has hours that others can share.
    init(_ query: Fields, hasHours: Bool = true) {
        var counts: [Name: Int] = [:]
        fields = query.all.compactMap { field in
            let value = PlainText.line(String(field.value.unicodeScalars.prefix(200)))
            guard let name = Name(rawValue: field.name), !value.isEmpty, hasHours || name != .hours else {
                return nil
            }
            counts[name, default: 0] += 1
            return counts[name]! > DirectoryQuery.valuesLimit ? nil : Field(name: name, value: value)
        }
    }

    private init(_ fields: [Field]) { self.fields = fields }

    /// - Parameter query: as `saved`.
    init(saved query: String) { self = SearchForm(Fields(query: Array(query.utf8))) }

    /// Whether both leave out the same, in whichever order they show who is left.
    func asksTheSame(as other: SearchForm) -> Bool {
        without { $0.name == .order }.saved == other.without { $0.name == .order }.saved
    }

    /// What is looked for, as it is kept: without the page, and which search it was.
    var saved: String {
        let kept = fields.filter { $0.name != .page && $0.name != .saved }
        return Fields(kept.map { (name: $0.name.rawValue, value: $0.value) }).urlEncoded
    }

    subscript(name: Name) -> String? { fields.first { $0.name == name }?.value }

    func values(_ name: Name) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The same without some fields, and on its first page.
    func without(_ isDropped: (Field) -> Bool) -> SearchForm {
        SearchForm(fields.filter { $0.name != .page && !isDropped($0) })
    }

    func with(_ name: Name, _ value: String) -> SearchForm {
        SearchForm(without { $0.name == name }.fields + [Field(name: name, value: value)])
    }

    /// What leaves somebody out.
    var filters: [Field] {
        fields.filter { field in
            switch field.name {
            case .category, .skill, .language, .country, .hours, .picture: true
            case .max: Int(field.value) != nil
            case .free: field.value == "now" || field.value == "month"
            case .words, .currency, .order, .page, .saved: false
            }
        }
    }

    var address: String {
        if fields.isEmpty { return Route.directory(.list).path }
        let query = fields.map { "\($0.name.rawValue)=\($0.value.percentEncoded)" }.joined(separator: "&")
        return "\(Route.directory(.list).path)?\(query)"
    }

    /// - Parameters:
    ///   - hours: when whoever looks works; nil for whoever is not signed in.
    ///   - today: by their calendar.
    func query(for hours: WorkingHours?, today: CivilTime.Day?) -> DirectoryQuery {
        var query = DirectoryQuery()
        query.words = self[.words] ?? ""
        query.categories = values(.category)
        query.skills = values(.skill)
        query.languages = values(.language)
        query.countries = values(.country)
        query.order = self[.order].flatMap(DirectoryQuery.Order.init) ?? .best
        let atMost = self[.max].flatMap { Int($0) }
        if atMost != nil || query.order == .rate {
            query.rate = DirectoryQuery.Rate(currency: self[.currency] ?? "EUR", atMost: atMost)
        }
        switch self[.free] {
        case "now": query.availability = .now
        case "month": if let today { query.availability = .month(of: today) }
        default: break
        }
        query.hasPicture = self[.picture] != nil
        if self[.hours] != nil, let hours {
            query.overlap = DirectoryQuery.Overlap(hours: Self.sharedHours, of: hours)
        }
        query.page = self[.page].flatMap { DirectoryCursor($0) }
        return query
    }
}
