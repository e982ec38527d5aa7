/// `/account`: everything one can decide about one's account.
package struct AccountPage: Sendable {
    package struct Row: Sendable {
        package var label: String
        package var value: String
        package var action: String
        /// What the action is about, for those who hear the link alone.
        package var object: String
        package var address: String
    }

    package var frame: PageFrame
    package var notice: String?
    package var rows: [Row]
    /// A change of address that waits to be confirmed.
    package var pendingEmail: String?

    package init(
        frame: PageFrame, notice: String? = nil, name: String, handle: String?, email: String,
        pendingEmail: String? = nil,
        hasPassword: Bool, secondFactor: String, sessions: Int, connections: Int, hasProviders: Bool,
        profile: (label: String, address: String)?
    ) {
        self.frame = frame
        self.notice = notice
        self.pendingEmail = pendingEmail
        rows = [
            Row(
                label: "Name", value: name, action: "Change", object: "name",
                address: Route.account(.name).path),
            Row(
                label: "Handle", value: handle.map { "@\($0)" } ?? "Comes with your profile",
                action: "Change",
                object: "handle", address: Route.account(.handle).path),
            Row(
                label: "Email", value: email, action: "Change", object: "email",
                address: Route.account(.email).path),
            Row(
                label: "Password", value: hasPassword ? "Set" : "None: you sign in without one",
                action: hasPassword ? "Change" : "Set", object: "password",
                address: Route.account(.password).path),
            Row(
                label: "Second factor", value: secondFactor, action: "Manage", object: "second factor",
                address: Route.secondFactor(.show).path),
            Row(
                label: "Sessions", value: counted(sessions, "signed-in browser", "signed-in browsers"),
                action: "See", object: "sessions", address: Route.sessions(.list).path),
        ]
        if hasProviders || connections > 0 {
            rows.append(
                Row(
                    label: "Connected accounts",
                    value: connections == 0 ? "None" : counted(connections, "account", "accounts"),
                    action: "Manage", object: "connected accounts", address: Route.connections(.list).path))
        }
        if let profile {
            rows.append(
                Row(
                    label: "Profile", value: profile.label, action: "Edit", object: "profile",
                    address: profile.address))
        }
    }
}
