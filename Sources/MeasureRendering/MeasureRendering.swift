import AgentorViews
import FoundationEssentials
import Glibc

/// Renders one channel page again and again, for `bin/bench rendering`:
///
///     MeasureRendering PAGE.json            prints the page
///     MeasureRendering PAGE.json SECONDS    renders for so long, and prints the nanoseconds one rendering took
@main
enum MeasureRendering {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 2 || arguments.count == 3 else {
            print("usage: MeasureRendering PAGE.json [SECONDS]")
            exit(2)
        }
        let json = try Data(contentsOf: URL(filePath: arguments[1]))
        let sample = try JSONDecoder().decode(Sample.self, from: json)
        let (page, list) = (sample.page, sample.list)
        func render() -> [UInt8] {
            var page = page
            page.conversation?.messages = list.rendered().shared
            return page.html()
        }
        guard arguments.count == 3, let seconds = Double(arguments[2]) else {
            return print(String(decoding: render(), as: UTF8.self))
        }
        print(nanoseconds(of: render, for: .seconds(seconds)))
    }

    /// The mean over as many renderings as fit in a time.
    private static func nanoseconds(of render: () -> [UInt8], for time: Duration) -> Int64 {
        let clock = ContinuousClock()
        var count: Int64 = 0
        var length = 0
        let start = clock.now
        while clock.now - start < time {
            // What is counted keeps the rendering from being optimised away.
            for _ in 0..<16 { length += render().count }
            count += 16
        }
        let spent = clock.now - start
        precondition(length > 0)
        return Int64(spent / .nanoseconds(1)) / count
    }
}
