import AgentorCore
import FoundationEssentials

/// What surrounds every page: who is signed in, and where they are.
package struct PageFrame: Sendable {
    /// The person signed in, or nil.
    package var viewer: Viewer?
    /// The token every form of the page carries back. Before anyone is known it may belong to the visit.
    package var csrf: String
    /// The part of the site the page belongs to, marked in the navigation.
    package var section: Section?

    /// Who looks at the page in the viewer's place; nil where it is the viewer.
    package var view: View?
    /// The token of the forms that end something: the session, or a view.
    package var wayOut: String

    /// Whether nobody can tell who is there: somebody signed in is not asked to sign in.
    package var isViewerUnknown: Bool

    package init(
        viewer: Viewer? = nil, isViewerUnknown: Bool = false, csrf: String, section: Section? = nil,
        view: View? = nil
    ) {
        self.isViewerUnknown = isViewerUnknown
        self.viewer = viewer
        self.csrf = view?.csrf ?? csrf
        wayOut = csrf
        self.view = view
        self.section = section
    }

    /// An administrator who looks at the site as somebody sees it, and changes nothing.
    package struct View: Sendable {
        /// What the administrator is called.
        package var by: String
        /// As whom they look.
        package var name: String
        /// How long it lasts: "12 minutes".
        package var lasts: String
        let csrf: String

        /// - Parameter csrf: for the forms of the page, none of which is taken.
        package init(by: String, name: String, minutes: Int, csrf: String) {
            self.by = by
            self.name = name
            lasts = counted(minutes, "minute", "minutes")
            self.csrf = csrf
        }
    }

    package struct Viewer: Sendable, Avatar {
        package var name: String
        package var face: UUID
        package var picture: String?
        /// As what they are here; nil until the profile is finished: until then every other address leads back to
        /// onboarding.
        package var profile: ProfileKind?
        package var isAdministrator: Bool
        package var isModerator: Bool

        package init(
            name: String, face: UUID, picture: String? = nil, profile: ProfileKind?,
            isAdministrator: Bool = false, isModerator: Bool = false
        ) {
            self.name = name
            self.isAdministrator = isAdministrator
            self.isModerator = isModerator
            self.face = face
            self.picture = picture
            self.profile = profile
        }

        package var isOnboarded: Bool { profile != nil }

        package var role: String? {
            switch profile {
            case .agent: "Agent"
            case .client: "Client"
            case nil: nil
            }
        }
    }

    package enum Section: Sendable {
        case dashboard, agents, messages, channels, search, account, signIn, signUp
    }

    package var isAtSearch: Bool { section == .search }
    package var isInAccount: Bool { section == .account }

    /// Nobody is signed in, as far as anybody can tell.
    package var isStranger: Bool { viewer == nil && !isViewerUnknown }
    package var isAtSignIn: Bool { section == .signIn }
    package var isAtAgents: Bool { section == .agents }
    package var isAtSignUp: Bool { section == .signUp }

    /// The style of the whole page.
    package var style: String { hasNavigation ? "signed-in" : "signed-out" }

    package struct NavigationItem: Sendable {
        package var label: String
        /// A symbol of `static/icons.svg`.
        package var icon: String
        package var address: String
        package var isCurrent: Bool
    }

    package var navigation: [NavigationItem] {
        guard hasNavigation else { return [] }
        return [
            item("Today", icon: "home", .home(.dashboard), .dashboard),
            item("Agents", icon: "users", .directory(.list), .agents),
            item("Messages", icon: "message", .conversations(.list), .messages),
            item("Channels", icon: "channel", .channels(.list), .channels),
        ]
    }

    package var hasNavigation: Bool { viewer?.isOnboarded == true }

    private func item(_ label: String, icon: String, _ route: Route, _ section: Section) -> NavigationItem {
        NavigationItem(label: label, icon: icon, address: route.path, isCurrent: self.section == section)
    }
}
