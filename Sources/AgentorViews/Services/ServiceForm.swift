/// `/profile/services/new` and `/profile/services/{number}`.
package struct ServiceForm: FormPage {
    package var frame: PageFrame
    package var notice: String?
    /// Makes submitting twice doing it once.
    package var nonce: String
    package var isNew: Bool
    /// Where the form is sent.
    package var address: String
    package var fields: [Field]
    /// Nil where the site keeps no pictures.
    package var album: AlbumField?
    /// What it takes the place of; nil where it is new.
    package var revision: String?
    package var meanwhile: Meanwhile?
    package var problem: String?

    package init(
        frame: PageFrame, notice: String? = nil, nonce: String, isNew: Bool, address: String,
        fields: [Field], album: AlbumField? = nil, revision: String? = nil, meanwhile: Meanwhile? = nil,
        problem: String? = nil
    ) {
        self.frame = frame
        self.notice = notice
        self.nonce = nonce
        self.isNew = isNew
        self.address = address
        self.fields = fields
        self.album = album
        self.revision = revision
        self.meanwhile = meanwhile
        self.problem = problem
    }

    package var otherErrors: [FieldError] { album?.errors ?? [] }
}
