import FoundationEssentials
import Messaging
import Postgres

/// A few people and their conversations, for somebody who looks at Agentor for the first time.
package struct DemonstrationMarketplace {
    package static let password = "just-a-demonstration"

    package struct Person: Sendable {
        let name: String
        package let email: String
        let timeZone: String
        let role: Role

        enum Role: Sendable {
            case agent(headline: String, about: String, category: String, skills: String, rate: String)
            case client(company: String, need: String, budget: String)
        }
    }

    package static let people: [Person] = [
        Person(
            name: "Ada Okafor", email: "ada@example.com", timeZone: "Europe/London",
            role: .client(
                company: "Okafor & Daughters Bakery",
                need: "Somebody to take the books off my kitchen table, and a label redesign before spring.",
                budget: "5000")),
        Person(
            name: "Mateus Ribeiro", email: "mateus@example.com", timeZone: "Europe/Lisbon",
            role: .agent(
                headline: "Bookkeeper for small food businesses",
                about:
                    "Twelve years of bakeries, cafés and one very small brewery. I set up books that you can read"
                    + " without me, and I answer the telephone.",
                category: "finance", skills: "bookkeeping, VAT, payroll, cash flow", rate: "65")),
        Person(
            name: "Hana Sato", email: "hana@example.com", timeZone: "Asia/Tokyo",
            role: .agent(
                headline: "Packaging that survives the shelf",
                about:
                    "I draw labels and boxes for food makers, from the first sketch to the printer's proof.",
                category: "design", skills: "packaging, typography, print production", rate: "90")),
    ]

    private struct Talk {
        let name: String
        let about: String
        let host: Int
        let lines: [(person: Int, text: String)]
    }

    private static let talks: [Talk] = [
        Talk(
            name: "Books for small kitchens",
            about: "Bookkeeping and tax for people who would rather be baking. Ask anything.", host: 1,
            lines: [
                (1, "Welcome. Tell us what you make, and what in your books worries you most."),
                (0, "Bread, mostly. I have three shoeboxes of receipts and a tax deadline in January."),
                (
                    1,
                    "Three shoeboxes is a good start: most people have a bag.\nBring the last bank statement too."
                ),
                (0, "Could we do this in two evenings, do you think?"),
                (1, "One evening to sort, one to enter. I have Tuesday and Thursday free next week."),
            ]),
        Talk(
            name: "Labels and boxes", about: "Packaging for food makers: show work, ask for opinions.",
            host: 2,
            lines: [
                (2, "Good morning from Tokyo. This is a place to show drafts before they cost money."),
                (0, "I would like our name to be readable from the other side of the shop."),
            ]),
    ]

    /// Always the same, so that loading again is no new device.
    private static let device = Secret(String(repeating: "de", count: 32)) ?? Secret()

    private let accounts: Accounts
    private let profiles: Profiles
    private let messenger: Messenger

    package init(messenger: Messenger, accounts: Accounts) {
        self.accounts = accounts
        profiles = Profiles(pool: accounts.database.web)
        self.messenger = messenger
    }

    package func load() throws {
        let viewers = try Self.people.map(settle)
        for (number, talk) in Self.talks.enumerated() {
            let host = viewers[talk.host].viewer.identity
            let draft = try ChannelDraft(
                name: talk.name, description: talk.about, visibility: .public, nonce: nonce(1_000 + number))
            let slug = try messenger.create(draft, as: host)
            for (place, line) in talk.lines.enumerated() {
                let speaker = viewers[line.person].viewer.identity
                try messenger.join(slug, as: speaker)
                let draft = try MessageDraft(text: line.text, nonce: nonce(2_000 + number * 100 + place))
                _ = try messenger.send(draft, to: slug, as: speaker)
            }
        }
        for (_, token) in viewers { try accounts.signOut(token) }
    }

    /// Signs a person in, with an account made the first time, and saves their profile.
    private func settle(_ person: Person) throws -> (viewer: Viewer, token: SessionToken) {
        _ = try accounts.register(
            SignUpDraft(
                name: person.name, email: person.email, password: Self.password, nonce: FormNonce()))
        let arrival = Arrival(
            token: SessionToken(), device: Self.device, deviceName: "Demonstration", address: "127.0.0.1")
        guard
            case .open(let token) = try accounts.signIn(
                email: person.email, password: Self.password, from: arrival),
            let viewer = try accounts.viewer(for: token)?.viewer
        else { throw Accounts.Failure.wrongCredentials }
        switch person.role {
        case .agent(let headline, let about, let category, let skills, let rate):
            let answers = [
                "headline": headline, "about": about, "category": category, "skills": skills,
                "hourly-rate": rate, "time-zone": person.timeZone,
            ]
            try profiles.save(AgentProfile.form.read { answers[$0] }, for: viewer)
        case .client(let company, let need, let budget):
            let answers = [
                "company": company, "need": need, "budget": budget, "time-zone": person.timeZone,
            ]
            try profiles.save(ClientProfile.form.read { answers[$0] }, for: viewer)
        }
        return (viewer, token)
    }

    private func nonce(_ number: Int) -> UUID {
        let digits = String(number)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return UUID(uuidString: "de000000-0000-4000-8000-\(padded)") ?? UUID()
    }
}
