import FoundationEssentials
import PackagePlugin

/// Runs the template compiler over `templates/` of the package: one Swift file for each page, form and fragment.
@main
struct CompileTemplates: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let templates = context.package.directoryURL.appending(path: "templates")
        let staticFiles = context.package.directoryURL.appending(path: "static")
        let output = context.pluginWorkDirectoryURL
        let files = try contents(of: templates).files.filter { $0.pathExtension == "html" }
        let pages = files.map { $0.deletingPathExtension().lastPathComponent }
            .filter { name in ["Page", "Form", "Fragment"].contains { name.hasSuffix($0) } }
        // SwiftPM plans a build anew when Package.swift or a folder in Sources changes, not when these two
        // folders do. With the folders themselves as inputs the compiler runs when a file is added, and warns
        // that it is not watched yet.
        let watched = files + (try contents(of: staticFiles).files)
        let folders = try contents(of: templates).folders + contents(of: staticFiles).folders
        return [
            .buildCommand(
                displayName: "Compiling templates",
                executable: try context.tool(named: "TemplateCompiler").url,
                arguments: ([templates, staticFiles, output] + watched).map {
                    $0.path(percentEncoded: false)
                },
                inputFiles: watched + folders,
                outputFiles: Set(pages).sorted().map { output.appending(path: "\($0)+Template.swift") })
        ]
    }

    private func contents(of folder: URL) throws -> (files: [URL], folders: [URL]) {
        var result = (files: [URL](), folders: [folder])
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
            .sorted()
        {
            let url = folder.appending(path: name)
            if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
                result.folders.append(url)
            } else {
                result.files.append(url)
            }
        }
        return result
    }
}
