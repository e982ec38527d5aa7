/// The application, as the edge sees it. Neither method throws: the application makes its own error pages.
package protocol Responder: Sendable {
    /// Runs at once on the accepting thread; after a suspension, on a worker thread. It may block.
    /// When the browser leaves during a suspension the task is cancelled and the response discarded.
    func respond(to request: Request) async -> Response

    /// Answers what could not become a request, or a response that could not be sent.
    func refusal(of error: RequestError) -> Response
}
