import FoundationEssentials
import Outgoing

/// The identity providers people may sign in with, in the order of the operator's file.
package struct Providers: Sendable {
    package static let none = Providers(all: [])

    package let all: [Provider]

    private init(all: [Provider]) {
        self.all = all
    }

    /// - Parameters:
    ///   - json: a list of providers, as docs/providers.md describes them. Files with secrets are read here.
    ///   - executor: runs what blocks until a provider answers, or ten seconds. Give it threads that do
    ///     nothing else.
    package init(
        parsing json: [UInt8], transport: any HTTPTransport = CurlTransport(),
        executor: (any TaskExecutor)? = nil
    ) throws(ProvidersError) {
        let fields: [[String: ProviderEntry.Value]]
        do { fields = try JSONDecoder().decode([[String: ProviderEntry.Value]].self, from: Data(json)) } catch
        {
            throw ProvidersError(reason: "must be a JSON list of objects")
        }
        var all: [Provider] = []
        for (index, fields) in fields.enumerated() {
            let entry = ProviderEntry(number: index + 1, fields: fields)
            let provider = try entry.provider(transport: transport, executor: executor)
            guard !all.contains(where: { $0.name == provider.name }) else {
                throw entry.error("name", "is an earlier provider's")
            }
            all.append(provider)
        }
        self.all = all
    }

    package subscript(name: String) -> Provider? {
        all.first { $0.name == name }
    }
}

/// What is wrong with the operator's list of providers.
package struct ProvidersError: Error, Hashable, CustomStringConvertible {
    /// Counts from 1; nil when the list as a whole is meant.
    package let entry: Int?
    package let field: String?
    package let reason: String

    init(entry: Int? = nil, field: String? = nil, reason: String) {
        self.entry = entry
        self.field = field
        self.reason = reason
    }

    /// Such as “provider 2, issuer: is missing”.
    package var description: String {
        guard let entry else { return "the list of providers \(reason)" }
        return field.map { "provider \(entry), \($0): \(reason)" } ?? "provider \(entry): \(reason)"
    }
}
