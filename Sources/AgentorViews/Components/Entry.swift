/// What a person entered in one field, and what is wrong with it. A form shown for the first time has empty
/// entries; a form shown again keeps the words and puts each error beside its field.
package struct Entry: Sendable {
    package var value: String
    package var error: String?

    package init(_ value: String = "", error: String? = nil) {
        self.value = value
        self.error = error
    }
}
