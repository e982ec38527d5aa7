import Testing

@testable import TemplateCompiler

@Suite("Links")
struct LinkTests {
    @Test(
        "a link stands in text and where an address begins, and what follows it is part of its address",
        arguments: [
            ("{{@a.b}}", "‹@a.b›"),
            ("<p>{{ @ a.b  c.d\n . }}</p>", "<p>‹@a.b c.d .›</p>"),
            ("<title>{{@a.b}}{{c}}</title>", "<title>‹@a.b›‹attribute c›</title>"),
            ("{{@a.b}}{{c}}", "‹@a.b›‹text c›"),
            ("<a href=\"{{@a.b}}\">", "<a href=\"‹@a.b›\">"),
            ("<a href=' {{@a.b c}}'>", "<a href=' ‹@a.b c›'>"),
            (
                "<a href=\"{{@a.b c}}?d={{d}}&e={{e}}#{{f}}\">",
                "<a href=\"‹@a.b c›?d=‹urlComponent d›&e=‹urlComponent e›#‹urlComponent f›\">"
            ),
            ("<a href=\"{{@a.b}}{{c}}:{{d}}\">", "<a href=\"‹@a.b›‹urlComponent c›:‹urlComponent d›\">"),
            (
                "<form action=\"{{@a.b}}\"><button formaction=\"{{@a.c}}\">",
                "<form action=\"‹@a.b›\"><button formaction=\"‹@a.c›\">"
            ),
            (
                "<iframe src=\"{{@a.b}}\"></iframe><video poster=\"{{@a.c}}\">",
                "<iframe src=\"‹@a.b›\"></iframe><video poster=\"‹@a.c›\">"
            ),
            ("<img srcset=\"{{@a.b}} 1x, {{@a.c}}\">", "<img srcset=\"‹@a.b› 1x, ‹@a.c›\">"),
            ("<p data-a=\"{{@a.b}}?c={{c}}\">", "<p data-a=\"‹@a.b›?c=‹urlComponent c›\">"),
            (
                "<meta http-equiv=\"refresh\" content=\"{{a}}; url={{@b.c}}?d={{d}}\">",
                "<meta http-equiv=\"refresh\" content=\"‹number a›; url=‹@b.c›?d=‹urlComponent d›\">"
            ),
            (
                "<a href=\"{{#a}}{{@a.b}}{{/a}}{{^a}}{{@a.c}}{{/a}}?d={{d}}\">",
                "<a href=\"‹once a:‹@a.b››‹unless a:‹@a.c››?d=‹urlComponent d›\">"
            ),
            (
                "<p data-a=\"{{#a}}{{@a.b}}{{/a}}?c={{c}}\">",
                "<p data-a=\"‹once a:‹@a.b››?c=‹urlComponent c›\">"
            ),
        ])
    func places(template: String, expected: String) throws {
        #expect(try outline(template) == expected)
    }

    @Test(
        "where no address begins, a link is refused",
        arguments: [
            ("<a href=\"x{{@a.b}}\">", "1:14", "can only begin an address"),
            ("<a href=\"?x={{@a.b}}\">", "1:16", "can only begin an address"),
            ("<a href=\"{{x}}{{@a.b}}\">", "1:18", "can only begin an address"),
            ("<a href=\"{{@a.b}}{{@a.b}}\">", "1:21", "can only begin an address"),
            ("<a href=\"{{#x}}{{@a.b}}{{/x}}{{@a.b}}\">", "1:33", "depends on a section"),
            ("<a href=\"/static/{{@a.b}}\">", "1:21", "can only begin an address"),
            ("<p data-a=\"x{{@a.b}}\">", "1:16", "can only begin a URL or a data- attribute"),
            ("<p data-a=\"{{x}}{{@a.b}}\">", "1:20", "can only begin a URL or a data- attribute"),
            ("<p title=\"{{@a.b}}\">", "1:14", "can only begin a URL or a data- attribute"),
            ("<meta content=\"{{@a.b}}\">", "1:19", "can only begin a URL or a data- attribute"),
            ("<meta http-equiv=\"{{@a.b}}\">", "1:22", "can only begin a URL or a data- attribute"),
            ("<p onclick=\"{{@a.b}}\">", "1:16", "can only begin a URL or a data- attribute"),
            ("<a href={{@a.b}}>", "1:12", "without quotes"),
            ("<script>'{{@a.b}}'</script>", "1:13", "in <script>"),
            ("<script src=\"{{@a.b}}\"></script>", "1:17", "the address of a script"),
            ("<!-- {{@a.b}} -->", "1:9", "in an HTML comment"),
            ("<{{@a.b}}>", "1:5", "a tag's name"),
            ("<p{{@a.b}}>", "1:6", "a tag's name"),
            ("<p {{@a.b}}=\"c\">", "1:7", "an attribute's name"),
        ])
    func refused(template: String, place: String, reason: String) {
        let errors = errors(template)
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("TestPage.html:\(place): error: ") == true)
        #expect(errors.first?.contains(reason) == true)
    }

    @Test(
        "a link that is not written as one is refused, with what is right",
        arguments: [
            ("{{@}}", "1:4", "an address is missing: {{@feature.address}}"),
            ("{{@ }}", "1:5", "an address is missing: {{@feature.address}}"),
            ("{{@channels}}", "1:4", "'channels' is not an address: {{@feature.address}}"),
            ("{{@.}}", "1:4", "'.' is not an address: {{@feature.address}}"),
            ("{{@.new}}", "1:4", "'.new' is not an address: {{@feature.address}}"),
            ("{{@channels.}}", "1:4", "'channels.' is not an address: {{@feature.address}}"),
            ("{{@a.b.c.d}}", "1:4", "'a.b.c.d' is not an address: {{@feature.address}}"),
            ("{{@/channels/new}}", "1:4", "'/channels/new' is not an address: {{@feature.address}}"),
            ("{{@a.b c..d}}", "1:8", "'c..d' is not a name: a.b, or . for the current value"),
            ("{{@a.b c\n 1}}", "2:2", "'1' is not a name: a.b, or . for the current value"),
            ("{{#@a.b}}{{/@a.b}}", "1:4", "'@a.b' is not a name: a.b, or . for the current value"),
            ("{{{@a.b}}}", "1:4", "'@a.b' is not a name: a.b, or . for the current value"),
        ])
    func malformed(template: String, place: String, message: String) {
        let errors = errors(template)
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("TestPage.html:\(place): error: \(message)") == true)
    }

    @Test(
        "an address of this site that is written out is refused, with what to write",
        arguments: [
            ("<a href=\"/\">", "1:10"),
            ("<a href='/channels/{{a}}?b={{c}}'>", "1:10"),
            ("<a\n href=/channels>", "2:7"),
            ("<a href=\" /channels\">", "1:11"),
            ("<a href=\"//host/\">", "1:10"),
            ("<a href=\"/static\">", "1:10"),
            ("<a href=\"/statics/a.css\">", "1:10"),
            ("<a href=\"{{#a}}/b{{/a}}\">", "1:16"),
            ("<a href=\"{{#a}}{{@b.c}}{{/a}}/d\">", "1:30"),
            ("<form action=\"/sign-in\">", "1:15"),
            ("<button formaction=\"/sign-in\">", "1:21"),
            ("<img src=\"/a.png\">", "1:11"),
            ("<script src=\"/a.js\"></script>", "1:14"),
            ("<img srcset=\"a.png 1x, /a.png 2x\">", "1:24"),
            ("<video poster=\"/a.png\">", "1:16"),
            ("<p data-changes=\"/inbox/changes\">", "1:18"),
            ("<p data-changes=/inbox/changes>", "1:17"),
            ("<meta http-equiv=\"refresh\" content=\"0; url=/a\">", "1:44"),
            ("<meta http-equiv=\"refresh\" content=\"{{a}};URL= /a\">", "1:48"),
        ])
    func writtenOut(template: String, place: String) {
        #expect(
            errors(template) == [
                "TestPage.html:\(place): error: write {{@feature.address}} for an address of this site: "
                    + "only /static/… is written out"
            ])
    }

    @Test(
        "what is no address of this site may be written out, and so may its files",
        arguments: [
            "<a href=\"#a\"><a href=\"?a\"><a href=\"https://a/b\"><a href=\"mailto:a@b.c\"><a href=\"\">",
            "<p data-a=\"a/b\" title=\"/a\" class=\"/a\">/a</p><!-- href=\"/a\" -->",
            "<meta content=\"/a\"><meta http-equiv=\"refresh\" content=\"0; url=?a\">",
            "<script>open('/a')</script>",
            "<a href=\"{{a}}/b\"><a href=\"{{@a.b}}/c\">",
        ])
    func otherAddresses(template: String) {
        #expect(errors(template) == [])
    }

    @Test("an address below /static/ is written out wherever an address may stand")
    func staticAddresses() throws {
        try withTemporaryFolder { folder in
            try TemplateTests.write("a", to: "\(folder)/a")
            let template = """
                <a href="/static/a"><form action="/static/a"><button formaction=/static/a><img src="/static/a">
                <p data-a="/static/a"><meta http-equiv="refresh" content="0; url=/static/a">
                """
            #expect(errors(sources(template), staticFiles: folder) == [])
        }
    }
}

/// Links together with a `Route` of their own, as the Swift compiler and a browser see them.
@Suite("Compiled links")
struct CompiledLinkTests {
    private static let route = """
        enum Route {
            case home(HomeRoute)
            case channel(String, ChannelRoute)
            case message(String, Int64, MessageRoute)
            enum HomeRoute { case start, `self` }
            enum ChannelRoute { case show, join }
            enum MessageRoute { case show }
            var path: String {
                switch self {
                case .home(.start): "/"
                case .home(.`self`): "/self&'own'"
                case .channel(let slug, .show): "/channels/\\(slug)"
                case .channel(let slug, .join): "/channels/\\(slug)/join"
                case .message(let slug, let seq, .show): "/channels/\\(slug)/\\(seq)"
                }
            }
        }

        """

    private func write(_ template: String, views: String, to folder: String) throws -> [String] {
        try writePages(["LinkPage": template], views: Self.route + views, to: folder)
    }

    @Test("a link writes the path its route has, with names looked up as everywhere, and escaped")
    func rendering() throws {
        let template = """
            <a href="{{@home.start}}?next={{title}}#{{title}}">{{@home.start}}</a>
            <a href="{{@home.self}}">{{@home.self}}</a>
            <a href="{{@channel.show first.slug}}">{{@channel.show slug}}</a>
            {{#channels}}
            <form action="{{@channel.join slug}}" data-next="{{@channel.show slug}}?title={{title}}">
            {{#sequences}}<a href="{{@message.show slug .}}">{{/sequences}}
            {{#newest}}<a href="{{@message.show first.slug .}}">{{/newest}}
            {{/channels}}
            {{#isOpen}}<a href="{{@home.start}}"><a href="{{@channel.show slug}}">{{/isOpen}}
            {{#slugs}}<a href="{{@channel.show .}}">{{/slugs}}

            """
        let views = """
            struct Channel { let slug: String; let sequences: [Int64]; let newest: Int64? }
            struct LinkPage {
                let title = "A & B"
                let slug = "page"
                let first = Channel(slug: "first", sequences: [], newest: nil)
                let channels = [
                    Channel(slug: "one", sequences: [1, 2], newest: 2), Channel(slug: "two", sequences: [], newest: nil),
                ]
                let isOpen = true
                let slugs = ["a/b", "\\"><script>", "é %"]
            }
            print(String(decoding: LinkPage().html(), as: UTF8.self), terminator: "")
            """
        try withTemporaryFolder { folder in
            let files = try write(template, views: views, to: folder)
            let (status, output) = try swiftc(["-o", "\(folder)/program"] + files)
            try #require(status == 0, "\(output)")
            // Here alone are templates and runtime one module.
            #expect(
                !output.replacing("warning: file 'LinkPage", with: "").contains("warning: "), "\(output)")
            let page = String(decoding: try run(["\(folder)/program"]).output, as: UTF8.self)
            #expect(
                page == """
                    <a href="/?next=A%20%26%20B#A%20%26%20B">/</a>
                    <a href="/self%26%27own%27">/self%26%27own%27</a>
                    <a href="/channels/first">/channels/page</a>
                    <form action="/channels/one/join" data-next="/channels/one?title=A%20%26%20B">
                    <a href="/channels/one/1"><a href="/channels/one/2">
                    <a href="/channels/first/2">
                    <form action="/channels/two/join" data-next="/channels/two?title=A%20%26%20B">


                    <a href="/"><a href="/channels/page">
                    <a href="/channels/a/b"><a href="/channels/%22%3E%3Cscript%3E"><a href="/channels/%C3%A9%20%25">

                    """)
        }
    }

    @Test("a link to nowhere, and one with parameters its route does not take, is an error at its place")
    func typeErrors() throws {
        let template = """
            {{@hmoe.start}}
            <a href="{{@home.strat}}">
            <a href="{{@home.strat}}">
            <a href="{{@channel.shwo slug}}">
            <a href="{{@channel.show id}}"><a href="{{@message.show slug slug}}">
            <a href="{{@channel.show slgu}}">
            {{#items}}<a href="{{@channel.show nmae}}">{{/items}}
            <a href="{{@channel.show}}">
            <a href="{{@home.start slug}}">
            <a href="{{@channel.show first.slgu}}">
            """
        let views = """
            struct Item { let name: String }
            struct LinkPage { let slug: String; let id: Int; let first: Item; let items: [Item] }
            """
        try withTemporaryFolder { folder in
            let files = try write(template, views: views, to: folder)
            let (status, output) = try swiftc(["-typecheck"] + files)
            #expect(status != 0)
            let errors = Set(
                output.split(separator: "\n")
                    .filter { $0.hasPrefix(folder) && $0.contains(": error: ") }
                    .map { $0.dropFirst("\(folder)/LinkPage.html:".count) })
            let expected = [
                ("1:4: ", "type 'Route' has no member 'hmoe'"),
                ("2:18: ", "type 'Route.HomeRoute' has no member 'strat'"),
                ("4:21: ", "type 'Route.ChannelRoute' has no member 'shwo'"),
                ("5:26: ", "cannot convert value of type 'Int'"),
                ("5:62: ", "cannot convert value of type 'String'"),
                ("6:26: ", "value of type 'LinkPage' has no member 'slgu'"),
                (
                    "7:36: ",
                    "'nmae' is unavailable: no such field in LinkPage or the sections around this tag"
                ),
                ("8:", "missing argument"),
                ("9:", "extra argument"),
                ("10:", "value of type 'Item' has no member 'slgu'"),
            ]
            for (place, message) in expected {
                #expect(
                    errors.contains { $0.hasPrefix(place) && $0.contains(message) },
                    "\(place)\(message)\n\(output)")
            }
        }
    }

    @Test("a link without parameters is made once for all places of a page")
    func constants() throws {
        let pages = try Compiler.compile(
            sources("<a href=\"{{@a.b}}\">{{@a.b}}{{#c}}{{@a.b}}{{/c}}</a>"),
            staticFiles: StaticFiles(directory: ""))
        #expect(pages[0].swift.split(separator: "-> Route in").count == 2)
    }
}
