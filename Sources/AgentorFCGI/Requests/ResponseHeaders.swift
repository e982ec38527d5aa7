import AgentorViews
import FastCGI

extension Response {
    /// The headers every answer carries. Only the frame of a conversation may be framed, and only by this site.
    @inline(never)
    func secured(for conditions: Conditions?) -> Response {
        var response = self
        response.headers["Content-Security-Policy"] =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            + "frame-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors \(conditions?.isFramed == true ? "'self'" : "'none'")"
        response.headers["X-Content-Type-Options"] = "nosniff"
        // Whatever is asked for may be answered in JSON, a refusal at least, and compressed, here or by the web server.
        response.headers["Vary"] = "Accept, Accept-Encoding"
        // Without any referrer browsers send forms with the origin `null`.
        response.headers["Referrer-Policy"] =
            conditions?.hasSecretAddress == true ? "strict-origin" : "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        // Signing out asks browsers to forget what they keep (`Clear-Site-Data`, over https).
        if response.headers["Cache-Control"] == nil {
            response.headers["Cache-Control"] = conditions?.cache == .never ? "no-store" : "private, no-cache"
        }
        return response
    }
}
