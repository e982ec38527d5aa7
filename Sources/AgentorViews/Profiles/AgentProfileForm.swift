/// `/onboarding/agent-profile`.
package struct AgentProfileForm: FormPage {
    package var frame: PageFrame
    package var fields: [Field]
    package var problem: String?

    package init(frame: PageFrame, fields: [Field], problem: String? = nil) {
        self.frame = frame
        self.fields = fields
        self.problem = problem
    }
}
