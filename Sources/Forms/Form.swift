/// The fields of what somebody fills in, in the order they are asked, each with the property it becomes.
public struct Form<Value: Sendable>: Sendable {
    private struct Question: Sendable {
        let description: FieldDescription
        let read: @Sendable (String, inout Value) throws(FieldError) -> Void
        let text: @Sendable (Value) -> String
    }

    private let blank: Value
    private var questions: [Question] = []
    private var demands: [Demand] = []

    private struct Demand: Sendable {
        let name: String
        let words: String
        let isUnmet: @Sendable (Value) -> Bool
    }

    /// - Parameters:
    ///   - blank: what nobody has filled in yet.
    ///   - declare: asks for each property.
    package init(_ blank: Value, _ declare: (inout Form) -> Void) {
        self.blank = blank
        declare(&self)
    }

    package mutating func ask<Answer>(
        _ property: WritableKeyPath<Value, Answer> & Sendable, _ field: FormField<Answer>
    ) {
        questions.append(
            Question(
                description: field.description,
                read: { typed, value throws(FieldError) in
                    value[keyPath: property] = try field.read(typed)
                },
                text: { field.text($0[keyPath: property]) }))
    }

    /// Demands an answer that other answers make necessary: where it is missing that is told beside its field.
    package mutating func demand(
        _ name: String, _ words: String, when isUnmet: @escaping @Sendable (Value) -> Bool
    ) {
        demands.append(Demand(name: name, words: words, isUnmet: isUnmet))
    }

    public var fields: [FieldDescription] { questions.map(\.description) }

    /// - Parameter answer: what was typed in a field, by its name.
    /// - Throws: every field that cannot be taken.
    package func read(_ answer: (String) -> String?) throws(FormErrors) -> Value {
        var value = blank
        var errors = FormErrors()
        for question in questions {
            let name = question.description.name
            do { try question.read(answer(name) ?? "", &value) } catch { errors.add(name, error) }
        }
        for demand in demands where errors.isEmpty && demand.isUnmet(value) {
            errors.add(demand.name, FieldError(.missing, demand.words))
        }
        guard errors.isEmpty else { throw errors }
        return value
    }

    /// The same for some fields alone.
    /// - Returns: what was answered, as `texts` has it.
    package func read(
        _ names: Set<String>, _ answer: (String) -> String?
    ) throws(FormErrors) -> [(name: String, value: String)] {
        var value = blank
        var errors = FormErrors()
        let asked = questions.filter { names.contains($0.description.name) }
        for question in asked {
            let name = question.description.name
            do { try question.read(answer(name) ?? "", &value) } catch { errors.add(name, error) }
        }
        for demand in demands where errors.isEmpty && names.contains(demand.name) && demand.isUnmet(value) {
            errors.add(demand.name, FieldError(.missing, demand.words))
        }
        guard errors.isEmpty else { throw errors }
        return asked.map { ($0.description.name, $0.text(value)) }
    }

    /// What reads as a value, by the names of the fields; without one, as the blank form shows it.
    package func texts(of value: Value? = nil) -> [(name: String, value: String)] {
        questions.map { ($0.description.name, $0.text(value ?? blank)) }
    }
}
