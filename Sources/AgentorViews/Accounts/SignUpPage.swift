import AgentorCore

/// `/sign-up`.
package struct SignUpPage: FormPage {
    package var frame: PageFrame
    /// Makes submitting twice creating once.
    package var nonce: String
    package var name: Field
    package var email: Field
    package var password: Field
    package var problem: String?

    /// - Parameter shortestPassword: characters a password must have, told before it is chosen.
    package init(
        frame: PageFrame, nonce: String, shortestPassword: Int, name: Entry = Entry(),
        email: Entry = Entry(), password: Entry = Entry(), problem: String? = nil
    ) {
        self.frame = frame
        self.nonce = nonce
        self.name = Field(
            "name", "Full name", name, hint: "The people you talk with see this name.",
            limit: SignUpDraft.nameLimit, autocomplete: "name")
        self.email = Field(
            "email", "Email", email, hint: "You sign in with it. Nobody else sees it.", type: "email",
            autocomplete: "email")
        self.password = Field(
            "password", "Password", password,
            hint:
                "At least \(shortestPassword) characters. Three or four unrelated words are easy to remember.",
            type: "password", autocomplete: "new-password")
        self.problem = problem
    }

    package var fields: [Field] { [name, email, password] }
}
