import AgentorCore
import FoundationEssentials
import Messaging

/// What can be looked for by the same words, each at its address.
package struct SearchTabs: Sendable {
    package enum Kind: Sendable {
        case messages, files, people, services
    }

    /// How many there are, where that is known, up to one more than `most`.
    package struct Counts: Sendable {
        package var people: Int?
        package var services: Int?
        package var most: Int

        package init(people: Int? = nil, services: Int? = nil, most: Int = 0) {
            self.people = people
            self.services = services
            self.most = most
        }

        fileprivate func label(_ count: Int?) -> String? { count.map { $0 > most ? "\(most)+" : "\($0)" } }
    }

    package struct Tab: Sendable {
        package var label: String
        package var address: String
        package var isCurrent: Bool
        package var count: String?
    }

    package let all: [Tab]

    /// - Parameters:
    ///   - messages, files: the addresses of the same search.
    ///   - words: for the others, as the end of an address.
    package init(_ current: Kind, messages: String, files: String, words: String, counts: Counts) {
        func tab(_ label: String, _ address: String, _ kind: Kind? = nil, _ count: String? = nil) -> Tab {
            Tab(label: label, address: address, isCurrent: kind == current, count: count)
        }
        all = [
            tab("Messages", messages, .messages), tab("Files", files, .files),
            tab("People", Route.search(.people).path + words, .people, counts.label(counts.people)),
            tab("Services", Route.search(.services).path + words, .services, counts.label(counts.services)),
            tab("Agents", Route.directory(.list).path + words),
            tab("Channels", Route.channels(.list).path + words),
        ]
    }
}

/// `/search/people` and `/search/services`: what there is besides messages by some words.
package struct OthersPage: FormPage {
    package struct Person: Sendable, Avatar {
        package var name: String
        package var face: UUID
        package var picture: String?
        package var handle: String?
        /// Of the conversation with them.
        package var address: String

        package init(_ person: Acquaintance) {
            name = person.name
            face = person.id.rawValue
            picture = person.picture
            handle = person.handle
            address = Route.conversation(person.handle, .show).path
        }
    }

    package struct Offer: Sendable {
        package var service: ServiceSummary
        package var agent: String
        package var agentAddress: String

        package init(_ found: FoundService) {
            service = ServiceSummary(found.service, by: found.agentHandle)
            agent = found.agentName
            agentAddress = Route.agent(found.agentHandle, .show).path
        }
    }

    package var frame: PageFrame
    /// As typed.
    package var line: Entry
    package var words: String
    package var tabs: [SearchTabs.Tab]
    package var heading: String
    package var placeholder: String
    package var action: String
    /// "3 people"; nil where nothing was looked for.
    package var count: String?
    package var people: [Person]
    package var services: [Offer]
    /// Whom or what it is looked among.
    package var scope: String
    package var notice: String? { nil }
    package var problem: String?

    package init(
        frame: PageFrame, kind: SearchTabs.Kind, line: Entry, words: String, tabs: SearchTabs, count: String?,
        people: [Person], services: [Offer], problem: String?
    ) {
        self.frame = frame
        self.line = line
        self.words = words
        self.tabs = tabs.all
        let isOfPeople = kind == .people
        heading = isOfPeople ? "Search people" : "Search services"
        placeholder = isOfPeople ? "Names of people" : "Words in services"
        action = Route.search(isOfPeople ? .people : .services).path
        scope =
            isOfPeople
            ? "Here you find the people you have conversations with, and those in your channels. Everybody who offers services is among the agents."
            : "Here you find what agents offer, by the words of its title and description."
        self.count = count
        self.people = people
        self.services = services
        self.problem = problem
    }

    package var fields: [Field] { [] }
    package var otherErrors: [FieldError] {
        line.error.map { [FieldError(field: "q", label: "Search for", message: $0)] } ?? []
    }

    package var hasPeople: Bool { !people.isEmpty }
    package var hasServices: Bool { !services.isEmpty }
    package var hasLine: Bool { !line.value.isEmpty }
}
