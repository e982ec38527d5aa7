import FoundationEssentials
import Postgres

/// A page that everybody may see.
package struct PublicPage: Sendable {
    /// Of the agent.
    package let handle: String
    /// Of theirs; nil for another page.
    package let service: Int?
    /// A work of theirs; nil for another page.
    package let work: Int?
    package let changedAt: Date
}

/// A part of all public pages, of 50,000 at most: all of them, or those of agents whose identifiers begin with two digits,
/// which are spread evenly.
package struct PublicPagePart: Hashable, Sendable {
    /// "all", or two hexadecimal digits.
    package let name: String
    fileprivate let low: UUID
    fileprivate let high: UUID

    package static let all = PublicPagePart(prefix: "")

    /// Nil for what is none.
    package init?(name: String) {
        if name == "all" {
            self = .all
        } else {
            guard name.utf8.count == 2, UInt8(name, radix: 16) != nil, name == name.lowercased(),
                name.first != "+", name.first != "-"
            else { return nil }
            self.init(prefix: name)
        }
    }

    private init(prefix: String) {
        name = prefix.isEmpty ? "all" : prefix
        func end(_ digit: Character) -> UUID {
            let digits = Array(prefix) + Array(repeating: digit, count: 32 - prefix.count)
            let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            // Thirty-two digits are one.
            return UUID(uuidString: groups.joined(separator: "-"))!
        }
        low = end("0")
        high = end("f")
    }

    fileprivate static let parts = (0...255).compactMap { number in
        PublicPagePart(name: (number < 16 ? "0" : "") + String(number, radix: 16))
    }
}

extension Profiles {
    /// The parts that have all public pages.
    package func publicPageParts() throws(PostgresError) -> [PublicPagePart] {
        try database.door.first(HasManyPages(), as: .nobody) == true ? PublicPagePart.parts : [.all]
    }

    package func publicPages(in part: PublicPagePart) throws(PostgresError) -> [PublicPage] {
        try database.door.query(ListPublicPages(part: part), as: .nobody)
    }
}

private struct HasManyPages: Statement {
    static let sql = "select agentor.has_many_pages()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct ListPublicPages: Statement {
    let part: PublicPagePart

    static let sql = "select handle, service, work, changed_at from agentor.public_pages($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(part.low)
        parameters.append(part.high)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PublicPage {
        PublicPage(
            handle: try columns.next(String.self), service: try columns.next(Int32?.self).map(Int.init),
            work: try columns.next(Int32?.self).map(Int.init),
            changedAt: try columns.next(Date.self))
    }
}
