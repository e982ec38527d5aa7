import AgentorCore
import FoundationEssentials
import Text

/// `/agents/{handle}`: somebody who offers services, as everybody sees them. The same page shows their owner what they would
/// publish, and what they had.
package struct AgentPage: Sendable, Avatar {
    /// A line of what there is to know, with what to add to it in smaller letters.
    package struct Fact: Sendable {
        package var heading: String
        package var details: String

        package init(_ heading: String, _ details: String) {
            self.heading = heading
            self.details = details
        }
    }

    /// When both work, drawn on the viewer's day.
    package struct SharedDay: Sendable {
        /// In a drawing of 240 units for a day.
        package struct Bar: Sendable {
            package var x: Int
            package var width: Int

            init(_ span: Range<Int>) {
                x = span.lowerBound / 6 + 8
                width = max(1, span.count / 6)
            }
        }

        package var heading: String
        package var details: String
        package var theirs: [Bar]
        package var mine: [Bar]
        package var both: [Bar]

        /// - Parameters:
        ///   - theirs, mine, both: minutes after midnight by the viewer's clock.
        ///   - place: where the viewer's clock is.
        package init(theirs: [Range<Int>], mine: [Range<Int>], both: [Range<Int>], place: String) {
            let minutes = both.map(\.count).reduce(0, +)
            heading =
                minutes == 0
                ? "No hour of your day"
                : minutes < 60
                    ? "\(minutes) minutes of your day"
                    : "\(counted(minutes / 60, "hour", "hours")) of your day"
            details = "Their day (upper) and yours (lower), by your clock in \(place)"
            self.theirs = theirs.map(Bar.init)
            self.mine = mine.map(Bar.init)
            self.both = both.map(Bar.init)
        }
    }

    package struct Link: Sendable {
        package var label: String
        package var address: String
    }

    package var frame: PageFrame
    package var face: UUID
    package var picture: String?
    package var name: String
    package var handle: String
    package var headline: String
    package var about: MessageText
    package var category: String
    package var skills: [String]
    package var location: String
    /// "18:52 there now".
    package var localTime: String
    /// "€85"; nil for a rate by agreement.
    package var rate: String?
    package var facts: [Fact]
    package var sharedDay: SharedDay?
    package var services: [ServiceSummary]
    package var works: [WorkCard]
    package var links: [Link]
    /// The page's own address, with the host.
    package var canonical: String
    /// What this is, where it is not what everybody sees.
    package var notice: String?
    /// What has just been done.
    package var told: String?
    /// Whether it is what everybody sees.
    package var isPublic: Bool
    /// Whether the viewer is whom it is about.
    package var isOwn: Bool
    /// What the viewer has written down about them, "" for nothing; nil where they have not saved them.
    package var savedNote: String?

    /// - Parameters:
    ///   - category: what it is called.
    ///   - localTime: by the agent's clock.
    ///   - canonical: the page's own address, with the host.
    ///   - notice: what this is, where it is not what everybody sees.
    package init(
        frame: PageFrame, face: UUID, picture: String?, name: String, handle: String, profile: AgentProfile,
        category: String, localTime: String,
        free: String, sharedDay: SharedDay? = nil, services: [ServiceSummary] = [], works: [WorkCard] = [],
        canonical: String,
        notice: String? = nil,
        isOwn: Bool = false
    ) {
        self.frame = frame
        self.face = face
        self.picture = picture
        self.name = name
        self.handle = handle
        headline = profile.headline
        about = MessageText(profile.about)
        self.category = category
        skills = profile.skills
        location = profile.location
        self.localTime = "\(localTime) there now"
        rate = profile.rate
        var facts = [Fact(free, profile.availability == .not ? "Writing is possible all the same" : "")]
        if let years = profile.years {
            facts.append(Fact(counted(years, "year", "years") + " of experience", ""))
        }
        if !profile.languages.isEmpty {
            facts.append(
                Fact(
                    "Speaks",
                    profile.languages.map { "\($0.ownName) (\($0.level.label))" }.joined(separator: ", ")))
        }
        if let from = profile.worksFrom, let until = profile.worksUntil {
            facts.append(
                Fact("Works from \(from) to \(until)", "By the clock in \(profile.timeZone.zoneLabel)"))
        }
        self.facts = facts
        self.sharedDay = sharedDay
        self.services = services
        self.works = works
        links = profile.links.map { link in
            Link(label: link.shownAddress, address: link)
        }
        self.canonical = canonical
        self.notice = notice
        isPublic = notice == nil
        self.isOwn = isOwn
    }

    /// Where they are reported, and one comes back from.
    package var reporting: String {
        Route.reportedPerson(handle, .report).path(next: Route.agent(handle, .show).path)
    }
    package var canBlock: Bool { isPublic && !isOwn && frame.hasNavigation }
    /// Says how soon they answer.
    package mutating func add(_ responsiveness: Responsiveness) {
        facts.insert(Fact(responsiveness.summary, responsiveness.details), at: 1)
    }

    package var canBeSaved: Bool { isPublic && !isOwn }
    package var isSaved: Bool { savedNote != nil }
    /// Whoever is signed in saves with a button, others with a page that leads through signing in.
    package var savesAtOnce: Bool { !isSaved && frame.hasNavigation }
    package var note: String? { savedNote.flatMap { $0.isEmpty ? nil : $0 } }
    package var hasServices: Bool { !services.isEmpty }
    package var hasWorks: Bool { !works.isEmpty }
    package var hasLinks: Bool { !links.isEmpty }
    package var hasLocation: Bool { !location.isEmpty }
    /// For lists of results elsewhere: a sentence or two.
    package var summary: String {
        "\(headline.isolated). \(category)\(location.isEmpty ? "" : ", \(location.isolated)")."
    }
}

extension String {
    /// "Lisbon" of "Europe/Lisbon", "New York" of "America/New_York".
    package var zoneLabel: String {
        split(separator: "/").last.map { String($0).replacing("_", with: " ") } ?? self
    }
}
