import Forms
import FoundationEssentials

/// `/account/picture`: the picture somebody is seen with.
package struct PicturePage: FormPage, Avatar {
    package var frame: PageFrame
    package let name: String
    package let face: UUID
    package let picture: String?
    package let fields: [Field]
    package let problem: String?

    /// - Parameters:
    ///   - picture: what it is now; nil for none.
    ///   - field: the name of what a form sends files in.
    ///   - mostBytes: a file may have.
    package init(
        frame: PageFrame, name: String, face: UUID, picture: String?, field: String, mostBytes: Int64,
        error: String?, problem: String?
    ) {
        self.frame = frame
        self.name = name
        self.face = face
        self.picture = picture
        self.problem = problem
        let hint =
            "A JPEG, PNG, GIF, WebP, AVIF or HEIC file of up to \(sizeWords(mostBytes)). It is cut to a square around what stands out most."
        fields = [
            Field(
                FieldDescription(field, "Picture", hint: hint, control: .line(.text)), Entry("", error: error)
            )
        ]
    }

    package var hasPicture: Bool { picture != nil }
    package var button: String { hasPicture ? "Save the new picture" : "Save the picture" }
}
