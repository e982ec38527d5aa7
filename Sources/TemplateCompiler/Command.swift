import FoundationEssentials
import Glibc

/// Compiles the pages below a folder of templates: `TemplateCompiler <templates> <static> <output> <watched
/// file>…`. The watched files are those whose changes will run it again.
@main
struct Command {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4 else {
            fail("usage: TemplateCompiler <templates> <static> <output> <watched file>…")
        }
        do {
            let files = try Folder.templates(below: arguments[1])
            warn(
                ofUnwatched: try files.map(\.path) + Folder.files(below: arguments[2]),
                watched: arguments.dropFirst(4))
            let pages = try Compiler.compile(files, staticFiles: StaticFiles(directory: arguments[2]))
            for page in pages {
                try page.write(to: arguments[3])
            }
        } catch let errors as CompilationErrors {
            fail(errors.description)
        } catch {
            fail("error: \(error)")
        }
    }

    private static func warn(ofUnwatched files: [String], watched: some Sequence<String>) {
        for file in Set(files).subtracting(watched).sorted() {
            report(
                "\(file):1:1: warning: new since the build was planned: touch Package.swift to have it watched"
            )
        }
    }

    private static func fail(_ message: String) -> Never {
        report(message)
        exit(1)
    }

    private static func report(_ message: String) {
        let line = Array((message + "\n").utf8)
        write(STDERR_FILENO, line, line.count)
    }
}
