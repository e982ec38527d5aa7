/// `/profile/portfolio/new` and `/profile/portfolio/{number}`.
package struct WorkForm: FormPage {
    package var frame: PageFrame
    package var notice: String?
    /// Makes submitting twice doing it once.
    package var nonce: String
    /// Where the form is sent.
    package var address: String
    package var isNew: Bool
    /// Whether everybody sees it already.
    package var isShown: Bool
    package var fields: [Field]
    package var album: AlbumField?
    /// What it takes the place of; nil where it is new.
    package var revision: String?
    package var meanwhile: Meanwhile?
    package var problem: String?

    package init(
        frame: PageFrame, notice: String? = nil, nonce: String, address: String, isNew: Bool, isShown: Bool,
        fields: [Field], album: AlbumField?, revision: String? = nil, meanwhile: Meanwhile? = nil,
        problem: String? = nil
    ) {
        self.frame = frame
        self.notice = notice
        self.nonce = nonce
        self.address = address
        self.isNew = isNew
        self.isShown = isShown
        self.fields = fields
        self.album = album
        self.revision = revision
        self.meanwhile = meanwhile
        self.problem = problem
    }

    package var otherErrors: [FieldError] { album?.errors ?? [] }
}
