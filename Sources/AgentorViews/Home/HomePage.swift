import AgentorCore
import Forms
import FoundationEssentials

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

        package init(_ agent: PublicAgent) {
            name = agent.name
            face = agent.account.rawValue
            picture = agent.picture
            handle = agent.handle
            headline = agent.profile.headline
            location = agent.profile.location
        }
    }

    /// A subject to look for agents by.
    package struct Subject: Sendable {
        package var label: String
        package var address: String
    }

    package var frame: PageFrame
    /// What has just been done.
    package var notice: String?
    package var agents: [Agent]
    package var subjects: [Subject]

    package init(
        frame: PageFrame, notice: String? = nil, agents: [PublicAgent] = [],
        subjects: [FieldDescription.Choice] = []
    ) {
        self.frame = frame
        self.notice = notice
        self.agents = agents.map(Agent.init)
        self.subjects = subjects.map {
            Subject(label: $0.label, address: "\(Route.directory(.list).path)?category=\($0.value)")
        }
    }

    package var hasAgents: Bool { !agents.isEmpty }
}
