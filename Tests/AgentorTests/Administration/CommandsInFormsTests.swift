import AgentorViews
import ArgumentParser
import Testing

@testable import AgentorFCGI

/// What `agentor admin` can do, administrators do in forms.
@Suite("Commands of operators in forms")
struct CommandsInFormsTests {
    /// Where each command is done in a form, or why it is in none.
    private enum Place {
        case at(Administrated)
        case nowhere(because: String)
    }

    private enum Administrated {
        case site(AdministrationRoute)
        case person(PersonRoute)
        case channel(GovernedChannelRoute)

        var access: Access {
            switch self {
            case .site(let route): route.endpoint.conditions.access
            case .person(let route): route.endpoint.conditions.access
            case .channel(let route): route.endpoint.conditions.access
            }
        }
    }

    private static let places: [String: [Place]] = [
        "list": [.at(.site(.people))],
        "create": [.at(.site(.create))],
        "verify": [.at(.site(.verify))],
        "promote": [.at(.person(.addAdministrator))],
        "demote": [.at(.person(.removeAdministrator))],
        "suspend": [.at(.person(.suspend))],
        "restore": [.at(.person(.restore))],
        "unlock": [.at(.person(.unlock))],
        "revoke-sessions": [.at(.person(.signOut)), .at(.site(.signEverybodyOut))],
        "reset-factor": [.at(.person(.removeFactor))],
        "invite": [.at(.site(.invite))],
        "admit": [.at(.site(.admit)), .at(.site(.waiting))],
        "erase": [.at(.person(.erase))],
        "moderator add": [.at(.person(.addModerator))],
        "moderator remove": [.at(.person(.removeModerator))],
        "moderator list": [.at(.site(.people))],
        "moderator two": [.at(.site(.twoModerators))],
        "administrator add": [.at(.person(.addAdministrator))],
        "administrator remove": [.at(.person(.removeAdministrator))],
        "administrator list": [.at(.site(.people))],
        "keep": [.at(.site(.retention)), .at(.site(.setRetention))],
        "hold place": [.at(.person(.hold)), .at(.channel(.hold))],
        "hold lift": [.at(.person(.release)), .at(.channel(.release))],
        "hold list": [.at(.site(.retention))],
        "hold export": [
            .nowhere(
                because: """
                    It opens what everybody has said under a hold, private conversations too. No role that serves pages goes \
                    around the policies that keep those, so it takes the owner's and the keys, on the machine.
                    """)
        ],
    ]

    private static func commands(of command: any ParsableCommand.Type, under path: [String] = []) -> [String]
    {
        let children = command.configuration.subcommands
        if children.isEmpty { return [path.joined(separator: " ")] }
        return children.flatMap { commands(of: $0, under: path + [$0._commandName]) }
    }

    @Test("every command of `agentor admin` has its form, or a reason why not")
    func everyCommand() {
        #expect(Set(Self.commands(of: Admin.self)) == Set(Self.places.keys))
    }

    @Test("every form is for administrators alone")
    func everyForm() {
        for (command, places) in Self.places {
            for case .at(let form) in places {
                guard case .administrator = form.access else {
                    Issue.record("\(command) is done where others come")
                    continue
                }
            }
        }
    }
}
