/// `/channels/new`.
package struct NewChannelForm: FormPage {
    package var frame: PageFrame
    /// Makes creating twice creating once.
    package var nonce: String
    package var fields: [Field]
    package var problem: String?

    package init(frame: PageFrame, nonce: String, fields: [Field], problem: String? = nil) {
        self.frame = frame
        self.nonce = nonce
        self.fields = fields
        self.problem = problem
    }
}
