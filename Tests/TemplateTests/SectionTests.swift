import Testing

@testable import TemplateRuntime

@Suite("Sections by type")
struct SectionTests {
    private struct Person {
        var name: String
    }

    private func count(_ items: some Sequence) -> Int {
        items.reduce(0) { count, _ in count + 1 }
    }

    @Test("conditions, optionals, collections and text decide whether a section is written")
    func truth() {
        #expect(count(Scope.enter(true)) == 1)
        #expect(count(Scope.enter(false)) == 0)
        #expect(count(Scope.enter(Bool?.some(false))) == 0)
        #expect(count(Scope.enter(Optional(Person(name: "a")))) == 1)
        #expect(count(Scope.enter(Person?.none)) == 0)
        #expect(count(Scope.enter([1, 2, 3])) == 3)
        #expect(count(Scope.enter([Person]())) == 0)
        #expect(count(Scope.enter("a")) == 1)
        #expect(count(Scope.enter("")) == 0)
        #expect(count(Scope.enter(""[...])) == 0)
        #expect(count(Scope.enter(Markup(trusted: ""))) == 0)
        #expect(count(Scope.enter(0)) == 1)
        #expect(count(Scope.enter(Person(name: "a"))) == 1)
    }

    @Test("an inverted section is written exactly when the section is not")
    func absence() {
        #expect(Scope.isAbsent(false) && !Scope.isAbsent(true))
        #expect(
            Scope.isAbsent(Bool?.none) && Scope.isAbsent(Bool?.some(false))
                && !Scope.isAbsent(Bool?.some(true)))
        #expect(Scope.isAbsent(Int?.none) && !Scope.isAbsent(Optional(0)))
        #expect(Scope.isAbsent([Int]()) && !Scope.isAbsent([0]))
        #expect(Scope.isAbsent("") && !Scope.isAbsent("a"))
        #expect(Scope.isAbsent(Markup(trusted: "")) && !Scope.isAbsent(Markup(trusted: "a")))
        #expect(!Scope.isAbsent(0) && !Scope.isAbsent(Person(name: "")))
    }

    @Test("the current value is the innermost one, and a condition is none")
    func current() {
        for item in Scope.enter(["a"]) {
            for condition in Scope.enter(true) {
                #expect(Scope.current(Scope.current(0, item), condition) == "a")
            }
        }
        for item in Scope.enter(Optional(Person(name: "a"))) {
            #expect(Scope.current(0, item).name == "a")
        }
    }

    @Test("the innermost field of a name wins")
    func lookup() {
        struct Page {
            var name = "page"
            var title = "title"
        }
        let name = Scope.lookup(Person(name: "inner"), Page(), at: .here) { $0.name }
        let title = Scope.lookup(Person(name: "inner"), Page(), at: .here) { $0.title }
        #expect(name == "inner")
        #expect(title == "title")
    }
}
