// `{{name}}` is `lookup(item2, item1, page, at: .here) { $0.name }`. Each overload offers one place of a
// stack of one depth to the closure; there is one for every place in every stack up to a page with six
// sections in one another.

extension Scope {
    /// Outside any section there is only the page, and nothing to choose.
    @inlinable
    package static func lookup<Page, Field>(_ page: Page, _ field: (Page) -> Field) -> Field {
        field(page)
    }

    @inlinable
    package static func lookup<A, B, Field>(
        _ a: A, _: B, at _: Depth, _ field: (A) -> Field
    ) -> Field {
        field(a)
    }

    @inlinable
    package static func lookup<A, B, Field>(
        _: A, _ b: B, at _: Depth?, _ field: (B) -> Field
    ) -> Field {
        field(b)
    }

    @inlinable
    package static func lookup<A, B, C, Field>(
        _ a: A, _: B, _: C, at _: Depth, _ field: (A) -> Field
    ) -> Field {
        field(a)
    }

    @inlinable
    package static func lookup<A, B, C, Field>(
        _: A, _ b: B, _: C, at _: Depth?, _ field: (B) -> Field
    ) -> Field {
        field(b)
    }

    @inlinable
    package static func lookup<A, B, C, Field>(
        _: A, _: B, _ c: C, at _: Depth??, _ field: (C) -> Field
    ) -> Field {
        field(c)
    }

    @inlinable
    package static func lookup<A, B, C, D, Field>(
        _ a: A, _: B, _: C, _: D, at _: Depth, _ field: (A) -> Field
    ) -> Field {
        field(a)
    }

    @inlinable
    package static func lookup<A, B, C, D, Field>(
        _: A, _ b: B, _: C, _: D, at _: Depth?, _ field: (B) -> Field
    ) -> Field {
        field(b)
    }

    @inlinable
    package static func lookup<A, B, C, D, Field>(
        _: A, _: B, _ c: C, _: D, at _: Depth??, _ field: (C) -> Field
    ) -> Field {
        field(c)
    }

    @inlinable
    package static func lookup<A, B, C, D, Field>(
        _: A, _: B, _: C, _ d: D, at _: Depth???, _ field: (D) -> Field
    ) -> Field {
        field(d)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, Field>(
        _ a: A, _: B, _: C, _: D, _: E, at _: Depth, _ field: (A) -> Field
    ) -> Field {
        field(a)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, Field>(
        _: A, _ b: B, _: C, _: D, _: E, at _: Depth?, _ field: (B) -> Field
    ) -> Field {
        field(b)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, Field>(
        _: A, _: B, _ c: C, _: D, _: E, at _: Depth??, _ field: (C) -> Field
    ) -> Field {
        field(c)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, Field>(
        _: A, _: B, _: C, _ d: D, _: E, at _: Depth???, _ field: (D) -> Field
    ) -> Field {
        field(d)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, Field>(
        _: A, _: B, _: C, _: D, _ e: E, at _: Depth????, _ field: (E) -> Field
    ) -> Field {
        field(e)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, Field>(
        _ a: A, _: B, _: C, _: D, _: E, _: F, at _: Depth, _ field: (A) -> Field
    ) -> Field {
        field(a)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, Field>(
        _: A, _ b: B, _: C, _: D, _: E, _: F, at _: Depth?, _ field: (B) -> Field
    ) -> Field {
        field(b)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, Field>(
        _: A, _: B, _ c: C, _: D, _: E, _: F, at _: Depth??, _ field: (C) -> Field
    ) -> Field {
        field(c)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, Field>(
        _: A, _: B, _: C, _ d: D, _: E, _: F, at _: Depth???, _ field: (D) -> Field
    ) -> Field {
        field(d)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, Field>(
        _: A, _: B, _: C, _: D, _ e: E, _: F, at _: Depth????, _ field: (E) -> Field
    ) -> Field {
        field(e)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, Field>(
        _: A, _: B, _: C, _: D, _: E, _ f: F, at _: Depth?????, _ field: (F) -> Field
    ) -> Field {
        field(f)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _ a: A, _: B, _: C, _: D, _: E, _: F, _: G, at _: Depth, _ field: (A) -> Field
    ) -> Field {
        field(a)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _: A, _ b: B, _: C, _: D, _: E, _: F, _: G, at _: Depth?, _ field: (B) -> Field
    ) -> Field {
        field(b)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _: A, _: B, _ c: C, _: D, _: E, _: F, _: G, at _: Depth??, _ field: (C) -> Field
    ) -> Field {
        field(c)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _: A, _: B, _: C, _ d: D, _: E, _: F, _: G, at _: Depth???, _ field: (D) -> Field
    ) -> Field {
        field(d)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _: A, _: B, _: C, _: D, _ e: E, _: F, _: G, at _: Depth????, _ field: (E) -> Field
    ) -> Field {
        field(e)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _: A, _: B, _: C, _: D, _: E, _ f: F, _: G, at _: Depth?????, _ field: (F) -> Field
    ) -> Field {
        field(f)
    }

    @inlinable
    package static func lookup<A, B, C, D, E, F, G, Field>(
        _: A, _: B, _: C, _: D, _: E, _: F, _ g: G, at _: Depth??????, _ field: (G) -> Field
    ) -> Field {
        field(g)
    }

    /// The last resort, so that the Swift compiler can say which name is unknown: see `NoSuchField`.
    @_disfavoredOverload
    package static func lookup<each Place>(
        _: repeat each Place, at _: Depth, _ field: (NoSuchField) -> NoSuchField
    ) -> NoSuchField {
        NoSuchField()
    }
}

extension Scope {
    /// `{{.}}`: the innermost value on the stack; conditions do not count.
    @inlinable
    package static func current<Outer, Item>(_: Outer, _ item: Item) -> Item {
        item
    }

    @inlinable
    package static func current<Outer, Value>(_: Outer, _ item: Scalar<Value>) -> Value {
        item.scalarItself
    }

    @inlinable
    package static func current<Outer>(_ outer: Outer, _: Condition) -> Outer {
        outer
    }
}
