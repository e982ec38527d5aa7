import AgentorViews
import FastCGI

extension Response {
    /// The headers every answer carries. Only the frame of a conversation may be framed, and only by this site.
    @inline(never)
    func secured(for terms: Terms?) -> Response {
        var response = self
        response.headers["Content-Security-Policy"] =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            + "frame-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors \(terms?.isFramed == true ? "'self'" : "'none'")"
        response.headers["X-Content-Type-Options"] = "nosniff"
        // Without any referrer browsers send forms with the origin `null`.
        response.headers["Referrer-Policy"] =
            terms?.hasSecretAddress == true ? "strict-origin" : "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        // Signing out asks browsers to forget what they keep (`Clear-Site-Data`, over https).
        if response.headers["Cache-Control"] == nil {
            response.headers["Cache-Control"] = terms?.cache == .never ? "no-store" : "private, no-cache"
        }
        return response
    }
}
