// `{{#value}}` is a loop over `enter(value)`; `{{^value}}` asks `isAbsent(value)`. The type chooses the
// overload.

extension Scope {
    @inlinable
    package static func enter(_ condition: Bool) -> OneOrNone<Condition> {
        OneOrNone(condition ? Condition() : nil)
    }

    @inlinable
    package static func enter<Wrapped>(_ value: Wrapped?) -> OneOrNone<Wrapped> {
        OneOrNone(value)
    }

    @inlinable
    package static func enter<Wrapped: TextValue>(_ value: Wrapped?) -> OneOrNone<Scalar<Wrapped>> {
        OneOrNone(value.map { Scalar($0) })
    }

    @inlinable
    package static func enter<Elements: Collection>(_ elements: Elements) -> Elements {
        elements
    }

    @inlinable
    package static func enter<Elements: Collection>(
        _ elements: Elements
    ) -> LazyMapCollection<Elements, Scalar<Elements.Element>> where Elements.Element: TextValue {
        elements.lazy.map { Scalar($0) }
    }

    @inlinable
    package static func enter(_ string: String) -> OneOrNone<Scalar<String>> {
        OneOrNone(string.isEmpty ? nil : Scalar(string))
    }

    @inlinable
    package static func enter(_ substring: Substring) -> OneOrNone<Scalar<Substring>> {
        OneOrNone(substring.isEmpty ? nil : Scalar(substring))
    }

    @inlinable
    package static func enter(_ markup: Markup) -> OneOrNone<Scalar<Markup>> {
        OneOrNone(markup.isEmpty ? nil : Scalar(markup))
    }

    /// A number is always there, also when it is zero.
    @inlinable
    package static func enter<Value: TextValue>(_ value: Value) -> OneOrNone<Scalar<Value>> {
        OneOrNone(Scalar(value))
    }

    @inlinable
    package static func enter<Value>(_ value: Value) -> OneOrNone<Value> {
        OneOrNone(value)
    }

    /// Neither nil nor false is true.
    @inlinable
    package static func enter(_ condition: Bool?) -> OneOrNone<Condition> {
        enter(condition ?? false)
    }
}

extension Scope {
    @inlinable
    package static func isAbsent(_ condition: Bool) -> Bool {
        !condition
    }

    @inlinable
    package static func isAbsent<Wrapped>(_ value: Wrapped?) -> Bool {
        value == nil
    }

    @inlinable
    package static func isAbsent<Elements: Collection>(_ elements: Elements) -> Bool {
        elements.isEmpty
    }

    @inlinable
    package static func isAbsent(_ markup: Markup) -> Bool {
        markup.isEmpty
    }

    @inlinable
    package static func isAbsent<Value>(_: Value) -> Bool {
        false
    }

    @inlinable
    package static func isAbsent(_ condition: Bool?) -> Bool {
        !(condition ?? false)
    }
}

extension Scope {
    /// Around `enter` for a section whose content makes sense once but not after itself, such as the whole
    /// address of a link: it must not be a loop.
    @inlinable
    package static func once<Element>(_ values: OneOrNone<Element>) -> OneOrNone<Element> {
        values
    }

    @available(
        *, unavailable,
        message: "in this place a section cannot be a loop: its HTML would not make sense repeated"
    )
    package static func once<Values: Sequence>(_ values: Values) -> Values {
        values
    }
}
