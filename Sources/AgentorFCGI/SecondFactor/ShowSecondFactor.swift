import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension Site {
    /// `GET /account/second-factor`
    func showSecondFactor(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        let access: Accounts.Access
        do { access = try accounts.access(of: viewer) } catch { throw Refusal(error) }
        return .html(secondFactorPage(visit, access).html())
    }

    func secondFactorPage(_ visit: Visit, _ access: Accounts.Access) -> SecondFactorPage {
        SecondFactorPage(
            frame: visit.frame(.account), notice: visit.notice,
            since: access.secondFactorSince?.formatted(.iso8601.year().month().day()),
            codes: access.recoveryCodes,
            obstacle: access.hasShortPassword
                ? "It cannot be turned off: your password is too short to be alone." : nil)
    }
}
