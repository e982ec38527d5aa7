/// What surrounds every page: who is signed in, and where they are.
package struct PageFrame: Sendable {
    /// The person signed in, or nil.
    package var viewer: Viewer?
    /// The token every form of the page carries back. Before anyone is known it may belong to the visit.
    package var csrf: String
    /// The part of the site the page belongs to, marked in the navigation.
    package var section: Section?

    /// Whether nobody can tell who is there: somebody signed in is not asked to sign in.
    package var isViewerUnknown: Bool

    package init(
        viewer: Viewer? = nil, isViewerUnknown: Bool = false, csrf: String, section: Section? = nil
    ) {
        self.isViewerUnknown = isViewerUnknown
        self.viewer = viewer
        self.csrf = csrf
        self.section = section
    }

    package struct Viewer: Sendable {
        package var name: String
        /// False until the profile is finished: until then every other address leads back to onboarding.
        package var isOnboarded: Bool

        package init(name: String, isOnboarded: Bool) {
            self.name = name
            self.isOnboarded = isOnboarded
        }
    }

    package enum Section: Sendable {
        case dashboard, channels, account, signIn, signUp
    }

    package var isInAccount: Bool { section == .account }

    package struct NavigationItem: Sendable {
        package var label: String
        package var address: String
        package var isCurrent: Bool
    }

    package var navigation: [NavigationItem] {
        guard !isViewerUnknown else { return [] }
        guard let viewer else {
            return [
                item("Sign in", .signIn(.password), .signIn), item("Create account", .signUp(.ask), .signUp),
            ]
        }
        guard viewer.isOnboarded else { return [] }
        return [
            item("Dashboard", .home(.dashboard), .dashboard), item("Channels", .channels(.list), .channels),
        ]
    }

    private func item(_ label: String, _ route: Route, _ section: Section) -> NavigationItem {
        NavigationItem(label: label, address: route.path, isCurrent: self.section == section)
    }
}
