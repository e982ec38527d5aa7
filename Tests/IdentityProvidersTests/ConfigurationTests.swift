import FoundationEssentials
import Testing

@testable import IdentityProviders

@Suite("Configured providers")
struct ConfigurationTests {
    private func parse(_ json: String) throws(ProvidersError) -> Providers {
        try Providers(parsing: Array(json.utf8))
    }

    /// What is wrong with an entry that is right but for one field, which is replaced or added.
    private func error(_ field: String, _ value: String?, kind: String = "openid") -> String? {
        var fields = ["name": "\"a\"", "label": "\"A\"", "client_id": "\"id\"", "client_secret": "\"x\""]
        fields[kind == "openid" ? "issuer" : "kind"] =
            kind == "openid" ? "\"https://id.example\"" : "\"\(kind)\""
        fields[field] = value
        let json = fields.map { "\"\($0)\": \($1)" }.joined(separator: ",")
        do throws(ProvidersError) {
            _ = try parse("[{\(json)}]")
            return nil
        } catch {
            return error.description
        }
    }

    @Test("providers are found by their names, in the order of the file")
    func order() throws {
        let providers = try parse(
            """
            [{"name": "google", "label": "Google", "issuer": "https://accounts.google.com",
              "client_id": "1", "client_secret": "2"},
             {"name": "git-hub", "label": " GitHub ", "kind": "github", "client_id": "1", "client_secret": "2",
              "trusts_email": false, "scopes": ["user:email"]}]
            """)
        #expect(providers.all.map(\.name) == ["google", "git-hub"])
        #expect(providers["git-hub"]?.label == "GitHub")
        #expect(providers["other"] == nil)
        #expect(Providers.none.all.isEmpty)
        #expect(try parse("[]").all.isEmpty)
    }

    @Test("an entry that is right is taken")
    func right() {
        #expect(error("trusts_email", "true") == nil)
        #expect(error("kind", "\"openid\"") == nil)
        #expect(error("issuer", "\"http://localhost:8080/realms/a\"") == nil)
        #expect(error("issuer", "\"http://[::1]:8080\"") == nil)
        #expect(error("scopes", "[\"openid\"]") == nil)
        #expect(error("label", "\"A\"", kind: "github") == nil)
    }

    @Test(
        "what is no list of objects is refused",
        arguments: ["", "{}", "[1]", "[[]]", "[{\"name\": 1]", "nul"])
    func noList(json: String) {
        #expect(throws: ProvidersError(reason: "must be a JSON list of objects")) { try parse(json) }
    }

    @Test(
        "a field that is missing is named",
        arguments: ["name", "label", "issuer", "client_id"])
    func missing(field: String) {
        #expect(error(field, nil) == "provider 1, \(field): is missing")
        #expect(error(field, "\"\"") == "provider 1, \(field): is missing")
        #expect(error(field, "7") == "provider 1, \(field): must be text")
    }

    @Test(
        "a field that is wrong is named, with what it must be",
        arguments: [
            ("name", "\"A\"", "must be 1 to 40 of a-z, 0-9 and -"),
            ("name", "\"a/b\"", "must be 1 to 40 of a-z, 0-9 and -"),
            ("name", "\"\(String(repeating: "a", count: 41))\"", "must be 1 to 40 of a-z, 0-9 and -"),
            ("label", "\" \"", "must be 1 to 60 characters"),
            ("label", "\"\(String(repeating: "a", count: 61))\"", "must be 1 to 60 characters"),
            ("kind", "\"saml\"", "must be openid or github"),
            ("issuer", "\"http://id.example\"", "must be an https address; http is for this machine only"),
            ("issuer", "\"ftp://localhost\"", "must be an https address; http is for this machine only"),
            ("issuer", "\"https://\"", "must be an https address; http is for this machine only"),
            (
                "issuer", "\"https://a:b@id.example\"",
                "must be an https address; http is for this machine only"
            ),
            ("issuer", "\"https://id.example#a\"", "must be an https address; http is for this machine only"),
            (
                "issuer", "\"http://localhost.example\"",
                "must be an https address; http is for this machine only"
            ),
            ("issuer", "\"https://id.example/?a=b\"", "must have no query"),
            ("client_id", "\"a b\"", "must be 1 to 255 visible ASCII characters"),
            ("client_secret", "\"\"", "is empty"),
            ("client_secret_file", "\"/etc/hostname\"", nil),
            ("scopes", "\"openid\"", "must be a list of texts"),
            ("scopes", "[]", "must be a list of scopes without spaces"),
            ("scopes", "[\"openid email\"]", "must be a list of scopes without spaces"),
            ("scopes", "[\"email\"]", "must have openid among them"),
            ("trusts_email", "\"yes\"", "must be true or false"),
            ("trust_email", "true", "does not belong here"),
            ("api", "\"https://api.example\"", "does not belong here"),
        ] as [(String, String, String?)])
    func wrong(field: String, value: String, reason: String?) {
        let expected =
            reason.map { "provider 1, \(field): \($0)" }
            ?? "provider 1, client_secret: must not stand beside client_secret_file"
        #expect(error(field, value) == expected)
    }

    @Test("a GitHub of one's own has all its endpoints named, and no issuer")
    func enterprise() {
        let api = "\"https://git.example/api/v3\""
        #expect(error("api", api, kind: "github") == "provider 1, authorization_endpoint: is missing")
        #expect(
            error("issuer", "\"https://github.com\"", kind: "github")
                == "provider 1, issuer: does not belong here")
    }

    @Test("two providers cannot have one name, and the second is named")
    func twice() {
        let entry = """
            {"name": "a", "label": "A", "issuer": "https://a.example", "client_id": "1", "client_secret": "2"}
            """
        #expect(throws: ProvidersError(entry: 2, field: "name", reason: "is an earlier provider's")) {
            try parse("[\(entry), \(entry)]")
        }
    }

    @Test("a secret comes from a file of one line")
    func secretFile() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agentor-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        func attempt() -> String? {
            let fields = """
                "name": "a", "label": "A", "issuer": "https://a.example", "client_id": "1"
                """
            do throws(ProvidersError) {
                _ = try parse("[{\(fields), \"client_secret_file\": \"\(file.path)\"}]")
                return nil
            } catch {
                return error.description
            }
        }
        #expect(attempt() == "provider 1, client_secret_file: cannot be read as text")
        for (text, reason) in [
            ("secret\n", nil), ("", "must have one line"), ("a\nb\n", "must have one line"),
        ] {
            try Data(text.utf8).write(to: file)
            #expect(attempt() == reason.map { "provider 1, client_secret_file: \($0)" })
        }
        #expect(
            error("client_secret", nil)
                == "provider 1, client_secret: is missing, and so is client_secret_file")
    }

    @Test("a secret is not printed with what holds it")
    func printing() throws {
        let providers = try parse(
            """
            [{"name": "a", "label": "A", "kind": "github", "client_id": "1", "client_secret": "hush-hush"}]
            """)
        var dumped = ""
        dump(providers, to: &dumped)
        #expect(!"\(providers)".contains("hush"))
        #expect(!String(reflecting: providers).contains("hush"))
        #expect(!dumped.contains("hush"))
    }
}
