/// The recovery codes, shown once.
package struct RecoveryCodesPage: Sendable {
    package var frame: PageFrame
    package var notice: String?
    package var codes: [String]

    package init(frame: PageFrame, notice: String?, codes: [String]) {
        self.frame = frame
        self.notice = notice
        self.codes = codes
    }
}
