import FastCGI

extension Request {
    /// Whether a browser asks for what nobody has chosen to look at yet: it prefetches or renders ahead (`Sec-Purpose`),
    /// or, in older ones, prefetches (`Purpose`, `X-Moz`) or makes a picture of a page (`X-Purpose`).
    var isAheadOfTime: Bool {
        ["Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"].contains { name in
            headers.all(name).contains { value in
                let purpose = value.prefix { $0 != ";" && $0 != "," }.lowercased().filter { $0 != " " }
                return purpose == "prefetch" || purpose == "preview"
            }
        }
    }
}

extension Response {
    /// Looking at a page says that it is read, so nobody may look ahead. A browser that is told so drops the answer, and
    /// asks when somebody goes there.
    static let notAheadOfTime: Response = {
        var response = Response.text("Ask when somebody looks.\n", status: .serviceUnavailable)
        response.headers["Cache-Control"] = "no-store"
        return response
    }()
}
