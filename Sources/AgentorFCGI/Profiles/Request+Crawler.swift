import FastCGI

extension Request {
    /// Words in the names of programs that nobody looks at a page with.
    private static let programs = [
        "bot", "crawl", "spider", "slurp", "archiver", "facebookexternalhit", "embedly", "preview", "feed",
        "monitor",
        "scan", "curl/", "wget/", "python", "go-http-client", "libwww", "java/", "okhttp", "lighthouse",
    ]

    /// Whether a program asks that says what it is, or nothing.
    var isCrawler: Bool {
        guard let name = headers["User-Agent"]?.lowercased(), !name.isEmpty else { return true }
        return Self.programs.contains { name.contains($0) }
    }
}
