import Testing

@testable import Forms

@Suite("Forms")
struct FormTests {
    private struct Trip: Sendable, Equatable {
        var place = ""
        var notes = ""
        var pace = Pace.slow
        var tags: [String] = []
        var days: Int?
    }

    private enum Pace: String, Sendable {
        case slow, fast
    }

    private static let form = Form(Trip()) { form in
        form.ask(\.place, .line("place", "Place", limit: 5, missing: "Say where."))
        form.ask(\.notes, .lines("notes", "Notes", limit: 10, missing: nil, advice: "Be short."))
        form.ask(
            \.pace,
            .radios(
                "pace", "Pace", [(.slow, "Slow", nil), (.fast, "Fast", "Tiring.")], missing: "Choose one."))
        form.ask(
            \.tags,
            .list("tags", "Tags", count: 2, limit: 4, of: (one: "tag", many: "tags"), missing: "Name one."))
        form.ask(\.days, .optionalNumber("days", "Days", in: 1...9, "the days"))
    }

    private let good = [
        "place": "Faro", "notes": "by\r\ntrain", "pace": "fast", "tags": "sea, Sea,air", "days": "3",
    ]

    private func refusals(_ changes: [String: String]) -> [String: FieldError] {
        let answers = good.merging(changes) { $1 }
        do {
            _ = try Self.form.read { answers[$0] }
            return [:]
        } catch {
            return Dictionary(uniqueKeysWithValues: error.entries.map { ($0.field, $0.error) })
        }
    }

    @Test("answers become a value, and the value becomes answers that read as it")
    func roundTrip() throws {
        let trip = try Self.form.read { good[$0] }
        #expect(trip == Trip(place: "Faro", notes: "by\ntrain", pace: .fast, tags: ["sea", "air"], days: 3))
        let texts = Dictionary(uniqueKeysWithValues: Self.form.texts(of: trip).map { ($0.name, $0.value) })
        #expect(texts["tags"] == "sea, air")
        #expect(try Self.form.read { texts[$0] } == trip)
    }

    @Test("a blank form shows what nobody has filled in")
    func blank() {
        #expect(Self.form.texts().map(\.value) == ["", "", "slow", "", ""])
    }

    @Test("every field that cannot be taken is named, in the form's order")
    func everyField() {
        do {
            _ = try Self.form.read { _ in nil }
            Issue.record("an empty form was taken")
        } catch {
            #expect(error.entries.map(\.field) == ["place", "pace", "tags"])
            #expect(error.entries.map(\.error.code) == [.missing, .missing, .missing])
            #expect(error["place"]?.message == "Say where.")
        }
    }

    @Test("a limit counts characters, and the refusal says how many there were")
    func limits() {
        #expect(refusals(["place": "🚂🚃🚃🚃🚃"]) == [:])
        #expect(
            refusals(["place": "Lisbon"])
                == ["place": FieldError(.tooLong, "Use 5 characters or fewer; this has 6.")])
        #expect(
            refusals(["notes": "eleven char"])
                == ["notes": FieldError(.tooLong, "Use 10 characters or fewer; this has 11. Be short.")])
    }

    @Test("only what can be chosen is")
    func choices() {
        #expect(refusals(["pace": "Fast"]) == ["pace": FieldError(.notAChoice, "Choose one.")])
        #expect(refusals(["pace": ""]) == ["pace": FieldError(.missing, "Choose one.")])
    }

    @Test("a list has so many entries, each so long")
    func lists() {
        #expect(
            refusals(["tags": "a, b, c"])
                == ["tags": FieldError(.tooMany, "Enter 2 tags or fewer; these are 3.")])
        #expect(refusals(["tags": "abcde"])["tags"]?.code == .tooLong)
        #expect(refusals(["tags": " ,\n"])["tags"] == FieldError(.missing, "Name one."))
    }

    @Test("a number is whole and within its range, or left out")
    func numbers() {
        #expect(refusals(["days": "  "]) == [:])
        #expect(refusals(["days": "0"])["days"]?.code == .outOfRange)
        #expect(refusals(["days": "three"])["days"]?.code == .malformed)
        #expect(refusals(["days": "2.5"])["days"]?.code == .malformed)
    }

    @Test("what is required, and what limits there are, is told")
    func described() {
        let fields = Self.form.fields
        #expect(fields.map(\.name) == ["place", "notes", "pace", "tags", "days"])
        #expect(fields.map(\.isRequired) == [true, false, true, true, false])
        #expect(fields.map(\.limits.characters) == [5, 10, nil, 4, nil])
        #expect(fields[3].limits.entries == 2)
        #expect(fields[4].limits.range == 1...9)
    }

    @Test("a field can be asked in other words")
    func asked() throws {
        let field = FormField<String>.code().asked("Code from the app", hint: "Six digits.")
        #expect(field.label == "Code from the app")
        #expect(field.hint == "Six digits.")
        #expect(field.name == "code")
    }
}
