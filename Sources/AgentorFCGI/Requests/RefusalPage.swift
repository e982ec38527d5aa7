import AgentorCore
import AgentorViews
import FastCGI

extension Visit {
    /// The page that says what happened and what to do.
    func page(for refusal: Refusal) -> Response {
        let frame = frame()
        switch refusal {
        case .signInFirst:
            let signIn = address(of: .signIn(.password))
            guard !request.isReading else { return .redirect(to: signIn).keepingLink(of: self) }
            return .html(
                ErrorPage(
                    frame: frame, status: Status.unauthorized.code, heading: "You are signed out",
                    explanation:
                        "Your session has ended, or goes on under another sign of recognition, so this was not taken. If you sent the form twice, the first one may have been.",
                    typed: typed,
                    address: signIn, label: "Sign in and go back"
                ).html(), status: .unauthorized)
        case .onboardingFirst:
            guard !request.isReading else {
                return .redirect(to: Route.profiles(.onboarding).path).keepingLink(of: self)
            }
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
        case .onlyLooking:
            return error(
                frame, refusal, "You are only looking",
                "You see Agentor as somebody else does. Nothing can be changed meanwhile, and this was not. Messages, files, reports, notes and what gets them into their account are not shown.",
                advice: "Stop looking, by the button above, to go on as yourself.",
                way: .init("Go to where they begin", Route.home(.dashboard).path))
        case .notFound:
            return error(
                frame, refusal, "There is nothing here",
                "The address may be mistyped, or what was here is gone or not open to you.")
        case .methodNotAllowed:
            return error(
                frame, refusal, "That cannot be done here",
                "This address does not take that kind of request.")
        case .formNotOurs where request.lacksTLS, .noCookie where request.lacksTLS:
            return error(
                frame, refusal, "This form has expired",
                "Agentor needs an address that begins with https: browsers keep no session over plain http. Nothing was changed.",
                typed: typed)
        case .formNotOurs:
            return error(
                frame, refusal, "This form has expired",
                "It was opened before you signed in or out, or did not come from Agentor. Nothing was changed.",
                advice: "Open the page again, and send it once more.", typed: typed,
                way: .init("Open the page again", formAddress))
        case .noCookie:
            return error(
                frame, refusal, "Your browser sent no cookie",
                "Agentor knows by a cookie who has signed in, and that a form is yours. None came: your browser keeps no cookies for this site, or you have signed out or cleared them since you opened the page. Nothing was changed.",
                advice: "Check whether it keeps cookies: if it does, you get to the page again.",
                typed: typed,
                way: .init("Check again", Route.home(.cookies).path(next: formAddress)))
        case .tooOften(let seconds, let limit):
            return error(
                frame, refusal, "That was too often", "Wait \(Refusal.duration(seconds)), then try again.",
                advice: limit?.words,
                typed: typed)
        case .request(let failure):
            return error(frame, refusal, failure.heading, failure.explanation)
        case .invalid(let errors):
            return error(
                frame, refusal, "That cannot be taken",
                errors.entries.map(\.error.message).joined(separator: " "),
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
        case .silenced(let words):
            return error(
                frame, refusal, "You cannot write just now", words ?? Refusal.silencedWords,
                advice: "Your account leads to the decision, where you can say what is wrong with it.",
                typed: typed,
                way: .init("Decisions about you", Route.decisions(.own).path))
        case .suspended:
            return .html(
                QuestionPage(
                    frame: frame, heading: "This account is suspended",
                    paragraphs: [
                        "An operator of this site, or a moderator, has closed it for now. Where it was a moderator, you have a letter that says why, until when, and where to appeal. Otherwise write to the operator to learn why."
                    ]
                ).html(), status: .forbidden)
        case .overloaded, .database, .fault: return unavailable(frame, refusal)
        }
    }

    /// A page that could not be had asks again by itself; a form must not be sent by itself. Not as a `meta` element, which
    /// tells whoever goes by rules for pages that the reader's time is limited.
    private func unavailable(_ frame: PageFrame, _ refusal: Refusal) -> Response {
        let heading = "Agentor is not available just now"
        guard request.isReading else {
            return error(
                frame, refusal, heading,
                "\(refusal.trouble.explanation) What you sent may not have been taken.",
                advice:
                    "Wait a few seconds, go back, and send the form again. Sent twice, it is taken once.",
                typed: typed)
        }
        let query = request.query.isEmpty ? "" : "?\(request.query.urlEncoded)"
        return error(
            frame, refusal, heading,
            "\(refusal.trouble.explanation) The page tries again by itself every few seconds.",
            way: .init("Try again", (route?.path ?? Route.home(.start).path) + query)
        ).adding(["Refresh": "\(Int.random(in: 3...5))"])
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
        _ frame: PageFrame, _ refusal: Refusal, _ heading: String, _ explanation: String,
        advice: String? = nil, typed: [TypedField] = [],
        way: QuestionPage.Link = .init("Go to the start page", Route.home(.start).path)
    ) -> Response {
        .html(
            ErrorPage(
                frame: frame, status: refusal.status.code, heading: heading, explanation: explanation,
                advice: advice, typed: typed, address: way.address, label: way.label
            ).html(), status: refusal.status
        ).adding(refusal.headers)
    }
}

extension Refusal {
    /// What is behind a page that is not available.
    fileprivate var trouble: DatabaseTrouble {
        if case .database(let error) = self { DatabaseTrouble(error) } else { .other }
    }
}

extension Response {
    func adding(_ headers: Headers) -> Response {
        var response = self
        for header in headers.all { response.headers[header.name] = header.value }
        return response
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

    /// The page whose form was sent. What a link from a mail leads to is there for whoever has the link alone.
    private var formAddress: String {
        guard let route, !request.isReading else { return pageAddress }
        let conditions = route.conditions
        guard !conditions.hasSecretAddress else { return Route.home(.start).path }
        let hasOwnForm = conditions.methods == .readingAndSending && !conditions.isPage
        return (hasOwnForm ? route : route.form).path(next: (try? request.form())?.next)
    }

    /// The page to come back to: the one asked for, or the one with the form that was sent.
    private var pageAddress: String {
        guard let route else { return request.path }
        guard request.isReading else { return route.form.path }
        guard route.conditions.isPage else { return route.back.path }
        return request.query.isEmpty ? request.path : "\(request.path)?\(request.query.urlEncoded)"
    }
}
