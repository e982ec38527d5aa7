import AgentorCore
import AgentorViews
import FastCGI

extension AccountDesk {
    /// `GET /account`: everything one can decide about one's account.
    func showAccount(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let access = try accounts.access(of: viewer)
        let pending = try accounts.pendingEmail(of: viewer)
        let profile: (label: String, address: String)? = viewer.profile.map {
            $0 == .agent
                ? ("Agent: you offer services", Route.profiles(.own).path)
                : ("Client: you need services", Route.profiles(.client).path)
        }
        return .html(
            AccountPage(
                frame: visit.frame(.account), notice: visit.notice, name: viewer.name,
                handle: try messenger.handle(of: viewer.identity),
                keepsFiles: visit.intake.keeper != nil,
                email: viewer.email,
                pendingEmail: pending.map {
                    "A change of your address to \($0.address) waits to be confirmed."
                },
                reach: viewer.isOnboarded ? try messenger.reach(as: viewer.identity) : nil,
                hasPassword: try accounts.hasPassword(viewer),
                recoveryCodes: access.secondFactorSince.map { _ in access.recoveryCodes },
                sessions: try accounts.sessions(of: viewer).count,
                connections: try accounts.connections(of: viewer).count,
                hasProviders: !providers.all.isEmpty, profile: profile
            ).html())
    }
}

extension Visit {
    /// What has just been done, in the words of the page one is led to afterwards.
    var notice: String? {
        switch request.query["done"] {
        case "name": "Your name is changed."
        case "picture": "Your picture is changed."
        case "no-picture": "Your picture is removed."
        case "handle": "Your handle is changed. Those you had stay yours."
        case "reach": "Saved. It counts for conversations that have not begun."
        case "notifications": "Saved. It counts from now on."
        case "presence": "Saved. It counts from now on."
        case "password": "Your password is changed. Other browsers are signed out."
        case "cancelled": "The change of your address is called off."
        case "ended": "That browser is signed out."
        case "others": "Every other browser is signed out."
        case "off": "The second factor is off."
        case "connected": "The account is connected."
        case "disconnected": "The account is disconnected."
        case "unlocked": "The account is unlocked."
        case "email": "The address is changed."
        case "kept": "Your account stays."
        default: nil
        }
    }
}
