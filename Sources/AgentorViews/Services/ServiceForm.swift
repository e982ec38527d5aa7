/// `/profile/services/new` and `/profile/services/{number}`.
package struct ServiceForm: FormPage {
    package var frame: PageFrame
    /// Makes submitting twice doing it once, where it is new.
    package var nonce: String?
    /// Where the form is sent.
    package var address: String
    package var fields: [Field]
    package var problem: String?

    package init(
        frame: PageFrame, nonce: String? = nil, address: String, fields: [Field], problem: String? = nil
    ) {
        self.frame = frame
        self.nonce = nonce
        self.address = address
        self.fields = fields
        self.problem = problem
    }

    package var isNew: Bool { nonce != nil }
}
