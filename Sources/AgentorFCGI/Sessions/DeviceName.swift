/// A browser as people know it, from its User-Agent: "Firefox on Linux". A help to remember by, and no proof of
/// anything.
enum DeviceName {
    static func of(_ userAgent: String) -> String {
        let browser = first(of: browsers, in: userAgent)
        let system = first(of: systems, in: userAgent)
        return switch (browser, system) {
        case (let browser?, let system?): "\(browser) on \(system)"
        case (let name?, nil), (nil, let name?): name
        case (nil, nil): "An unknown browser"
        }
    }

    /// In this order: many say that they are like those further down.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("HeadlessChrome", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("w3m", "w3m"), ("Links", "Links"), ("Lynx", "Lynx"), ("NetSurf", "NetSurf"),
        ("curl", "curl"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"), ("FreeBSD", "FreeBSD"),
    ]

    private static func first(of names: [(String, String)], in userAgent: String) -> String? {
        names.first { userAgent.contains($0.0) }?.1
    }
}
