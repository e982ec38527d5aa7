/// `/account/second-factor`: whether there is one, and what can be done about it.
package struct SecondFactorPage: Sendable {
    package var frame: PageFrame
    package var notice: String?
    /// Since when it is on; nil when it is off.
    package var since: String?
    /// "7 of 10 recovery codes are left."
    package var codesLeft: String
    /// Why it cannot be turned off.
    package var obstacle: String?

    package init(
        frame: PageFrame, notice: String? = nil, since: String?, codes: Int, obstacle: String? = nil
    ) {
        self.frame = frame
        self.notice = notice
        self.since = since
        codesLeft =
            codes == 1
            ? "1 recovery code is left." : "\(codes == 0 ? "No" : "\(codes)") recovery codes are left."
        self.obstacle = obstacle
    }
}
