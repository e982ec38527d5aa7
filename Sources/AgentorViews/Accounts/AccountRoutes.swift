package enum SignUpRoute: AnsweredRoute {
    case ask, confirm

    package var endpoint: Endpoint<Self> {
        switch self {
        case .ask: .step("/sign-up", for: .anybody)
        case .confirm: .step("/sign-up/confirm", for: .anybody)
        }
    }
}

/// All that has to do with proving who one is.
package enum SignInRoute: AnsweredRoute {
    case password, code, confirmCode, unlock, signOut, forgotPassword, resetPassword, confirmLink

    package var endpoint: Endpoint<Self> {
        switch self {
        case .password: .step("/sign-in", for: .anybody)
        case .code: .step("/sign-in/code", for: .anybody)
        case .confirmCode: .step("/sign-in/code/confirm", for: .anybody)
        case .unlock: .step("/sign-in/unlock", for: .anybody)
        case .signOut: .form("/sign-out", for: .anybody, back: .elsewhere(.home(.start))).endsViews
        case .forgotPassword: .step("/forgot-password", for: .anybody)
        case .resetPassword:
            .step(
                "/reset-password", for: .anybody, cache: .never,
                hasSecretAddress: true)
        case .confirmLink:
            .step(
                "/confirm", for: .anybody, cache: .never,
                hasSecretAddress: true)
        }
    }
}

package enum AccountRoute: AnsweredRoute {
    case show, prove, name, picture, removePicture, handle, messages, presence, password, wellKnownPassword,
        email, cancelEmail,
        download, file, archive,
        delete,
        keep

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/account", for: .settled).shownInViews
        case .prove: .step("/account/prove", for: .settled, back: .to(.show))
        case .name: .page("/account/name", for: .settled, form: .here).shownInViews
        case .picture: .page("/account/picture", for: .onboarded, form: .here).shownInViews
        case .removePicture: .form("/account/picture/remove", for: .onboarded, back: .to(.picture))
        case .handle: .page("/account/handle", for: .settled, form: .here).shownInViews
        case .messages: .page("/account/messages", for: .onboarded, form: .here).shownInViews
        case .presence: .page("/account/presence", for: .onboarded, form: .here).shownInViews
        case .password: .page("/account/password", for: .proved, form: .here)
        // Where password managers look for the page (https://www.w3.org/TR/change-password-url/).
        case .wellKnownPassword: .probe("/.well-known/change-password", for: .anybody)
        case .email: .page("/account/email", for: .proved, form: .here)
        case .cancelEmail: .form("/account/email/cancel", for: .settled, back: .to(.email))
        case .download: .page("/account/download", for: .signedInAndProved)
        case .file:
            .file("/account/download/agentor-data.json", for: .signedInAndProved, back: .to(.download))
        case .archive:
            .file("/account/download/agentor-data.zip", for: .signedInAndProved, back: .to(.download))
        case .delete: .page("/account/delete", for: .proved, form: .here)
        case .keep: .step("/account/keep", for: .signedIn, back: .to(.show))
        }
    }
}
