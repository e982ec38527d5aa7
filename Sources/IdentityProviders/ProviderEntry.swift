import FoundationEssentials
import Outgoing
import Text

/// One object of the operator's list, read field by field, so that an error names what to mend.
struct ProviderEntry {
    enum Value: Decodable {
        case text(String)
        case flag(Bool)
        case list([String])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let list = try? container.decode([String].self) {
                self = .list(list)
            } else {
                self = .other
            }
        }
    }

    let number: Int
    let fields: [String: Value]

    private static let common: Set = [
        "name", "label", "kind", "client_id", "client_secret", "client_secret_file", "scopes", "trusts_email",
    ]
    private static let endpoints = ["authorization_endpoint", "token_endpoint", "api"]

    func error(_ field: String, _ reason: String) -> ProvidersError {
        ProvidersError(entry: number, field: field, reason: reason)
    }

    func provider(
        transport: any HTTPTransport, executor: (any TaskExecutor)?
    ) throws(ProvidersError) -> Provider {
        let kind: Provider.Kind
        switch try text("kind") ?? "openid" {
        case "openid":
            try expect(Self.common.union(["issuer"]))
            let issuer = try address("issuer")
            kind = .openID(
                OpenIDConnect(
                    issuer: issuer,
                    client: try client(scopes: ["openid", "email", "profile"], needing: "openid")))
        case "github":
            try expect(Self.common.union(Self.endpoints))
            let endpoints = try endpoints()
            guard let issuer = ProviderAddress.origin(of: endpoints.authorization) else {
                throw error("authorization_endpoint", "has no host")
            }
            kind = .github(
                GitHub(endpoints: endpoints, issuer: issuer, client: try client(scopes: GitHub.scopes)))
        default: throw error("kind", "must be openid or github")
        }
        return Provider(
            name: try name(), label: try label(), kind: kind, transport: transport, executor: executor)
    }

    private func name() throws(ProvidersError) -> String {
        let name = try required("name")
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain, name.utf8.count <= 40 else {
            throw error("name", "must be 1 to 40 of a-z, 0-9 and -")
        }
        return name
    }

    private func label() throws(ProvidersError) -> String {
        let label = PlainText.line(try required("label"))
        guard !label.isEmpty, label.count <= 60 else { throw error("label", "must be 1 to 60 characters") }
        return label
    }

    private func client(
        scopes standard: [String], needing needed: String? = nil
    ) throws(ProvidersError) -> ProviderClient {
        let id = try required("client_id")
        guard id.utf8.count <= 255, Self.isVisible(id) else {
            throw error("client_id", "must be 1 to 255 visible ASCII characters")
        }
        let scopes = try list("scopes") ?? standard
        guard !scopes.isEmpty, scopes.allSatisfy({ !$0.isEmpty && Self.isVisible($0) }) else {
            throw error("scopes", "must be a list of scopes without spaces")
        }
        if let needed, !scopes.contains(needed) { throw error("scopes", "must have \(needed) among them") }
        return ProviderClient(
            id: id, secret: try secret(), scopes: scopes, trustsEmail: try flag("trusts_email"))
    }

    private func secret() throws(ProvidersError) -> ClientSecret {
        switch (try text("client_secret"), try text("client_secret_file")) {
        case (nil, nil): throw error("client_secret", "is missing, and so is client_secret_file")
        case (_?, _?): throw error("client_secret", "must not stand beside client_secret_file")
        case (let secret?, nil):
            guard !secret.isEmpty else { throw error("client_secret", "is empty") }
            return ClientSecret(secret)
        case (nil, let path?):
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw error("client_secret_file", "cannot be read as text")
            }
            let lines = text.split(whereSeparator: \.isNewline)
            guard lines.count == 1 else { throw error("client_secret_file", "must have one line") }
            return ClientSecret(String(lines[0]))
        }
    }

    private func endpoints() throws(ProvidersError) -> GitHub.Endpoints {
        guard Self.endpoints.contains(where: { fields[$0] != nil }) else { return .github }
        var api = try address("api")
        if api.hasSuffix("/") { api.removeLast() }
        return GitHub.Endpoints(
            authorization: try address("authorization_endpoint"), token: try address("token_endpoint"),
            api: api)
    }

    private func address(_ field: String) throws(ProvidersError) -> String {
        let address = try required(field)
        guard ProviderAddress.isAcceptable(address) else {
            throw error(field, "must be an https address; http is for this machine only")
        }
        guard !address.contains("?") else { throw error(field, "must have no query") }
        return address
    }

    private func required(_ field: String) throws(ProvidersError) -> String {
        guard let value = try text(field), !value.isEmpty else { throw error(field, "is missing") }
        return value
    }

    private func text(_ field: String) throws(ProvidersError) -> String? {
        switch fields[field] {
        case nil: nil
        case .text(let text): text
        default: throw error(field, "must be text")
        }
    }

    private func flag(_ field: String) throws(ProvidersError) -> Bool? {
        switch fields[field] {
        case nil: nil
        case .flag(let flag): flag
        default: throw error(field, "must be true or false")
        }
    }

    private func list(_ field: String) throws(ProvidersError) -> [String]? {
        switch fields[field] {
        case nil: nil
        case .list(let list): list
        default: throw error(field, "must be a list of texts")
        }
    }

    /// A misspelt field would be a setting that does not hold.
    private func expect(_ known: Set<String>) throws(ProvidersError) {
        if let field = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw error(field, "does not belong here")
        }
    }

    private static func isVisible(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
