import FoundationEssentials

extension Check {
    static let speed = Check(subject: "Speed", needs: [.web]) { patient in
        let connection = try patient.connect(as: .web)
        var best = Duration.seconds(60)
        for _ in 0..<5 {
            let began = ContinuousClock.now
            try connection.run("select 1", patience: .seconds(10))
            best = min(best, .now - began)
        }
        let milliseconds = Int((best / .milliseconds(1)).rounded(.up))
        guard best < .milliseconds(20) else {
            return .warning(
                "the server takes \(milliseconds) ms for nothing, and a page asks several times.",
                remedy: "have the workers near the server, and see what else it does.")
        }
        return .fine("the server answers within \(milliseconds) ms.")
    }

    static let clock = Check(subject: "Clocks", needs: [.web]) { patient in
        let before = Date()
        let server =
            try patient.ask("select extract(epoch from clock_timestamp())")[0][0].flatMap { Double($0) } ?? 0
        let middle = (before.timeIntervalSince1970 + Date().timeIntervalSince1970) / 2
        let difference = abs(server - middle)
        guard difference < 5 else {
            return .warning(
                "the server's and this machine's differ by \(Int(difference)) seconds: codes that last seconds may fail.",
                remedy: "have both set their clocks by the network.")
        }
        return .fine("the server's and this machine's agree.")
    }
}
