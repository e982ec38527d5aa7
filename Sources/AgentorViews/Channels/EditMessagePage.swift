/// `/channels/{slug}/messages/{seq}/edit`: a message of one's own with its words in a field.
package struct EditMessagePage: FormPage {
    package var frame: PageFrame
    package var slug: String
    package var sequence: Int64
    /// The channel's name.
    package var channel: String
    package var fields: [Field]
    /// The version these words are put in place of.
    package var version: Int
    /// What it says, where that is another than its writer has seen.
    package var present: MessageText?
    /// Whether it can still be changed.
    package var isOpen: Bool
    package var problem: String?

    package init(
        frame: PageFrame, slug: String, sequence: Int64, channel: String, field: Field, version: Int,
        present: MessageText?, isOpen: Bool, problem: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.sequence = sequence
        self.channel = channel
        fields = [field]
        self.version = version
        self.present = present
        self.isOpen = isOpen
        self.problem = problem
    }
}
