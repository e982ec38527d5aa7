/// HTML that is inserted as it stands. Only for what a sanitiser or another template has made: whoever writes
/// `Markup(trusted:)` vouches for every byte.
@usableFromInline
package struct Markup: Sendable, Hashable {
    package let html: String

    package init(trusted html: String) {
        self.html = html
    }

    @usableFromInline
    package var isEmpty: Bool { html.isEmpty }
}
