import ArgumentParser
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Settings about accounts")
struct AccountRulesTests {
    private func rules(_ environment: [String: String]) throws -> AccountRules {
        try AccountRules(environment: { environment[$0] })
    }

    private func refusal(_ environment: [String: String]) -> String? {
        #expect(throws: ValidationError.self) { _ = try rules(environment) }?.message
    }

    @Test("without any, everybody may have an account, for thirty days of session and two weeks of grace")
    func defaults() throws {
        let rules = try rules([:])
        #expect(rules.registration == .open)
        #expect(rules.allowedDomains.isEmpty)
        #expect(rules.blockedDomains.isEmpty)
        #expect(rules.sessionLifetime == .days(30))
        #expect(rules.sessionIdle == .days(14))
        #expect(rules.gracePeriod == .days(14))
    }

    @Test(
        "registration is open, by invitation or by a waiting list",
        arguments: zip(
            ["open", "invitation", "waiting-list"],
            [.open, .invitation, .waitingList] as [AccountRules.Registration]))
    func registration(text: String, registration: AccountRules.Registration) throws {
        #expect(try rules(["AGENTOR_REGISTRATION": text]).registration == registration)
    }

    @Test("another word for it is refused by name", arguments: ["closed", "Open", "waiting list", "open "])
    func badRegistration(text: String) {
        #expect(
            refusal(["AGENTOR_REGISTRATION": text])
                == "AGENTOR_REGISTRATION is none of open, invitation, waiting-list: \(text)")
    }

    @Test("domains are separated by commas or white space, and compared in lower case")
    func domains() throws {
        let rules = try rules([
            "AGENTOR_MAIL_DOMAINS_ALLOWED": " Example.com,example.org\n mail.example.net ,",
            "AGENTOR_MAIL_DOMAINS_BLOCKED": "trash.example.com Bücher.example",
        ])
        #expect(rules.allowedDomains == ["example.com", "example.org", "mail.example.net"])
        #expect(rules.blockedDomains == ["trash.example.com", "xn--bcher-kva.example"])
        #expect(rules.admits("ada@example.com"))
        #expect(!rules.admits("ada@trash.example.com"))
        #expect(!rules.admits("ada@example.net"))
        #expect(!rules.admits("\"ada@example.com\"@example.net"), "the last @ counts")
    }

    @Test(
        "what no address can end with is refused, since it would let in everybody or nobody",
        arguments: [
            "@example.com", ".example.com", "*.example.com", "example.com;example.org", "bücher..example",
        ])
    func badDomains(text: String) {
        for name in ["AGENTOR_MAIL_DOMAINS_ALLOWED", "AGENTOR_MAIL_DOMAINS_BLOCKED"] {
            #expect(
                refusal([name: "example.net, \(text)"])
                    == "\(name) is a list of domains like example.com; this is none: \(text)")
        }
    }

    @Test("days are whole numbers from 1 to 365")
    func days() throws {
        let names = ["AGENTOR_SESSION_DAYS", "AGENTOR_SESSION_IDLE_DAYS", "AGENTOR_GRACE_DAYS"]
        let all = try rules(Dictionary(uniqueKeysWithValues: zip(names, ["1", "2", "365"])))
        #expect(all.sessionLifetime == .days(1))
        #expect(all.sessionIdle == .days(2))
        #expect(all.gracePeriod == .days(365))
        for name in names {
            for text in ["0", "-1", "366", "1.5", "two", " 7", "99999999999999999999"] {
                #expect(refusal([name: text]) == "\(name) is a number of days from 1 to 365, not \(text)")
            }
        }
    }

    @Test("an operator’s commands need an address and keys, and no server to send mail through")
    func administration() throws {
        let environment = [
            "AGENTOR_ADDRESS": "https://agentor.example", "AGENTOR_KEYS": String(repeating: "5e", count: 32),
            "AGENTOR_REGISTRATION": "invitation",
        ]
        let database = Database(owner: Pool(Pool.Configuration(), logger: TestDatabase.logger))
        let accounts = try SiteSettings.accounts(environment: { environment[$0] }, database: database)
        #expect(accounts.rules.registration == .invitation)
        for name in ["AGENTOR_ADDRESS", "AGENTOR_KEYS"] {
            #expect(throws: ValidationError.self) {
                _ = try SiteSettings.accounts(
                    environment: { $0 == name ? nil : environment[$0] }, database: database)
            }
        }
    }

    @Test("commands that make no sense are refused before anything is done")
    func commands() {
        let senseless = [
            ["list", "--waiting", "--role", "admin"], ["list", "--role", "owner"],
            ["erase", "a@example.com"],
            ["admit"], ["admit", "a@example.com", "--all", "3"], ["admit", "--all", "0"], ["invite"],
            ["create", "a@example.com"], ["suspend"], ["nothing"], ["revoke-sessions"],
            ["revoke-sessions", "a@example.com", "--everybody"],
        ]
        for arguments in senseless {
            let error = #expect(throws: (any Error).self) {
                _ = try Agentor.parseAsRoot(["admin"] + arguments)
            }
            #expect(error.map { Agentor.exitCode(for: $0).rawValue } == 64, "\(arguments)")
        }
        for arguments in [
            ["list", "--role", "admin", "--suspended"], ["erase", "a@example.com", "--yes"],
            ["revoke-sessions", "--everybody"], ["revoke-sessions", "a@example.com"],
        ] {
            #expect(throws: Never.self) { _ = try Agentor.parseAsRoot(["admin"] + arguments) }
        }
    }
}
