import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension SecondFactorDesk {
    /// `GET /account/second-factor`
    func showSecondFactor(_ visit: Visit) throws -> Response {
        let access = try accounts.access(of: visit.admitted())
        return .html(
            SecondFactorPage(
                frame: visit.frame(.account), notice: visit.notice,
                since: access.secondFactorSince?.formatted(.iso8601.year().month().day()),
                codes: access.recoveryCodes,
                obstacle: access.hasShortPassword
                    ? "It cannot be turned off: your password is too short to be alone." : nil
            ).html())
    }
}
