import Messaging

/// `/channels/new`.
package struct NewChannelForm: FormPage {
    package var frame: PageFrame
    /// Makes creating twice creating once.
    package var nonce: String
    package var name: Field
    package var description: Field
    package var visibility: Field
    package var problem: String?

    /// - Parameter visibility: `public` or `private`.
    package init(
        frame: PageFrame, nonce: String, name: Entry = Entry(), description: Entry = Entry(),
        visibility: Entry = Entry("public"), problem: String? = nil
    ) {
        self.frame = frame
        self.nonce = nonce
        self.name = Field(
            "name", "Name", name, hint: "Short and plain. For example: Tax for freelancers.",
            limit: ChannelDraft.nameLimit)
        self.description = Field(
            "description", "Description", description, hint: "Who should join, and what is talked about.",
            limit: ChannelDraft.descriptionLimit, isRequired: false)
        self.visibility = Field(
            "visibility", "Who can join?", visibility,
            choices: [
                Choice("public", "Public", hint: "Everybody with an account can find and join it."),
                Choice(
                    "private", "Private",
                    hint: "Only its members can find and read it. Nobody can be invited yet: for now it is "
                        + "a notebook of your own."),
            ])
        self.problem = problem
    }

    package var fields: [Field] { [name, description, visibility] }
}
