import CCurl

/// What a provider is asked.
struct ProviderRequest: Sendable {
    let address: String
    var headers: [String] = []
    /// The fields of a form to post; nil asks with GET.
    var form: [(String, String)]?
}

/// Brings answers from other hosts. Blocks its thread, at most for the time given.
protocol Fetching: Sendable {
    /// - Throws: `.unavailable`, when there is no answer. Any status is one.
    func fetch(
        _ request: ProviderRequest, within time: Duration
    ) throws(ProviderFailure) -> (status: Int, body: [UInt8])
}

/// By libcurl: follows no redirects, since one would take what was sent along, and takes no more than 1 MiB.
struct TransferFetching: Fetching {
    private static let limit = 1 << 20

    func fetch(
        _ request: ProviderRequest, within time: Duration
    ) throws(ProviderFailure) -> (status: Int, body: [UInt8]) {
        do throws(Transfer.Failure) {
            let transfer = try Transfer(to: request.address, schemes: "https,http", timeout: time)
            try transfer.set(CURLOPT_FOLLOWLOCATION, 0)
            try transfer.set(CURLOPT_HTTPHEADER, request.headers + ["User-Agent: Agentor"])
            if let form = request.form { try transfer.set(CURLOPT_COPYPOSTFIELDS, FormEncoding.encode(form)) }
            let answer = try transfer.perform(receivingUpTo: Self.limit)
            return (answer.reply, answer.body)
        } catch {
            throw .unavailable(error.description)
        }
    }
}
