/// `/onboarding/client-profile`.
package struct ClientProfileForm: FormPage {
    package var frame: PageFrame
    package var fields: [Field]
    /// What it takes the place of.
    package var revision: String
    package var meanwhile: Meanwhile?
    package var problem: String?

    package init(
        frame: PageFrame, fields: [Field], revision: String, meanwhile: Meanwhile? = nil,
        problem: String? = nil
    ) {
        self.frame = frame
        self.fields = fields
        self.revision = revision
        self.meanwhile = meanwhile
        self.problem = problem
    }
}
