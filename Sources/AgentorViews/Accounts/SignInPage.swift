/// `/sign-in`.
package struct SignInPage: FormPage {
    package var frame: PageFrame
    /// The address to go to afterwards; the caller lets only addresses of this site through.
    package var next: String?
    package var email: Field
    package var password: Field
    package var problem: String?

    package init(
        frame: PageFrame, next: String? = nil, email: Entry = Entry(), password: Entry = Entry(),
        problem: String? = nil
    ) {
        self.frame = frame
        self.next = next
        self.email = Field("email", "Email", email, type: "email", autocomplete: "email")
        self.password = Field(
            "password", "Password", password, type: "password", autocomplete: "current-password")
        self.problem = problem
    }

    package var fields: [Field] { [email, password] }
}
