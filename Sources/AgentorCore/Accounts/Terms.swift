/// What everybody who has an account has agreed to.
package enum Terms {
    /// The day they were last changed. Whoever agreed to an earlier version is asked again.
    package static let version = "2026-11-22"
}
