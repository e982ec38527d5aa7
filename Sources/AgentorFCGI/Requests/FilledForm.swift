import AgentorCore
import AgentorViews
import FastCGI
import Forms

/// A form as somebody filled it in, and what is wrong with it.
struct FilledForm: Sendable {
    let fields: Fields
    let nonce: FormNonce
    private(set) var errors = FormErrors()
    /// What is wrong with the form as a whole.
    private(set) var problem: String?

    /// A form nobody has sent yet.
    static func unsent(_ fields: Fields = [:]) -> FilledForm { FilledForm(fields) }

    /// A form nobody has sent yet, blank or as it was saved.
    static func unsent<Value>(_ form: Form<Value>, as saved: Value? = nil) -> FilledForm {
        FilledForm(Fields(form.texts(of: saved)))
    }

    init(_ fields: Fields, errors: FormErrors = FormErrors(), problem: String? = nil) {
        self.fields = fields
        self.errors = errors
        self.problem = problem
        nonce = fields.nonce
    }

    /// What was entered in a field, and what is wrong with it.
    func entry(_ name: String) -> Entry { Entry(fields[name] ?? "", error: errors[name]?.message) }

    func field<Answer>(_ field: FormField<Answer>) -> Field { Field(field.description, entry(field.name)) }

    func fields<Value>(of form: Form<Value>) -> [Field] {
        form.fields.map { Field($0, entry($0.name)) }
    }
}

/// What is wrong with a form as a whole, in words for whoever filled it in.
struct FormProblem: Error {
    let text: String
    /// Seconds, where it is only too early.
    let retryAfter: Int?
    let code: Forms.FieldError.Code

    init(_ text: String, retryAfter: Int? = nil, code: Forms.FieldError.Code = .wrong) {
        self.text = text
        self.retryAfter = retryAfter
        self.code = code
    }
}

extension FormProblem: Refusable {
    var refusal: Refusal {
        retryAfter.map { .tooOften(seconds: $0) } ?? .invalid(FormErrors("form", code, text))
    }
}

extension Visit {
    /// Does what a form asks for. What a person can mend is the same page again, with their words and what is wrong beside
    /// each field; whoever wants JSON is told what is wrong in that.
    /// - Parameter page: the form's page, as HTML.
    func submit(
        _ form: Fields, _ act: () throws -> Response, again page: (FilledForm) throws -> [UInt8]
    ) throws -> Response {
        do {
            try refuseFiles()
            return try act()
        } catch let problem as FormProblem where !wantsJSON {
            let page = try page(FilledForm(form, problem: problem.text))
            guard let seconds = problem.retryAfter else { return .html(page, status: .unprocessableContent) }
            return .html(page, status: .tooManyRequests).retry(after: seconds)
        } catch  where !wantsJSON {
            switch Refusal(error) {
            case .invalid(let errors):
                return .html(try page(FilledForm(form, errors: errors)), status: .unprocessableContent)
            case .tooOften(let seconds, let limit):
                let problem = Refusal.words(tooOften: seconds, limit)
                return .html(try page(FilledForm(form, problem: problem)), status: .tooManyRequests)
                    .retry(after: seconds)
            default: throw error
            }
        }
    }
}

extension Refusal {
    static let silencedWords = "Moderators have decided that you cannot write for a while."

    static func words(tooOften seconds: Int, _ limit: Throttle.Limit?) -> String {
        ["That was too often.", limit?.words, "Wait \(duration(seconds)) and try again."]
            .compactMap(\.self).joined(separator: " ")
    }

    /// "a second", "40 seconds", "5 minutes".
    static func duration(_ seconds: Int) -> String {
        switch seconds {
        case ...1: "a second"
        case ..<60: "\(seconds) seconds"
        case ..<120: "a minute"
        default: "\(seconds / 60) minutes"
        }
    }
}

extension Fields {
    var nonce: FormNonce { FormNonce(submitted: self["nonce"]) }

    /// Where to go afterwards: a page of this site.
    var next: String? { self["next"].flatMap(Route.localAddress) }

    /// The hidden field that says where to go afterwards.
    static func hidden(next: String?) -> [(name: String, value: String)] {
        next.map { [("next", $0)] } ?? []
    }
}

extension Route {
    /// The address of a page of this site, as it may be followed after signing in; nil for anything else.
    static func localAddress(_ address: String) -> String? {
        conditions(ofLocal: address)?.isPage == true ? address : nil
    }

    /// The same for whatever can be read at once, questions on the way to something else too.
    static func readableAddress(_ address: String) -> String? {
        conditions(ofLocal: address)?.methods.isReading == true ? address : nil
    }

    private static func conditions(ofLocal address: String) -> Conditions? {
        // What a header cannot hold is no address.
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return Route(path: String(address.prefix { $0 != "?" && $0 != "#" }))?.conditions
    }
}

extension Response {
    func retry(after seconds: Int) -> Response {
        var response = self
        response.headers["Retry-After"] = "\(seconds)"
        return response
    }
}
