import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels?mine=PLACE&folder=ID&q=WORDS&category=&language=&order=&show=left&after=PLACE`: the viewer's channels, as
    /// they keep them, and some to discover. Each list goes on by itself, and whoever looks for something is shown what was found
    /// alone. For whoever has no account, those on the web.
    func showChannels(_ visit: Visit) throws -> Response {
        do { return try showKnownChannels(visit) } catch {
            guard !visit.wantsJSON, case .signInFirst = visit.refusal(of: error) else { throw error }
            return try web.showChannels(visit)
        }
    }

    private func showKnownChannels(_ visit: Visit) throws -> Response {
        let form = ChannelSearchForm(visit.request.query)
        let own = form[.mine].flatMap(OwnChannelPosition.init(address:))
        let isFront = own == nil && form.isFront && form[.folder] == nil
        let folder = form[.folder].flatMap(UUID.init(uuidString:))
        let sorted = isFront ? try messenger.sortedChannels(as: visit.identity) : nil
        let inFolder = try folder.map { try messenger.channels(in: $0, after: own, as: visit.identity) }
        let mine =
            try sorted?.others ?? inFolder?.channels
            ?? own.map { try messenger.unsortedChannels(after: $0, as: visit.identity) }
        let viewer = try visit.admitted()
        let zone = viewer.zone
        let options = try options.current()
        let isOwn = own != nil || folder != nil
        let hasLeft = form.isOfLeft && !isOwn
        let found = !isOwn && !hasLeft ? try directory.page(form.query, for: viewer) : nil
        let facets = !isOwn ? try directory.facets(for: viewer) : nil
        func summaries(_ channels: [ListedChannel]) -> [ChannelSummary] {
            channels.map { listed in
                var summary = ChannelSummary(listed, in: zone)
                summary.subject = listed.channel.subject.category.map { options.label(.category, $0) }
                summary.language = listed.channel.subject.language.flatMap { Language(code: $0)?.ownName }
                summary.isJoined = listed.channel.isMember
                return summary
            }
        }
        let asked = isFront ? try messenger.ownInvitations(as: viewer.identity).count : 0
        let notice: String? =
            switch visit.request.query["done"] {
            case "left": "You are in the channel no more."
            case "unread": "Marked: the message and all after it are unread again."
            default: nil
            }
        return .html(
            ChannelsPage(
                frame: visit.frame(.channels),
                mine: mine.map { mine in
                    .init(
                        channels: summaries(mine.channels),
                        next: mine.next.map { form.with(.mine, $0.address).address })
                }, heading: inFolder?.folder.name,
                favourites: sorted.map { summaries($0.favourites) } ?? [],
                folders: sorted.map { sorted in
                    sorted.folders.map { part in
                        ChannelsPage.FolderListing(
                            id: part.folder.id, name: part.folder.name, isClosed: part.folder.isClosed,
                            channels: summaries(part.channels),
                            whole: part.hasMore
                                ? form.with(.folder, part.folder.id.uuidString.lowercased()).address : nil)
                    }
                } ?? [],
                kindred: isFront ? summaries(try directory.likeOwn(for: viewer)) : [],
                discover: found.map { found in
                    .init(
                        channels: summaries(found.channels),
                        next: found.next.map { form.with(.after, $0.address).address })
                },
                left: hasLeft
                    ? .init(channels: summaries(try messenger.leftChannels(as: viewer.identity))) : nil,
                search: .init(
                    words: form[.words] ?? "", isAsking: form.isAsking, kept: form.kept,
                    chosen: form.chosen(options),
                    corrections: found.map { $0.corrections.map(\.words) } ?? [], orders: form.orders,
                    loosenings: form.loosenings(options),
                    categories: form.categories(facets, options), languages: form.languages(facets)),
                live: visit.liveInbox(), zone: viewer.timeZone,
                notice: notice,
                invitations: asked == 0 ? nil : asked == 1 ? "1 invitation" : "\(asked) invitations"
            ).html())
    }
}

extension OwnChannelPosition {
    var address: String { PlaceInTime(activity, channel.rawValue).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(activity: place.moment, channel: ChannelID(rawValue: place.id))
    }
}

extension ChannelCursor {
    /// As it stands in an address: the rank, then the identifier.
    var address: String { "\(rank) \(channel.rawValue.uuidString.lowercased())" }

    fileprivate init?(address: String) {
        let parts = address.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let rank = Int64(parts[0]), let id = UUID(uuidString: String(parts[1])) else {
            return nil
        }
        self.init(rank: rank, channel: ChannelID(rawValue: id))
    }
}

/// What somebody looks for among channels, as the address says it.
struct ChannelSearchForm: Hashable {
    /// A field of the address.
    enum Name: String, CaseIterable {
        case words = "q"
        case category, language, order, show, after, folder, mine
    }

    private var fields: [Name: String] = [:]

    /// What it does not know is left out, and so is what says nothing.
    init(_ query: Fields) {
        for name in Name.allCases {
            let value = PlainText.line(String((query[name.rawValue] ?? "").unicodeScalars.prefix(200)))
            if !value.isEmpty { fields[name] = value }
        }
        if Language(code: fields[.language] ?? "") == nil { fields[.language] = nil }
        if !["members", "active"].contains(fields[.order]) { fields[.order] = nil }
    }

    subscript(name: Name) -> String? { fields[name] }

    /// Whether anything is left out.
    var isAsking: Bool { [.words, .category, .language].contains { fields[$0] != nil } }
    var isOfLeft: Bool { fields[.show] == "left" }
    /// Whether it is the page as it is before anybody asks for anything.
    var isFront: Bool { !isAsking && !isOfLeft && fields[.order] == nil && fields[.after] == nil }

    /// The same with another value, or none, and on its first page.
    func with(_ name: Name, _ value: String?) -> ChannelSearchForm {
        var form = self
        form.fields[.after] = nil
        if name != .mine { form.fields[.mine] = nil }
        form.fields[name] = value
        return form
    }

    var address: String {
        let query = Name.allCases.compactMap { name in
            fields[name].map { "\(name.rawValue)=\($0.percentEncoded)" }
        }
        let path = Route.channels(.list).path
        return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
    }

    var query: ChannelQuery {
        var query = ChannelQuery()
        query.words = self[.words] ?? ""
        query.category = self[.category]
        query.language = self[.language]
        query.order = self[.order].flatMap(ChannelQuery.Order.init) ?? .best
        query.after = self[.after].flatMap(ChannelCursor.init(address:))
        query.hasOwn = isAsking
        return query
    }

    /// All but the words, for a form that asks for those.
    fileprivate var kept: [ChannelsPage.Hidden] {
        [Name.category, .language, .order].compactMap { name in
            fields[name].map { ChannelsPage.Hidden(name: name.rawValue, value: $0) }
        }
    }

    fileprivate var orders: [ChannelsPage.Way] {
        let hasWords = self[.words] != nil
        let usual = hasWords ? "Best match" : "Most members"
        let others: [(String, String)] =
            hasWords
            ? [("members", "Most members"), ("active", "Latest message")] : [("active", "Latest message")]
        let chosen = others.first { $0.0 == self[.order] }?.0
        return [ChannelsPage.Way(usual, with(.order, nil).address, isCurrent: chosen == nil)]
            + others.map { .init($0.1, with(.order, $0.0).address, isCurrent: chosen == $0.0) }
    }

    /// The same without one of the things that are asked for, and without all of them.
    fileprivate func loosenings(_ options: Options) -> [ChannelsPage.Way] {
        var ways: [ChannelsPage.Way] = []
        if self[.words] != nil { ways.append(.init("Without these words", with(.words, nil).address)) }
        if let category = self[.category] {
            let label = options.label(.category, category).isolated
            ways.append(.init("Without the subject \(label)", with(.category, nil).address))
        }
        if let language = self[.language] {
            let label = (Language(code: language)?.ownName ?? language).isolated
            ways.append(.init("Without the language \(label)", with(.language, nil).address))
        }
        // Alone, it leads to all channels, and there is a link to those.
        return ways.count > 1 ? ways : []
    }

    fileprivate func chosen(_ options: Options) -> [ChannelsPage.Way] {
        [
            self[.category].map { .init(options.label(.category, $0), with(.category, nil).address) },
            self[.language].map { .init(Language(code: $0)?.ownName ?? $0, with(.language, nil).address) },
        ].compactMap(\.self)
    }

    /// Other subjects there are channels of, in the operator's order.
    fileprivate func categories(_ facets: ChannelFacets?, _ options: Options) -> [ChannelsPage.Way] {
        let there = Set(facets?.categories ?? []).subtracting([self[.category] ?? ""])
        return options.withRetired.choices(.category).filter { there.contains($0.value) }.map {
            .init($0.label, with(.category, $0.value).with(.show, nil).address)
        }
    }

    fileprivate func languages(_ facets: ChannelFacets?) -> [ChannelsPage.Way] {
        Set(facets?.languages ?? []).subtracting([self[.language] ?? ""]).compactMap(Language.init(code:))
            .sorted { $0.name < $1.name }.map {
                .init($0.ownName, with(.language, $0.code).with(.show, nil).address)
            }
    }
}

extension Options {
    /// What channels can be about.
    /// - Parameter kept: what a channel is about already, which may be retired.
    func channelSubjects(keeping kept: ChannelSubject? = nil) -> ChannelSubjects {
        ChannelSubjects(
            categories: choices(.category, keeping: kept?.category),
            languages: Language.all.map { .init($0.code, $0.name) })
    }
}
