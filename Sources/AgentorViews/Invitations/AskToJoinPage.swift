/// `/channels/{slug}` of a private channel that lets people ask to come in, for somebody who is not in it.
package struct AskToJoinPage: FormPage {
    package var frame: PageFrame
    package var slug: String
    package var channel: String
    package var description: String
    /// What they can say; none where they cannot ask now.
    package var fields: [Field]
    package var problem: String?
    /// When they asked, where that waits for an answer.
    package var asked: Moment?
    /// What they said; empty for nothing.
    package var message: String
    /// When they can ask again; nil for now.
    package var again: Moment?

    package init(
        frame: PageFrame, slug: String, channel: String, description: String, fields: [Field],
        problem: String?,
        asked: Moment?, message: String, again: Moment?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.description = description
        self.fields = fields
        self.problem = problem
        self.asked = asked
        self.message = message
        self.again = again
    }

    package var mayAsk: Bool { !fields.isEmpty }
}
