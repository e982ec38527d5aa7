import Testing

@testable import TemplateCompiler

/// Compiled templates together with handwritten views, as the Swift compiler and a browser see them.
@Suite("Compiled templates")
struct CompiledTemplateTests {
    @Test("a page renders what its view holds")
    func rendering() throws {
        let template = """
            <h1 title="{{title}}">{{title}}</h1>
            {{#people}}
            <a href="people/{{id}}?of={{title}}"{{#isNew}} class="new"{{/isNew}}>{{name}}, {{title}}</a>
            {{#homepage}}<a href="{{.}}">{{name}}</a>{{/homepage}}
            {{#tags}}{{#isNew}}{{.}}{{/isNew}}{{^isNew}}-{{/isNew}} {{count}} {{/tags}}
            {{/people}}
            {{^people}}nobody{{/people}}
            {{{bio}}}{{bio}} {{missing}}{{#missing}}never{{/missing}}{{#text}}{{.}}{{/text}}{{#init}}{{self}}{{default}}{{/init}}
            {{#no}}no{{/no}}{{^no}}yes{{/no}}
            {{#text}}<p {{#.}}a{{/.}}><p {{#.}}b{{/.}}>{{/text}}

            """
        let views = """
            import Glibc
            struct Person { let id: Int; let name: String; let isNew: Bool; let homepage: String?; let tags: [String] }
            struct Inner { let `self` = 7; let `default` = 8 }
            struct RenderPage {
                let title = "A & \\"B\\""
                let people = [
                    Person(id: 1, name: "<Ada>", isNew: true, homepage: "JavaScript:alert(1)", tags: ["x", "y"]),
                    Person(id: 2, name: "Bob", isNew: false, homepage: "/~bob", tags: ["z"]),
                    Person(id: 3, name: "Eve", isNew: false, homepage: nil, tags: []),
                ]
                let count = 42
                let bio = Markup(trusted: "<b>bio</b>")
                let missing: Int? = nil
                let text = "text"
                let `init` = Inner()
                let no: Bool? = false
            }
            print(String(decoding: RenderPage().html(), as: UTF8.self), terminator: "")
            """
        try withTemporaryFolder { folder in
            let files = try writePages(["RenderPage": template], views: views, to: folder)
            let (status, output) = try swiftc(["-o", "\(folder)/program"] + files)
            try #require(status == 0, "\(output)")
            // Here alone are templates and runtime one module.
            #expect(
                !output.replacing("warning: file 'RenderPage", with: "").contains("warning: "), "\(output)")
            let page = String(decoding: try run(["\(folder)/program"]).output, as: UTF8.self)
            #expect(
                page == """
                    <h1 title="A &amp; &quot;B&quot;">A &amp; &quot;B&quot;</h1>
                    <a href="people/1?of=A%20%26%20%22B%22" class="new">&lt;Ada&gt;, A &amp; &quot;B&quot;</a>
                    <a href="about:invalid">&lt;Ada&gt;</a>
                    x 42 y 42 
                    <a href="people/2?of=A%20%26%20%22B%22">Bob, A &amp; &quot;B&quot;</a>
                    <a href="/~bob">Bob</a>
                    - 42 
                    <a href="people/3?of=A%20%26%20%22B%22">Eve, A &amp; &quot;B&quot;</a>



                    <b>bio</b><b>bio</b> text78
                    yes
                    <p a><p b>

                    """)
        }
    }

    @Test("the Swift compiler's errors name the template's line and column, and what is wrong there")
    func typeErrors() throws {
        let template = """
            <p>{{titel}}</p>
            {{#people}}
              <p title="{{name}}">{{ nmae }}
                {{#address}}{{street.x}}{{/address}}{{isNew}}</p>
              {{{name}}}<p title="{{bio}}">
            {{/people}}
            <a href="{{#people}}{{name}}{{/people}}">
            """
        let views = """
            struct Address { let street: String }
            struct Person { let name: String; let isNew: Bool; let address: Address; let bio: Markup }
            struct ErrorPage { let title: String; let people: [Person] }
            """
        try withTemporaryFolder { folder in
            let files = try writePages(["ErrorPage": template], views: views, to: folder)
            let (status, output) = try swiftc(["-typecheck"] + files)
            #expect(status != 0)
            let errors = output.split(separator: "\n").filter {
                $0.hasPrefix(folder) && $0.contains(": error: ")
            }
            .map { $0.dropFirst("\(folder)/ErrorPage.html:".count) }
            let expected = [
                ("1:6: ", "value of type 'ErrorPage' has no member 'titel'"),
                (
                    "3:26: ",
                    "'nmae' is unavailable: no such field in ErrorPage or the sections around this tag"
                ),
                ("4:", "value of type 'String' has no member 'x'"),
                ("4:", "requires that 'Bool' conform to 'TextValue'"),
                ("5:", "requires that 'String' conform to 'MarkupValue'"),
                ("5:", "requires that 'Markup' conform to 'PlainValue'"),
                ("7:", "'once' is unavailable: in this place a section cannot be a loop"),
            ]
            #expect(errors.count == expected.count, "\(output)")
            for (error, (place, message)) in zip(errors, expected) {
                #expect(error.hasPrefix(place) && error.contains(message), "\(error)")
            }
        }
    }
}
