/// Stands for a field that no place of the stack has. Each compiled template extends it with the names the
/// template uses, all unavailable. Nothing else matching, overload resolution ends here, and the error names
/// the field and the line of the template instead of listing the overloads.
@dynamicMemberLookup
@usableFromInline
package struct NoSuchField: NumberValue, MarkupValue {
    package subscript(dynamicMember _: String) -> NoSuchField { self }

    @usableFromInline
    package func append(to _: inout HTML, as _: Escaping) {}
}
