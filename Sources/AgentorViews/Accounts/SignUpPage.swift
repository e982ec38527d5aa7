import AgentorCore

/// `/sign-up`.
package struct SignUpPage: FormPage {
    package var frame: PageFrame
    /// Makes submitting twice asking once.
    package var nonce: String
    /// What is different here: accounts by invitation, or a waiting list.
    package var notice: String?
    package var name: Field
    package var email: Field
    package var password: Field
    package var problem: String?
    package var providers: [SignInPage.Provider]

    /// - Parameter shortestPassword: characters a password must have, told before it is chosen.
    package init(
        frame: PageFrame, nonce: String, shortestPassword: Int, notice: String? = nil, name: Entry = Entry(),
        email: Entry = Entry(), password: Entry = Entry(), problem: String? = nil,
        providers: [SignInPage.Provider] = []
    ) {
        self.frame = frame
        self.nonce = nonce
        self.notice = notice
        self.name = .name(name, limit: SignUpDraft.nameLimit)
        self.email = .email(email, hint: "You sign in with it. Nobody else sees it.")
        self.password = .newPassword(password, shortest: shortestPassword)
        self.problem = problem
        self.providers = providers
    }

    package var fields: [Field] { [name, email, password] }
    package var hasProviders: Bool { !providers.isEmpty }
}
