import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders
import Messaging

/// Accounts: getting one, signing in to it, and what one can decide about it.
final class AccountDesk: Sendable {
    let accounts: Accounts
    let messenger: Messenger
    let turns: Turns
    let postman: Postman
    let mailbox: TrialMailbox
    let providers: Providers

    init(
        accounts: Accounts, messenger: Messenger, turns: Turns, postman: Postman, mailbox: TrialMailbox,
        providers: Providers
    ) {
        self.accounts = accounts
        self.messenger = messenger
        self.turns = turns
        self.postman = postman
        self.mailbox = mailbox
        self.providers = providers
    }

    func answer(_ route: SignUpRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .ask: try visit.show(showSignUp, orTake: signUp)
        case .confirm: try visit.show(showConfirmSignUp, orTake: confirmSignUp)
        }
    }

    func answer(_ route: SignInRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .password: try visit.show(showSignIn, orTake: signIn)
        case .code: try visit.show(showAskCode, orTake: askCode)
        case .confirmCode: try visit.show(showConfirmCode, orTake: confirmCode)
        case .unlock: try visit.show(showUnlock, orTake: unlock)
        case .signOut: try visit.take(signOut)
        case .forgotPassword: try visit.show(showForgotPassword, orTake: forgotPassword)
        case .resetPassword: try visit.show(showResetPassword, orTake: resetPassword)
        case .confirmLink: try visit.show(showConfirmLink, orTake: confirmLink)
        }
    }

    func answer(_ route: AccountRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show(showAccount)
        case .prove: try visit.show(showProveAccount, orTake: proveAccount)
        case .name: try visit.show(showChangeName, orTake: changeName)
        case .picture: try visit.show(showOwnPicture, orTake: changeOwnPicture)
        case .removePicture: try visit.take(removeOwnPicture)
        case .handle: try visit.show(showChangeHandle, orTake: changeHandle)
        case .messages: try visit.show(showReach, orTake: chooseReach)
        case .presence: try visit.show(showPresence, orTake: choosePresence)
        case .password: try visit.show(showChangePassword, orTake: changePassword)
        case .wellKnownPassword: try visit.show { _ in .redirect(to: Route.account(.password).path) }
        case .email: try visit.show(showChangeEmail, orTake: changeEmail)
        case .cancelEmail: try visit.take(cancelEmail)
        case .download: try visit.show(showDownload)
        case .file: try visit.show(downloadData)
        case .archive: try visit.show(downloadArchive)
        case .delete: try visit.show(showDeleteAccount, orTake: deleteAccount)
        case .keep: try visit.show(showKeepAccount, orTake: keepAccount)
        }
    }
}
