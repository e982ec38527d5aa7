/// A growing buffer of UTF-8, the only thing templates write to. What enters it is either a literal of the
/// template or a value escaped for the place where the template compiler found it.
@usableFromInline
package struct HTML: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends text of the template itself, straight from the constant data of the binary.
    package mutating func append(_ literal: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends bytes that need no escaping, or whose escaping is done.
    mutating func append(raw utf8: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: utf8)
    }

    mutating func append(raw string: String) {
        var string = string
        string.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func append(raw byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(digits number: UInt64) {
        // 2^64 - 1 has twenty.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var place = 20
            var rest = number
            repeat {
                place -= 1
                digits.initializeElement(
                    at: place, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place...]))
        }
    }
}

// One function for each kind of place; the template compiler chooses among them.
extension HTML {
    /// `{{value}}` between tags. The only place where `Markup` is allowed.
    @inlinable
    package mutating func text<Value: TextValue>(_ value: Value) {
        value.appendText(to: &self)
    }

    /// `{{value}}` in a quoted attribute, or in an element such as `title` that holds text only.
    @inlinable
    package mutating func attribute<Value: PlainValue>(_ value: Value) {
        value.append(to: &self, as: .escaped)
    }

    /// `{{value}}` where nothing but digits is safe.
    @inlinable
    package mutating func number<Value: NumberValue>(_ value: Value) {
        value.append(to: &self, as: .escaped)
    }

    /// `{{value}}` at the start of an attribute that is a URL. Anything but a relative address, http, https,
    /// mailto, tel and otpauth becomes `about:invalid`.
    @inlinable
    package mutating func url<Value: PlainValue>(_ value: Value) {
        value.append(to: &self, as: .url)
    }

    /// `{{value}}` further inside a URL: one path segment or one value of the query.
    @inlinable
    package mutating func urlComponent<Value: PlainValue>(_ value: Value) {
        value.append(to: &self, as: .urlComponent)
    }

    /// `{{@feature.address name}}`, wherever it may stand: what is left of a path means the same in text, in an
    /// attribute and in a URL.
    package mutating func path(_ path: String) {
        path.append(to: &self, as: .path)
    }

    /// `{{@feature.address}}`, written like a literal.
    package mutating func path(_ path: FixedPath) {
        bytes.append(contentsOf: path.utf8)
    }

    /// `{{value}}` in `srcdoc`: a whole document, which only another template makes.
    package mutating func document<Value: MarkupValue>(_ value: Value) {
        var document = HTML()
        value.appendText(to: &document)
        String(decoding: document.bytes, as: UTF8.self).append(to: &self, as: .escaped)
    }

    /// `{{{value}}}`: only what is trusted by its type.
    @inlinable
    package mutating func markup<Value: MarkupValue>(_ value: Value) {
        value.appendText(to: &self)
    }
}
