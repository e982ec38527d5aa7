@testable import AgentorCore

extension Options {
    /// What a new database offers, read from the migration that puts it there.
    static let shipped: Options = {
        let rows = String(decoding: PackageResources._016_options_sql, as: UTF8.self)
            .matches(of: /\('([a-z-]+)', '([^']+)', '([^']+)', \d+, (?:null|'([^']+)')\)/)
        return Options(
            rows.map {
                Option(
                    kind: String($0.1), key: String($0.2), label: String($0.3), shown: $0.4.map(String.init),
                    isRetired: false)
            })
    }()
}
