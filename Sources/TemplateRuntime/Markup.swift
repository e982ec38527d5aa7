/// HTML that is inserted as it stands. Only for what a sanitiser or another template has made: whoever writes
/// `Markup(trusted:)` vouches for every byte.
@usableFromInline
package struct Markup: Sendable, Hashable {
    /// In UTF-8.
    package let html: [UInt8]

    package init(trusted html: String) {
        self.init(trusted: Array(html.utf8))
    }

    package init(trusted html: [UInt8]) {
        self.html = html
    }

    @usableFromInline
    package var isEmpty: Bool { html.isEmpty }
}
