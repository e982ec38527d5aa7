/// An error in a template, written the way compilers write theirs, so that SwiftPM and editors understand it.
struct Diagnostic: Error, Equatable, CustomStringConvertible {
    let location: Location
    let message: String

    var description: String {
        "\(location.path):\(location.line):\(location.column): error: \(message)"
    }
}

extension [Diagnostic] {
    mutating func report(_ message: String, at location: Location) {
        let diagnostic = Diagnostic(location: location, message: message)
        // A partial used twice has its mistakes once.
        if !contains(diagnostic) { append(diagnostic) }
    }
}
