import FoundationEssentials
import Glibc
import Mustache

/// The channel page by swift-mustache, from Agentor's own templates (`copy_templates` in `Benchmarks/rendering.py`) and
/// with structs, as its documentation has it.
///
///     peer TEMPLATES PAGE.json            prints the page
///     peer TEMPLATES PAGE.json SECONDS    renders for so long, and prints the nanoseconds one rendering took
@main
enum Peer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 || arguments.count == 4 else {
            print("usage: peer TEMPLATES PAGE.json [SECONDS]")
            exit(2)
        }
        let library = try await MustacheLibrary(directory: arguments[1], withExtension: "html")
        let json = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
        let sample = try JSONDecoder().decode(Sample.self, from: json)
        let (page, list) = (sample.page, sample.list)
        func render(_ value: Any, _ template: String) -> String {
            guard let text = library.render(value, withTemplate: template) else {
                print("there is no such template")
                exit(1)
            }
            return text
        }
        func render() -> [UInt8] {
            var page = page
            page.conversation.messages = render(list, "Channels/ChannelMessagesFragment")
            return Array(render(page, "Channels/ChannelPage").utf8)
        }
        guard arguments.count == 4, let seconds = Double(arguments[3]) else {
            return print(String(decoding: render(), as: UTF8.self))
        }
        let clock = ContinuousClock()
        var count: Int64 = 0
        let start = clock.now
        while clock.now - start < .seconds(seconds) {
            precondition(!render().isEmpty)
            count += 1
        }
        print(Int64((clock.now - start) / .nanoseconds(1)) / count)
    }
}
