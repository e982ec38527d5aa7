import AgentorCore
import Forms
import FoundationEssentials
import TemplateRuntime

/// `/`: what Agentor is.
package struct HomePage: Sendable {
    /// Somebody who is here.
    package struct Agent: Sendable, Avatar {
        package var name: String
        package var face: UUID
        package var picture: String?
        package var handle: String
        package var headline: String
        package var location: String
        /// Of their work; nil where they show none.
        package var sample: Markup?
        /// "€85"; nil for a price by agreement.
        package var rate: String?
        /// How soon they answer; nil where that is not known.
        package var answers: String?
        /// "Free from 8 December"; nil where the page does not say it.
        package var free: String?

        package init(
            _ agent: PublicAgent, _ works: [Work] = [], _ responsiveness: Responsiveness = .none,
            free: String? = nil
        ) {
            name = agent.name
            face = agent.account.rawValue
            picture = agent.picture
            handle = agent.handle
            headline = agent.profile.headline
            location = agent.profile.location
            sample = works.lazy.compactMap { $0.sample(in: .card) }.first
            rate = agent.profile.rate
            answers = responsiveness.isKnown ? responsiveness.summary : nil
            self.free = free
        }
    }

    /// A subject to look for agents by.
    package struct Subject: Sendable {
        package var label: String
        /// How many agents there are.
        package var figures: String
        package var address: String

        package init(_ choice: FieldDescription.Choice, _ figures: String) {
            label = choice.label
            self.figures = figures
            address = "\(Route.directory(.list).path)?category=\(choice.value)"
        }
    }

    package var frame: PageFrame
    /// What has just been done.
    package var notice: String?
    package var agents: [Agent]
    package var subjects: [Subject]
    /// "26 agents"; nil where it is not known.
    package var total: String?

    package init(
        frame: PageFrame, notice: String? = nil, agents: [Agent] = [], subjects: [Subject] = [],
        total: String? = nil
    ) {
        self.frame = frame
        self.notice = notice
        self.agents = agents
        self.subjects = subjects
        self.total = total
    }

    package var hasAgents: Bool { !agents.isEmpty }
}
