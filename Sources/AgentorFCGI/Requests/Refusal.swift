import AgentorCore
import AgentorViews
import FastCGI
import Messaging
import Postgres

/// Why an action did not do what was asked, where that ends the action. What a person can mend in a form is not
/// here: it is the form again.
enum Refusal: Error {
    case request(RequestError)
    /// Not there, or not theirs: one answer.
    case notFound
    case methodNotAllowed(allowed: String)
    case signInFirst
    case onboardingFirst
    /// The terms have changed.
    case agreeFirst
    /// The account is to be erased, unless its owner says otherwise.
    case keepFirst
    /// What is asked for takes a proof of who it is that is fresh.
    case proveFirst
    /// A form that this visit was not shown.
    case formNotOurs
    case tooOften(seconds: Int)
    /// No memory for what was asked, just now.
    case overloaded
    /// A form that holds what cannot be taken, where there is no page to show it again on.
    case invalid(FormErrors)
    /// What was begun has ended, or was begun elsewhere. `again` is where to begin once more.
    indirect case ended(again: Route, label: String)
    /// An operator has closed the account.
    case suspended
    indirect case database(PostgresError)
    /// A mistake of ours.
    case fault(any Error)

    /// What an error means to whoever asked. Errors that an action has not answered come here, all of them.
    init(_ error: any Error) { self = (error as? any Refusable)?.refusal ?? .fault(error) }
}

extension Refusal {
    /// What `work` returns; this refusal where what it is about has ended.
    func ifEnded<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch {
            guard case Accounts.Failure.ended = error else { throw error }
            throw self
        }
    }
}

/// An error that says what it means to whoever asked.
protocol Refusable: Error {
    var refusal: Refusal { get }
}

extension Refusal: Refusable {
    var refusal: Refusal { self }
}

extension RequestError: Refusable {
    var refusal: Refusal { .request(self) }
}

extension FormErrors: Refusable {
    var refusal: Refusal { .invalid(self) }
}

extension MessagingError: Refusable {
    var refusal: Refusal {
        switch self {
        case .notFound: .notFound
        case .invalid: .invalid(FormErrors(self))
        case .database(let error): error.refusal
        }
    }
}

extension PostgresError: Refusable {
    /// Whoever asked may be signed out meanwhile.
    var refusal: Refusal { kind == .unidentified ? .signInFirst : .database(self) }
}

extension Accounts.Failure: Refusable {
    /// What is left of a failure when the action has answered those a person can mend.
    var refusal: Refusal {
        switch self {
        case .wrongCredentials, .wrongCode, .ended, .addressInUse, .notInvited, .domainNotAllowed,
            .passwordTooShort,
            .alreadyConnected:
            .notFound
        case .suspended: .suspended
        case .tooOften(let seconds), .tooManyBrowsers(let seconds): .tooOften(seconds: seconds)
        case .overloaded: .overloaded
        case .database(let error): error.refusal
        }
    }
}

extension Visit {
    /// The page that says what happened and what to do.
    func page(for refusal: Refusal) -> Response {
        let frame = frame()
        switch refusal {
        case .signInFirst:
            let signIn = address(of: .signIn(.password))
            guard !request.isReading else { return .redirect(to: signIn) }
            return .html(
                ErrorPage(
                    frame: frame, status: Status.unauthorized.code, heading: "You are signed out",
                    explanation:
                        "Your session has ended, or goes on under another sign of recognition, so this was not taken. If you sent the form twice, the first one may have been.",
                    typed: typed,
                    address: signIn, label: "Sign in and go back"
                ).html(), status: .unauthorized)
        case .onboardingFirst:
            guard !request.isReading else { return .redirect(to: Route.profiles(.onboarding).path) }
            return handBack(
                "Tell us who you are first", "Nothing was changed: your profile is not finished.",
                Route.profiles(.onboarding).path, "Finish your profile")
        case .agreeFirst:
            guard !request.isReading else { return detour(to: .terms(.agree)) }
            return handBack(
                "The terms have changed", "Nothing was changed: you have not agreed to them yet.",
                Route.terms(.agree).path, "Read and agree")
        case .keepFirst:
            guard !request.isReading else { return .redirect(to: Route.account(.keep).path) }
            return handBack(
                "Your account is to be deleted", "Nothing was changed.", Route.account(.keep).path,
                "See what can be done")
        case .proveFirst:
            guard !request.isReading else { return detour(to: .account(.prove)) }
            return handBack(
                "Confirm that it is you",
                "Nothing was changed yet: you last confirmed more than ten minutes ago that it is you.",
                address(of: .account(.prove)), "Confirm and go back")
        case .notFound:
            return error(
                frame, .notFound, "There is nothing here",
                "The address may be mistyped, or what was here is gone or not open to you.")
        case .methodNotAllowed(let allowed):
            var response = error(
                frame, .methodNotAllowed, "That cannot be done here",
                "This address does not take that kind of request.")
            response.headers["Allow"] = allowed
            return response
        case .formNotOurs:
            let explanation =
                request.lacksTLS
                ? "Agentor needs an address that begins with https: browsers keep no session over plain http."
                : "It was opened before you signed in or out, or did not come from Agentor."
            return error(
                frame, .forbidden, "This form has expired", "\(explanation) Nothing was changed.",
                advice: "Go back, load the page again, and send it once more.", typed: typed)
        case .tooOften(let seconds):
            var response = error(
                frame, .tooManyRequests, "That was too often",
                "Wait \(Refusal.duration(seconds)), then try again.",
                typed: typed)
            response.headers["Retry-After"] = "\(seconds)"
            return response
        case .request(let failure):
            return error(frame, failure.status, failure.heading, failure.explanation)
        case .invalid(let errors):
            return error(
                frame, .unprocessableContent, "That cannot be taken",
                errors.entries.map(\.message).joined(separator: " "),
                advice: "Go back, and send it once more.",
                typed: typed)
        case .ended(let again, let label):
            return .html(
                QuestionPage(
                    frame: frame, heading: "That code or link no longer works",
                    paragraphs: [
                        "Codes and links from mails work once, most of them for ten minutes only, and a code only in the browser that asked for it. Nothing was changed."
                    ],
                    links: [
                        .init(label, again.path),
                        .init("I have just used it: go on", Route.home(.dashboard).path),
                    ]
                ).html(), status: .gone)
        case .suspended:
            return .html(
                QuestionPage(
                    frame: frame, heading: "This account is suspended",
                    paragraphs: [
                        "An operator of this site has closed it for now. Write to them to learn why."
                    ]
                ).html(), status: .forbidden)
        case .overloaded, .database, .fault:
            var response = error(
                frame, .serviceUnavailable, "Agentor is not available just now",
                "Something behind this page does not answer. Nothing you sent before is lost.",
                advice: "Try again in a few seconds: go back, and send the form again. It is taken once.",
                typed: typed)
            response.headers["Retry-After"] = "5"
            return response
        }
    }

    /// A form that cannot be taken yet: what was typed, and where to go first.
    private func handBack(
        _ heading: String, _ explanation: String, _ address: String, _ label: String
    ) -> Response {
        .html(
            ErrorPage(
                frame: frame(), status: Status.forbidden.code, heading: heading,
                explanation: explanation,
                typed: typed, address: address, label: label
            ).html(), status: .forbidden)
    }

    private func error(
        _ frame: PageFrame, _ status: Status, _ heading: String, _ explanation: String, advice: String? = nil,
        typed: [TypedField] = []
    ) -> Response {
        .html(
            ErrorPage(
                frame: frame, status: status.code, heading: heading, explanation: explanation, advice: advice,
                typed: typed
            ).html(), status: status)
    }
}

extension Request {
    /// Whether the browser is at an address where it keeps no session, as far as it says what that is.
    fileprivate var lacksTLS: Bool {
        let isPlain = headers["Origin"].map { $0 == "http://\(host)" } ?? !isSecure
        return isPlain && !isPlainLoopback
    }
}

extension RequestError {
    var heading: String {
        switch self {
        case .tooLarge, .tooManyFields, .fieldTooLarge, .headTooLarge: "That is too much at once"
        case .unsendableResponse, .bodyNoLongerReadable: "Agentor made a mistake"
        default: "That request could not be read"
        }
    }

    fileprivate var explanation: String {
        switch self {
        case .malformedHead: "It is not a request this server understands."
        case .malformedPath: "Its address is not valid."
        case .malformedField: "It holds text that is not valid UTF-8."
        case .headTooLarge(let limit): "Its head may have \(limit) bytes."
        case .tooLarge(let limit): "It may have \(limit) bytes."
        case .tooManyFields(let limit): "It may have \(limit) fields."
        case .fieldTooLarge(let name, let limit):
            name.isEmpty
                ? "The name of a field may have \(limit) bytes."
                : "The field “\(name)” may have \(limit) bytes. Go back: what you wrote may still be there, to be shortened."
        case .unsupportedMediaType: "Forms are taken as application/x-www-form-urlencoded."
        case .incompleteBody: "It ended before it was complete. Nothing was changed."
        case .bodyNoLongerReadable, .unsendableResponse:
            "It is not your fault. Nothing you sent before is lost."
        }
    }
}

extension Visit {
    /// What somebody wrote in the form they sent; it is handed back where it cannot be taken.
    private var typed: [TypedField] {
        let kept: Set = ["csrf", "nonce", "next", "password", "current", "code", "token"]
        guard request.method == .post, let form = try? request.form() else { return [] }
        return form.all.filter { !kept.contains($0.name) && !$0.value.isEmpty }.map { field in
            let words = field.name.replacing("-", with: " ")
            return TypedField(label: words.prefix(1).uppercased() + words.dropFirst(), value: field.value)
        }
    }

    /// Somewhere else first, and then back here.
    private func detour(to route: Route) -> Response { .redirect(to: address(of: route)) }

    private func address(of route: Route) -> String { route.path(next: pageAddress) }

    /// The page to come back to: the one asked for, or the one with the form that was sent.
    private var pageAddress: String {
        guard let route else { return request.path }
        guard request.isReading else { return route.form.path }
        guard route.conditions.isPage else { return route.back.path }
        return request.query.isEmpty ? request.path : "\(request.path)?\(request.query.urlEncoded)"
    }
}
