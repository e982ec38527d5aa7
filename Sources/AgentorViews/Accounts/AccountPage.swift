import Messaging

/// `/account`: everything one can decide about one's account.
package struct AccountPage: Sendable {
    package struct Row: Sendable {
        package var label: String
        package var value: String
        package var action: String
        /// What the action is about, for those who hear the link alone.
        package var object: String
        package var address: String

        init(_ label: String, _ value: String, _ action: String, _ object: String, _ address: String) {
            self.label = label
            self.value = value
            self.action = action
            self.object = object
            self.address = address
        }
    }

    package struct Group: Sendable {
        package var id: String
        package var heading: String
        package var rows: [Row]
    }

    package var frame: PageFrame
    package var notice: String?
    package var groups: [Group]
    /// A change of address that waits to be confirmed.
    package var pendingEmail: String?
    package var advisesSecondFactor: Bool
    /// Whether the site keeps files, and the viewer may have some.
    package var keepsFiles: Bool

    /// - Parameter recoveryCodes: how many are left of the second factor's; nil without one.
    package init(
        frame: PageFrame, notice: String? = nil, name: String, handle: String?,
        keepsFiles: Bool = false, email: String, pendingEmail: String? = nil,
        reach: Reach?, hasPassword: Bool, recoveryCodes: Int?, sessions: Int, connections: Int,
        hasProviders: Bool,
        profile: (label: String, address: String)?
    ) {
        self.frame = frame
        self.notice = notice
        self.pendingEmail = pendingEmail
        advisesSecondFactor = recoveryCodes == nil
        self.keepsFiles = keepsFiles && frame.viewer?.isOnboarded == true
        var signingIn = [
            Row("Email", email, "Change", "email", Route.account(.email).path),
            Row(
                "Password", hasPassword ? "Set" : "None: you sign in without one",
                hasPassword ? "Change" : "Set", "password", Route.account(.password).path),
            Row(
                "Second factor",
                recoveryCodes.map { "On, with " + counted($0, "recovery code", "recovery codes") + " left" }
                    ?? "Off",
                "Manage", "second factor",
                Route.secondFactor(.show).path),
            Row(
                "Sessions", counted(sessions, "signed-in browser", "signed-in browsers"), "See", "sessions",
                Route.sessions(.list).path),
        ]
        if hasProviders || connections > 0 {
            signingIn.append(
                Row(
                    "Connected accounts",
                    connections == 0 ? "None" : counted(connections, "account", "accounts"),
                    "Manage", "connected accounts", Route.connections(.list).path))
        }
        var seen = [
            Row("Name", name, "Change", "name", Route.account(.name).path),
            Row(
                "Handle", handle.map { "@\($0)" } ?? "Comes with your profile", "Change", "handle",
                Route.account(.handle).path),
        ]
        if self.keepsFiles {
            let isSet = frame.viewer?.picture != nil
            seen.insert(
                Row(
                    "Picture", isSet ? "Set" : "None: others see your initials", isSet ? "Change" : "Add",
                    "picture", Route.account(.picture).path), at: 1)
        }
        if let profile { seen.append(Row("Profile", profile.label, "Edit", "profile", profile.address)) }
        if let reach {
            seen.append(
                Row(
                    "Who may write to you first", reach.label, "Change", "who may write to you first",
                    Route.account(.messages).path))
            seen.append(
                Row(
                    "Blocked and muted", "Whom you keep away from", "See", "whom you have blocked or muted",
                    Route.blocks(.list).path))
            seen.append(
                Row(
                    "Reports", "What you have told the moderators", "See", "what you have reported",
                    Route.reports(.own).path))
            seen.append(
                Row(
                    "That you are there", "To people you talk with", "Change", "what you show of being there",
                    Route.account(.presence).path))
            seen.append(
                Row(
                    "Notifications", "What counts for you, and when", "Change", "what reaches you",
                    Route.notifications(.settings).path))
        }
        groups = [
            Group(id: "signing-in", heading: "Signing in", rows: signingIn),
            Group(id: "seen", heading: "How others see you", rows: seen),
        ]
    }
}
