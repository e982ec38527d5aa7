import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/changes?after=CURSOR&inbox=DIGEST&zone=ZONE&hold=UNIQUE`: the poll of the page's script.
    ///
    /// Held until something changes after the cursor, 25 seconds at most. With `inbox`, also until the viewer's other
    /// channels hold more or less unread than the digest stands for; an empty one stands for nothing known. Answers:
    /// - 200: the messages that changed, as list items; `Agentor-Cursor` is what to ask after next. With `Agentor-List:
    ///   whole` they are the latest page, in place of all that is shown: the cursor was ahead of the channel, as after the
    ///   database was restored from a backup. Where the inbox is
    ///   another, `Agentor-Inbox` is its digest and `Agentor-Unread` how many messages it holds;
    /// - 204: nothing changed. Ask again at once, or after `Retry-After` seconds;
    /// - 401, 404: nobody is signed in, or is no member. Do not ask again;
    /// - 403: signed in, but something has to be done first, such as agreeing to other terms. Load the page;
    /// - 503: ask again, a little later.
    ///
    /// With `past` nothing counts as read: the page shows an earlier part of the channel.
    ///
    /// With `presence` and `circle`, also until somebody in the channel, or whom the viewer has conversations with, is there in
    /// another way than the digests stand for: a `PresenceFragment` each, and `Agentor-Presence` and `Agentor-Circle` for
    /// the next. `idle` says how many seconds ago somebody touched the page.
    ///
    /// With `zone`, in which times are shown then, whoever asks again within a minute is not always read anew.
    ///
    /// A cursor never expires, and the same one twice misses nothing. `hold` only has to differ: browsers send the
    /// first of several equal requests and keep the others back. With `wait=0` the answer comes at once: a script that
    /// had lost the connection learns that it is back.
    func showChannelChanges(_ slug: String, _ visit: Visit) async throws -> Response {
        guard let cursor = visit.request.query["after"].flatMap(Int64.init), cursor >= 0 else {
            do { _ = try visit.admitted() } catch { return try visit.notWaiting(error) }
            return .text("`after` must be a number.\n", status: .badRequest)
        }
        do {
            return visit.changes(
                try await messenger.next(
                    visit.topics(
                        .channel(
                            slug, after: cursor, .changes, marksRead: visit.request.query["past"] == nil),
                        in: slug),
                    as: visit.identity, session: visit.zoneIsNamed ? visit.session : nil,
                    activity: visit.activity,
                    until: visit.request.query["wait"] == "0" ? .now : .holdDeadline),
                of: slug, by: messenger, compress: compress)
        } catch { return try visit.notWaiting(error) }
    }
}

extension Visit {
    /// What a page waits for: its own topic, and the inbox where it asks for that.
    @inline(never)
    func topics(_ topic: Topic, in slug: String) -> [Topic] {
        var topics = [topic]
        let query = request.query
        if let shown = query["inbox"] { topics.append(.inbox(showing: Digest(shown: shown))) }
        if let shown = query["presence"] { topics.append(.presence(slug, showing: Digest(shown: shown))) }
        if let shown = query["circle"] { topics.append(.circle(showing: Digest(shown: shown))) }
        return topics
    }

    /// What a page's script is told.
    @inline(never)
    func changes(
        _ outcome: WaitOutcome, of slug: String, by messenger: Messenger, compress: @escaping Compress
    ) -> Response {
        switch outcome {
        case .changed(let changes):
            var folded: [ParticipantID: Block.Kind] = [:]
            var response = telling(changes) { excerpt in
                folded = messenger.folded(among: excerpt, in: slug, by: self)
                return [.whole(excerpt.changes(of: slug, in: shownTimeZone, compress: compress))]
            } inbox: { _ in
                []
            }
            // What is sent is the same for all: the script folds away whose messages are not to be seen.
            for kind in Block.Kind.allCases {
                let people = folded.filter { $0.value == kind }.keys.map(\.rawValue.uuidString)
                if people.isEmpty { continue }
                response.headers["Agentor-Folded-\(kind.rawValue)"] = people.sorted().joined(separator: " ")
            }
            return response
        case .full: return Response(status: .noContent, headers: ["Retry-After": "10"])
        case .nothing, .closing, .departed: return Response(status: .noContent)
        }
    }
}

extension Visit {
    /// What a script is told that may not wait; what is wrong besides ends the action.
    @inline(never)
    func notWaiting(_ error: any Error) throws -> Response {
        let refusal = refusal(of: error)
        return switch refusal {
        case .signInFirst: .text("Sign in first.\n", status: .unauthorized)
        case .agreeFirst, .keepFirst, .onboardingFirst:
            .text("Something has to be done first: load the page.\n", status: .forbidden)
        default: throw refusal
        }
    }
}

extension Visit {
    /// What a poll is told: the fragments one after the other, and in headers what the script goes by.
    @inline(never)
    func telling(
        _ changes: [TopicChange?], messages: (Excerpt) -> [BodyPiece], inbox tell: (Inbox) -> [UInt8]
    ) -> Response {
        var pieces: [BodyPiece] = []
        var headers: [(String, String)] = []
        var inbox: Inbox?
        for change in changes {
            switch change {
            case .messages(let excerpt):
                pieces += messages(excerpt)
                headers.append(("Agentor-Cursor", "\(excerpt.cursor)"))
                if excerpt.replacesAll { headers.append(("Agentor-List", "whole")) }
            case .inbox(let told):
                inbox = told
                let bytes = tell(told)
                if !bytes.isEmpty { pieces.append(.own(bytes)) }
            case .presence(let presence):
                let place = presence.isOfCircle ? "circle" : "channel"
                pieces.append(.own(PresenceFragment(presence, of: place).html()))
                headers.append(
                    (presence.isOfCircle ? "Agentor-Circle" : "Agentor-Presence", presence.digest.rawValue))
            case nil: break
            }
        }
        var response = pieces.isEmpty ? Response.html([]) : Response.html(pieces, for: self)
        if let inbox { response = response.telling(inbox) }
        for (name, value) in headers { response.headers[name] = value }
        response.headers["Cache-Control"] = "no-store"
        return response
    }

    /// What the page says of whoever looks at it: `idle` is how many seconds ago they touched it.
    var activity: Activity {
        request.query["idle"].flatMap { Int($0) }.map { .touched(.seconds(min(max($0, 0), 86_400))) }
            ?? .unknown
    }
}

extension ContinuousClock.Instant {
    /// When a held request is answered at the latest: below the web server's patience, and not everybody at once.
    static var holdDeadline: Self { .now + .seconds(25 + Double.random(in: -2...2)) }
}
