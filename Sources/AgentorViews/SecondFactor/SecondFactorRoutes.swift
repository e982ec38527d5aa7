package enum SecondFactorRoute: AnsweredRoute {
    case signIn, show, setUp, turnOff, recoveryCodes

    package var endpoint: Endpoint<Self> {
        switch self {
        case .signIn: .step("/sign-in/second-factor", for: .anybody)
        case .show: .page("/account/second-factor", for: .settled)
        case .setUp: .page("/account/second-factor/set-up", for: .proved, form: .here, cache: .never)
        case .turnOff: .form("/account/second-factor/turn-off", for: .proved, back: .to(.show))
        case .recoveryCodes:
            .form("/account/second-factor/recovery-codes", for: .proved, back: .to(.show), cache: .never)
        }
    }
}
