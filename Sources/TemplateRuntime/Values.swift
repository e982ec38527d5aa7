public import FoundationEssentials

/// What `{{name}}` can write between tags.
@usableFromInline
package protocol TextValue {
    func appendText(to out: inout HTML)
}

/// What `{{name}}` can write anywhere: text and numbers, and optionals of them (nil writes nothing).
///
/// `Bool` is missing on purpose: a page that prints "true" is a mistake. `Markup` is missing because HTML has
/// no meaning inside an attribute.
@usableFromInline
package protocol PlainValue: TextValue {
    func append(to out: inout HTML, as escaping: Escaping)
}

/// Whole numbers, which are harmless anywhere.
@usableFromInline
package protocol NumberValue: PlainValue {}

/// What `{{{name}}}` can write: `Markup`, or nothing.
@usableFromInline
package protocol MarkupValue: TextValue {}

/// How a value is written, by the place it stands in.
@usableFromInline
package enum Escaping: Sendable {
    case escaped, url, urlComponent, path
}

extension PlainValue {
    @inlinable
    package func appendText(to out: inout HTML) {
        append(to: &out, as: .escaped)
    }
}

extension String: PlainValue {
    @usableFromInline
    package func append(to out: inout HTML, as escaping: Escaping) {
        var string = self
        string.withUTF8 { out.append($0, as: escaping) }
    }
}

extension Substring: PlainValue {
    @usableFromInline
    package func append(to out: inout HTML, as escaping: Escaping) {
        var substring = self
        substring.withUTF8 { out.append($0, as: escaping) }
    }
}

extension NumberValue where Self: BinaryInteger {
    /// Digits and a minus sign are themselves however they are escaped.
    @usableFromInline
    package func append(to out: inout HTML, as _: Escaping) {
        if self < 0 { out.append(raw: UInt8(ascii: "-")) }
        out.append(digits: UInt64(magnitude))
    }
}

extension Int: NumberValue {}
extension Int8: NumberValue {}
extension Int16: NumberValue {}
extension Int32: NumberValue {}
extension Int64: NumberValue {}
extension UInt: NumberValue {}
extension UInt8: NumberValue {}
extension UInt16: NumberValue {}
extension UInt32: NumberValue {}
extension UInt64: NumberValue {}

extension Double: PlainValue {
    @usableFromInline
    package func append(to out: inout HTML, as escaping: Escaping) {
        description.append(to: &out, as: escaping)
    }
}

extension UUID: PlainValue {
    /// 36 characters, in lower case, which are themselves however they are escaped.
    @usableFromInline
    package func append(to out: inout HTML, as _: Escaping) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { text in
            var place = 0
            func add(_ byte: UInt8) {
                text.initializeElement(at: place, to: byte)
                place += 1
            }
            withUnsafeBytes(of: uuid) { bytes in
                for index in bytes.indices {
                    if index & 1 == 0, (4...10).contains(index) { add(UInt8(ascii: "-")) }
                    add(hexadecimalDigit(bytes[index] >> 4) | 0x20)
                    add(hexadecimalDigit(bytes[index] & 0xF) | 0x20)
                }
            }
            out.append(raw: UnsafeBufferPointer(text))
        }
    }
}

extension Markup: MarkupValue {
    @usableFromInline
    package func appendText(to out: inout HTML) {
        html.withUnsafeBufferPointer { out.append(raw: $0) }
    }
}

extension Optional: TextValue where Wrapped: TextValue {
    @inlinable
    package func appendText(to out: inout HTML) {
        if let self { self.appendText(to: &out) }
    }
}

extension Optional: PlainValue where Wrapped: PlainValue {
    @inlinable
    package func append(to out: inout HTML, as escaping: Escaping) {
        if let self { self.append(to: &out, as: escaping) }
    }
}

extension Optional: MarkupValue where Wrapped: MarkupValue {}
