import AgentorCore
import AgentorViews
import FastCGI
import Forms
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
    /// What is not for an administrator who looks at the site as somebody sees it.
    case onlyLooking
    /// A form that this visit was not shown.
    case formNotOurs
    /// A form of ours, or somebody sent back by a provider, without the cookie that goes with it.
    case noCookie
    /// By which limit, where it is one of the table.
    case tooOften(seconds: Int, Throttle.Limit? = nil)
    /// No memory for what was asked, just now.
    case overloaded
    /// A form that holds what cannot be taken, where there is no page to show it again on.
    case invalid(FormErrors)
    /// What was begun has ended, or was begun elsewhere. `again` is where to begin once more.
    indirect case ended(again: Route, label: String)
    /// An operator or a moderator has closed the account.
    case suspended
    /// Moderators have decided that they write nothing for a while: why, and until when, once that was looked up.
    case silenced(String?)
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
        // Whoever asks for a change answers the last two in words of their own.
        case .notFound, .banned, .lastAdministrator: .notFound
        case .invalid(let errors): .invalid(errors)
        case .database(let error): error.refusal
        }
    }
}

extension PostgresError: Refusable {
    /// Whoever asked may be signed out meanwhile.
    var refusal: Refusal {
        if constraint == "users_silenced" { return .silenced(nil) }
        return kind == .unidentified ? .signInFirst : .database(self)
    }
}

extension Accounts.Failure: Refusable {
    /// What is left of a failure when the action has answered those a person can mend.
    var refusal: Refusal {
        switch self {
        case .wrongCredentials, .wrongCode, .ended, .addressInUse, .notInvited, .domainNotAllowed,
            .outOfReach, .passwordTooShort,
            .alreadyConnected:
            .notFound
        case .suspended: .suspended
        case .tooOften(let seconds, let limit): .tooOften(seconds: seconds, limit)
        case .tooManyBrowsers(let seconds): .tooOften(seconds: seconds, .newDevice)
        case .overloaded: .overloaded
        case .database(let error): error.refusal
        }
    }
}

extension FormErrors {
    /// Whether what was sent is right, and cannot be taken just now.
    fileprivate var isUnavailable: Bool { entries.contains { $0.error.code == .unavailable } }
}

extension Refusal {
    /// What programs are told. People are sent to where something has to be done first, if nothing was sent.
    var status: Status {
        switch self {
        case .request(let failure): failure.status
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .signInFirst: .unauthorized
        case .onboardingFirst, .agreeFirst, .keepFirst, .proveFirst, .onlyLooking, .formNotOurs, .noCookie,
            .suspended, .silenced:
            .forbidden
        case .tooOften: .tooManyRequests
        case .invalid(let errors): errors.isUnavailable ? .serviceUnavailable : .unprocessableContent
        case .ended: .gone
        case .overloaded, .database, .fault: .serviceUnavailable
        }
    }

    /// What every answer says in its headers, whatever it looks like.
    var headers: Headers {
        switch self {
        case .methodNotAllowed(let allowed): ["Allow": allowed]
        case .tooOften(let seconds, _): ["Retry-After": "\(seconds)"]
        case .overloaded, .database, .fault: ["Retry-After": "5"]
        case .invalid(let errors) where errors.isUnavailable: ["Retry-After": "60"]
        default: [:]
        }
    }
}
