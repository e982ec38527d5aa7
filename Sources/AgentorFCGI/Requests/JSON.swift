import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension Visit {
    /// Whether the header `Accept` gives JSON a higher weight than HTML (RFC 9110, 12.5.1). No browser's does when it loads
    /// a page.
    var wantsJSON: Bool {
        guard let accepted = request.headers["Accept"].map(Preferences.init) else { return false }
        return accepted["application/json"] ?? 0 > accepted["text/html"] ?? 0
    }

    /// What came of an action, for programs or for people: the same outcome, presented in one of two ways.
    /// - Parameter created: the address of what has come into being.
    func present<Outcome>(
        _ outcome: Outcome, json: (Outcome) -> some Encodable, at created: Route? = nil,
        page: (Outcome) throws -> Response
    ) throws -> Response {
        guard wantsJSON else { return try page(outcome) }
        guard let created else { return try .json(json(outcome)) }
        return try .json(json(outcome), status: .created).adding(["Location": created.path])
    }

    /// What ended an action, as programs read it (RFC 9457).
    func problem(for refusal: Refusal) -> Response {
        let status = refusal.status
        var response =
            (try? Response.json(Problem(refusal: refusal, status: status), status: status))
            ?? Response(status: .serviceUnavailable)
        response.headers["Content-Type"] = "application/problem+json"
        return response.adding(refusal.headers)
    }
}

/// `application/problem+json`
private struct Problem: Encodable {
    struct Field: Encodable {
        let name: String
        /// Stays the same when the words change.
        let code: String
        let detail: String
    }

    /// Stays the same when the words change.
    let type: String
    let title: String
    let status: Int
    /// What is wrong with the form, in the order of its fields.
    let fields: [Field]?

    init(refusal: Refusal, status: Status) {
        (type, title) = refusal.name
        self.status = status.code
        if case .invalid(let errors) = refusal {
            fields = errors.entries.map {
                Field(name: $0.field, code: $0.error.code.rawValue, detail: $0.error.message)
            }
        } else {
            fields = nil
        }
    }
}

extension Refusal {
    fileprivate var name: (type: String, title: String) {
        switch self {
        case .request(let failure): ("bad-request", "\(failure.heading).")
        case .notFound: ("not-found", "There is nothing here, or nothing open to you.")
        case .methodNotAllowed: ("method-not-allowed", "This address does not take that kind of request.")
        case .signInFirst: ("signed-out", "Nobody is signed in.")
        case .onboardingFirst: ("onboarding-first", "The profile is not finished.")
        case .agreeFirst: ("terms-changed", "The terms have changed and are not agreed to.")
        case .keepFirst: ("account-leaving", "The account is to be deleted.")
        case .onlyLooking: ("only-looking", "You see the site as somebody else does. Nothing was changed.")
        case .proveFirst: ("proof-first", "This takes a fresh proof of who it is.")
        case .formNotOurs: ("form-expired", "The form has expired.")
        case .noCookie: ("no-cookie", "The form came without its cookie.")
        case .tooOften(let seconds, let limit): ("too-often", Self.words(tooOften: seconds, limit))
        case .overloaded, .database, .fault: ("unavailable", "Agentor is not available just now.")
        case .invalid: ("invalid", "Some fields hold what cannot be taken.")
        case .ended: ("ended", "That code or link no longer works.")
        case .silenced(let words): ("silenced", words ?? Self.silencedWords)
        case .suspended: ("suspended", "The account is suspended.")
        }
    }
}

extension Response {
    static func json(_ value: some Encodable, status: Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status,
            headers: ["Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"],
            body: Array(try encoder.encode(value)))
    }
}
