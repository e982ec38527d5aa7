import AgentorCore
import FoundationEssentials
import TemplateRuntime

/// `/agents`: who offers services, as looked for.
package struct AgentsPage: Sendable {
    /// What was chosen, and the same without it.
    package struct Chosen: Sendable {
        package var label: String
        package var without: String

        package init(_ label: String, without: String) {
            self.label = label
            self.without = without
        }
    }

    /// How what is looked for can be saved.
    package struct Saving: Sendable {
        /// Of the search it began with; nil where it is none.
        package var name: String?
        package var id: UUID?
        /// Whether something else is looked for than what is saved.
        package var isChanged: Bool
        /// What would be saved, as an address has it.
        package var search: String
        /// Where it is saved as another one; nil where nothing is asked for.
        package var another: String?

        package init(name: String?, id: UUID?, isChanged: Bool, search: String, another: String?) {
            self.name = name
            self.id = id
            self.isChanged = isChanged && !search.isEmpty
            self.search = search
            self.another = another
        }

        package var isNew: Bool { id == nil }
    }

    /// A value of a filter.
    package struct Option: Sendable {
        package var id: String
        package var name: String
        package var value: String
        package var label: String
        /// How many there are: "41", "about 6,000", "few".
        package var figures: String?
        package var isChosen: Bool

        package init(
            id: String, name: String, value: String, label: String, figures: String? = nil, isChosen: Bool
        ) {
            self.id = id
            self.name = name
            self.value = value
            self.label = label
            self.figures = figures
            self.isChosen = isChosen
        }
    }

    /// Another address of the same page.
    package struct Way: Sendable {
        package var label: String
        package var address: String
        package var isCurrent: Bool

        package init(_ label: String, _ address: String, isCurrent: Bool = false) {
            self.label = label
            self.address = address
            self.isCurrent = isCurrent
        }
    }

    package struct Result: Sendable, Avatar {
        package var name: String
        package var face: UUID
        package var picture: String?
        package var handle: String
        package var headline: String
        package var location: String
        package var languages: String
        /// "3 hours of your day"; nil for whoever is not signed in.
        package var hours: String?
        /// "Free from 8 December".
        package var free: String
        package var rate: String?
        /// How soon they answer.
        package var answers: String
        /// Of their work, two at most.
        package var samples: [Markup]
        package var isNew: Bool
        /// Why it stands here; nil where nothing was asked.
        package var why: String?
        /// Nil where the viewer cannot save them: they are themselves, or nobody is signed in.
        package var isSaved: Bool?

        package init(
            _ agent: PublicAgent, hours: String?, free: String, answers: Responsiveness, samples: [Work],
            isNew: Bool, why: String?, isSaved: Bool?
        ) {
            name = agent.name
            face = agent.account.rawValue
            picture = agent.picture
            handle = agent.handle
            headline = agent.profile.headline
            location = agent.profile.location
            languages = agent.profile.languages.map(\.ownName).joined(separator: ", ")
            self.hours = hours
            self.free = free
            rate = agent.profile.rate
            self.answers = answers.shortSummary
            self.samples = samples.compactMap { $0.sample(in: .line) }
            self.isNew = isNew
            self.why = why
            self.isSaved = isSaved
        }

        package var isThere: Bool { isSaved == true }
        package var canBeSaved: Bool { isSaved == false }

        package var hasSamples: Bool { !samples.isEmpty }
        package var hasLocation: Bool { !location.isEmpty }
        package var hasLanguages: Bool { !languages.isEmpty }
    }

    package var frame: PageFrame
    /// As typed.
    package var words: String
    /// What stands in the filters, for the search line to take along.
    package var kept: [Option]
    package var chosen: [Chosen]
    package var categories: [Option]
    /// Those that are asked for.
    package var skills: [Option]
    /// Frequent ones, to be asked for.
    package var frequentSkills: [String]
    package var languages: [Option]
    /// Those that somebody has besides, to be asked for.
    package var otherLanguages: [Option]
    package var countries: [Option]
    package var otherCountries: [Option]
    package var free: [Option]
    package var currencies: [Option]
    /// An hour, as typed.
    package var atMost: String
    /// Nil for whoever is not signed in.
    package var sharedHours: Option?
    package var withPicture: Option
    /// "41 agents".
    package var total: String
    /// What was looked for besides: words that nobody has may be misspelt.
    package var corrections: [String]
    package var orders: [Way]
    package var agents: [Result]
    /// This page's own address.
    package var here: String
    /// The first page, where this is a later one.
    package var first: String?
    package var next: String?
    /// What to do without, where nobody was found.
    package var loosenings: [Way]
    package var saving: Saving?
    /// What alone is asked for, in words: "Design"; nil for everybody, and where more is asked for.
    package var subject: String?
    /// What such a page is about, in a sentence.
    package var summary: String?
    /// The page's own address, with the host; nil where it is not for lists elsewhere.
    package var canonical: String?

    package init(
        frame: PageFrame, words: String, kept: [Option], chosen: [Chosen], categories: [Option],
        skills: [Option], frequentSkills: [String], languages: [Option], otherLanguages: [Option],
        countries: [Option], otherCountries: [Option], free: [Option], currencies: [Option], atMost: String,
        sharedHours: Option?,
        withPicture: Option, total: String, corrections: [String], orders: [Way], agents: [Result],
        here: String, first: String?,
        next: String?, loosenings: [Way], saving: Saving?, subject: String?, summary: String?,
        canonical: String?
    ) {
        self.frame = frame
        self.words = words
        self.kept = kept
        self.chosen = chosen
        self.categories = categories
        self.skills = skills
        self.frequentSkills = frequentSkills
        self.languages = languages
        self.otherLanguages = otherLanguages
        self.countries = countries
        self.otherCountries = otherCountries
        self.free = free
        self.currencies = currencies
        self.atMost = atMost
        self.sharedHours = sharedHours
        self.withPicture = withPicture
        self.total = total
        self.corrections = corrections
        self.orders = orders
        self.agents = agents
        self.here = here
        self.first = first
        self.next = next
        self.loosenings = loosenings
        self.saving = saving
        self.subject = subject
        self.summary = summary
        self.canonical = canonical
    }

    package var hasWords: Bool { !words.isEmpty }
    package var hasChosen: Bool { !chosen.isEmpty }
    package var isAsking: Bool { hasWords || hasChosen }
    package var hasAgents: Bool { !agents.isEmpty }
    package var hasPages: Bool { first != nil || next != nil }
    package var hasLoosenings: Bool { !loosenings.isEmpty }
    package var asksForLanguages: Bool { !languages.isEmpty || hasOtherLanguages }
    package var hasOtherLanguages: Bool { !otherLanguages.isEmpty }
    package var asksForCountries: Bool { !countries.isEmpty || hasOtherCountries }
    package var hasOtherCountries: Bool { !otherCountries.isEmpty }
    package var hasCategories: Bool { !categories.isEmpty }
    package var chosenCount: Int { chosen.count }
}

/// `/how-we-order`.
package struct OrderPage: Sendable {
    package var frame: PageFrame

    package init(frame: PageFrame) { self.frame = frame }
}
