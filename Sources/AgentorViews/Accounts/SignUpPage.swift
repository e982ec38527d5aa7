/// `/sign-up`.
package struct SignUpPage: FormPage {
    package var frame: PageFrame
    /// Makes submitting twice asking once.
    package var nonce: String
    /// What is different here: accounts by invitation, or a waiting list.
    package var notice: String?
    package var fields: [Field]
    package var problem: String?
    package var providers: [SignInPage.Provider]

    package init(
        frame: PageFrame, nonce: String, notice: String? = nil, fields: [Field], problem: String? = nil,
        providers: [SignInPage.Provider] = []
    ) {
        self.frame = frame
        self.nonce = nonce
        self.notice = notice
        self.fields = fields
        self.problem = problem
        self.providers = providers
    }

    package var hasProviders: Bool { !providers.isEmpty }
}
