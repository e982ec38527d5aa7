import Postgres

/// How many there are.
package struct DirectoryCount: Hashable, Sendable {
    package enum Precision: Hashable, Sendable {
        case exact
        /// Reckoned from a part of those who match, and rounded.
        case about
        /// Some, of many: too few in that part to say how many.
        case few
    }

    package let number: Int
    package let precision: Precision

    init(counted: Int, scale: Int) {
        if scale == 1 {
            (number, precision) = (counted, .exact)
        } else {
            let estimate = counted * scale
            // Two digits are as much as is known.
            var unit = 1
            while estimate / unit >= 100 { unit *= 10 }
            number = (estimate + unit / 2) / unit * unit
            precision = counted < 8 ? .few : .about
        }
    }
}

/// How many agents there are of what is asked for, and of each value that could be asked for besides.
package struct DirectoryCounts: Sendable {
    /// A value of a filter.
    package struct Value: Hashable, Sendable {
        /// As `DirectoryQuery` takes it; of skills as they are compared.
        package let value: String
        /// Of skills as somebody wrote them, otherwise the value.
        package let label: String
        package let count: DirectoryCount
    }

    package let total: DirectoryCount
    /// The twelve most frequent of each, the most frequent first. Where some are asked for already, the numbers of
    /// categories and countries are those there would be with that one instead.
    package let categories: [Value]
    package let countries: [Value]
    package let languages: [Value]
    package let skills: [Value]
    /// "now", "later" and "not".
    package let availability: [Value]
    package let withPicture: DirectoryCount?
    /// Where nobody is found: what to do without, the most helpful first, three at most.
    package let loosenings: [Loosening]

    package struct Loosening: Hashable, Sendable {
        package enum Filter: String, Sendable {
            /// One of several words.
            case word
            case words, categories, countries, skills, languages, rate, picture
            case availability = "free"
            case overlap = "hours"
        }

        package let filter: Filter
        /// Which word, skill or language; nil for other filters, which go as a whole. Words as they are compared.
        package let value: String?
        /// Of a word: the others.
        package internal(set) var rest = ""
        /// How many there would be.
        package let count: DirectoryCount
    }
}

/// What somebody has, of all there are: three hundred of each at most.
package struct DirectoryOffers: Sendable {
    /// ISO 639.
    package let languages: [String]
    /// ISO 3166-1.
    package let countries: [String]
}

extension Directory {
    /// The same for everybody.
    package func offers(for viewer: Viewer?) throws(PostgresError) -> DirectoryOffers {
        let rows = try ask(ListOffers(), for: viewer)
        return DirectoryOffers(
            languages: rows.filter { $0.kind == "l" }.map(\.value),
            countries: rows.filter { $0.kind == "o" }.map(\.value))
    }

    /// - Parameter query: its order and page do not matter.
    package func counts(_ query: DirectoryQuery, for viewer: Viewer?) throws(PostgresError) -> DirectoryCounts
    {
        let rows = try ask(CountAgents(query: query), for: viewer)
        func values(_ kind: String) -> [DirectoryCounts.Value] {
            rows.filter { $0.kind == kind }.map(\.value).sorted {
                ($1.count.number, $0.value) < ($0.count.number, $1.value)
            }
        }
        let total = rows.first { $0.kind == "*" }?.value.count ?? DirectoryCount(counted: 0, scale: 1)
        let loosenings =
            total.number == 0 && query.isAsking ? try ask(FindLoosenings(query: query), for: viewer) : []
        return DirectoryCounts(
            total: total, categories: values("c"), countries: values("o"), languages: values("l"),
            skills: values("s"), availability: values("a"), withPicture: values("p").first?.count,
            loosenings: loosenings.compactMap(\.self))
    }
}

private struct CountAgents: Statement {
    let query: DirectoryQuery

    struct Row: Sendable {
        let kind: String
        let value: DirectoryCounts.Value
    }

    static let sql = "select * from agentor.directory_counts($1::jsonb)"

    func bind(to parameters: inout Parameters) {
        parameters.append(query.asked)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let kind = try columns.next(String.self)
        let value = try columns.next(String.self)
        let label = try columns.next(String.self)
        let counted = Int(try columns.next(Int64.self))
        return Row(
            kind: kind,
            value: DirectoryCounts.Value(
                value: value, label: label,
                count: DirectoryCount(counted: counted, scale: Int(try columns.next(Int32.self)))))
    }
}

private struct ListOffers: Statement {
    struct Row: Sendable {
        let kind: String
        let value: String
    }

    static let sql = "select kind, value from agentor.directory_offered()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(kind: try columns.next(String.self), value: try columns.next(String.self))
    }
}

private struct FindLoosenings: Statement {
    let query: DirectoryQuery

    static let sql = "select * from agentor.directory_loosened($1::jsonb)"

    func bind(to parameters: inout Parameters) {
        parameters.append(query.asked)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> DirectoryCounts.Loosening? {
        let filter = DirectoryCounts.Loosening.Filter(rawValue: try columns.next(String.self))
        let value = try columns.next(String.self)
        let rest = try columns.next(String.self)
        let counted = Int(try columns.next(Int64.self))
        let scale = Int(try columns.next(Int32.self))
        return filter.map {
            DirectoryCounts.Loosening(
                filter: $0, value: value.isEmpty ? nil : value, rest: rest,
                count: DirectoryCount(counted: counted, scale: scale))
        }
    }
}
