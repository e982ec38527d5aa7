import FoundationEssentials
import Mail
import Text

// Every mail about an account, in one place.

extension Letter {
    private static let ignore =
        "If you did not ask for this, you need not do anything: nothing happens without the code or the link."
    private static let lifetime = "It is good for ten minutes, and for one use."

    static func confirmSignUp(code: MailCode, link: String) -> Letter {
        Letter(
            subject: "Confirm your address for Agentor",
            paragraphs: [
                "Here is the code that creates your Agentor account. Type it into the page that asked for it. \(lifetime)"
            ],
            code: code.text, action: Action("Create my account", link),
            closing: [
                "The link does the same, in any browser.",
                "If you did not ask for an account, you need not do anything: none is created.",
            ])
    }

    static func addressInUse(site: String) -> Letter {
        Letter(
            subject: "You have an Agentor account already",
            paragraphs: [
                "Somebody, probably you, has just asked for an Agentor account with this address. There is one already.",
                "You can sign in as you are used to, with a code by mail, or choose another password.",
            ],
            action: Action("Sign in", "\(site)/sign-in"),
            closing: ["If it was not you, you need not do anything. Whoever it was has learned nothing."])
    }

    static func notInvited() -> Letter {
        Letter(
            subject: "Agentor is by invitation",
            paragraphs: [
                "Somebody, probably you, has just asked for an Agentor account with this address.",
                "New accounts are by invitation here, and this address has not been invited yet.",
            ])
    }

    static func invitation(site: String) -> Letter {
        Letter(
            subject: "You are invited to Agentor",
            paragraphs: [
                "You can now create an Agentor account with this address."
            ],
            action: Action("Create account", "\(site)/sign-up"),
            closing: ["Agentor is a marketplace for professional services, in conversation."])
    }

    static func accountCreated(_ name: String, link: String) -> Letter {
        Letter(
            subject: "You have an Agentor account",
            paragraphs: [
                "Hello \(name.isolated),",
                "Whoever runs this site has made an Agentor account for you, with this address. Here is the link to choose your password. It is good for seven days, and for one use.",
            ],
            action: Action("Choose a password", link),
            closing: [
                "When the link is no longer good, you can still sign in, with a code by mail.",
                "If you do not want the account, sign in and delete it.",
            ])
    }

    static func signInCode(_ code: MailCode) -> Letter {
        Letter(
            subject: "Your code for Agentor",
            paragraphs: ["Type this code into the page that asked for it. \(lifetime)"], code: code.text,
            closing: [
                "Give it to nobody: Agentor never asks for it in a message or on the telephone.", ignore,
            ])
    }

    static func noAccount(site: String) -> Letter {
        Letter(
            subject: "There is no Agentor account with this address",
            paragraphs: [
                "Somebody, probably you, has just tried to get into Agentor with this address. There is no account with it.",
                "Perhaps you signed up with another address.",
            ],
            action: Action("Create account", "\(site)/sign-up"),
            closing: ["If it was not you, you need not do anything."])
    }

    static func unlock(link: String) -> Letter {
        Letter(
            subject: "Unlock your Agentor account",
            paragraphs: [
                "After ten wrong passwords within an hour your account takes no more for a while. The link lets you try again at once. \(lifetime)"
            ],
            action: Action("Unlock my account", link),
            closing: [
                "If you did not type wrong passwords, somebody else did. Your password was not found out.",
                ignore,
            ])
    }

    static func resetPassword(link: String) -> Letter {
        Letter(
            subject: "Choose another password for Agentor",
            paragraphs: ["Here is the link to choose another password. \(lifetime)"],
            action: Action("Choose a password", link), closing: [ignore])
    }

    static func leaveEmail(_ name: String, for email: String, link: String) -> Letter {
        Letter(
            subject: "Confirm the change of your address",
            paragraphs: [
                "Hello \(name.isolated),",
                "Your Agentor account is to change its address to \(email). Confirm it here, and in the mail to the new address. \(lifetime)",
            ],
            action: Action("Confirm the change", link),
            closing: [
                "If this was not you, do not confirm. Sign in and change your password: somebody is in your account."
            ])
    }

    static func confirmEmail(link: String) -> Letter {
        Letter(
            subject: "Confirm your new address",
            paragraphs: [
                "Confirm that this is to be the address of your Agentor account. \(lifetime) The address you have had so far gets a mail too, and both have to be confirmed."
            ],
            action: Action("Confirm this address", link), closing: [ignore])
    }

    // MARK: What has happened, and can be undone

    /// With the link that undoes what the mail is about.
    func undoable(_ link: String) -> Letter {
        var letter = self
        letter.action = Action("This was not me", link)
        letter.closing += [
            "If it was you, you need not do anything. If it was not, the link undoes it, signs out everybody, and lets you choose a new password. It is good for seven days."
        ]
        return letter
    }

    static func newDevice(_ name: String, device: String, address: String) -> Letter {
        Letter(
            subject: "A new device has signed in to your account",
            paragraphs: [
                "Hello \(name.isolated),",
                "Somebody has signed in to your Agentor account with a browser it was not used in before: \(device), from the network address \(address).",
            ])
    }

    static func passwordChanged(_ name: String) -> Letter {
        Letter(
            subject: "Your password was changed",
            paragraphs: ["Hello \(name.isolated),", "The password of your Agentor account was changed."])
    }

    static func emailChanged(_ name: String, to email: String) -> Letter {
        Letter(
            subject: "Your address was changed",
            paragraphs: [
                "Hello \(name.isolated),",
                "Your Agentor account now has the address \(email). Mails no longer come to this one.",
            ])
    }

    static func secondFactorOn(_ name: String) -> Letter {
        Letter(
            subject: "Your second factor was turned on",
            paragraphs: [
                "Hello \(name.isolated),",
                "Signing in to your Agentor account now takes a code of an authenticator app.",
            ])
    }

    static func secondFactorOff(_ name: String) -> Letter {
        Letter(
            subject: "Your second factor was turned off",
            paragraphs: [
                "Hello \(name.isolated),",
                "Signing in to your Agentor account no longer takes a code of an authenticator app.",
            ])
    }

    static func connected(_ name: String, provider: String) -> Letter {
        Letter(
            subject: "Another way to sign in to your account",
            paragraphs: [
                "Hello \(name.isolated),",
                "Your Agentor account can now be signed in to with an account at “\(provider)”.",
            ])
    }

    // MARK: What has happened

    static func recoveryCodeUsed(_ name: String, site: String) -> Letter {
        Letter(
            subject: "A recovery code was used",
            paragraphs: [
                "Hello \(name.isolated),",
                "Somebody has used one of your recovery codes to get into your Agentor account. It cannot be used again.",
            ],
            action: Action("See my second factor", "\(site)/account/second-factor"),
            closing: ["If it was not you, sign in, change your password, and make new recovery codes."])
    }

    static func recoveryCodesRenewed(_ name: String) -> Letter {
        Letter(
            subject: "You have new recovery codes",
            paragraphs: [
                "Hello \(name.isolated),",
                "New recovery codes were made for your Agentor account. The old ones are no longer good.",
            ])
    }

    static func undone(_ name: String) -> Letter {
        Letter(
            subject: "A change of your account was undone",
            paragraphs: [
                "Hello \(name.isolated),",
                "Somebody has followed the link “This was not me” from a mail about your Agentor account. What was changed since that mail is undone, everybody is signed out, and the password is to be chosen anew.",
            ],
            closing: [
                "If it was not you, somebody can read your mails. Secure your mailbox first, then choose another password for Agentor."
            ])
    }

    static func disconnected(_ name: String, provider: String) -> Letter {
        Letter(
            subject: "A way to sign in was taken away",
            paragraphs: [
                "Hello \(name.isolated),",
                "Your Agentor account can no longer be signed in to with an account at “\(provider)”. A code by mail still lets you in.",
            ],
            closing: ["If it was not you, sign in and change your password."])
    }

    static func leaving(_ name: String, on moment: Date, link: String) -> Letter {
        let day = String(moment.formatted(.iso8601.year().month().day()))
        return Letter(
            subject: "Your account will be deleted",
            paragraphs: [
                "Hello \(name.isolated),",
                "As you asked, your Agentor account will be deleted after \(day): your profile, your sessions and what you wrote. Until then you can change your mind, by signing in or with this link.",
            ],
            action: Action("Keep my account", link), closing: [])
    }

    /// What an administrator has done to somebody.
    /// - Parameter words: of the administrator's; empty for none.
    static func administered(_ name: String, _ deed: PersonDeed, words: String) -> Letter {
        let (subject, told): (String, String) =
            switch deed {
            case .suspend:
                (
                    "Your account was suspended",
                    "Those who run this site have suspended your Agentor account. You cannot sign in for now. Nothing was deleted."
                )
            case .restore:
                (
                    "Your account is open again",
                    "Those who run this site have opened your Agentor account again. You can sign in as before."
                )
            case .signOut:
                (
                    "You were signed out everywhere",
                    "Those who run this site have signed your Agentor account out everywhere. You can sign in again as before."
                )
            case .erase:
                (
                    "Your account is to be deleted",
                    "Those who run this site have closed your Agentor account. It is deleted now, with your profile and what you wrote."
                )
            case .addModerator:
                (
                    "You are a moderator now",
                    "You can look at what people report, and decide about it. For that you need a second factor, and sign in again."
                )
            case .removeModerator:
                (
                    "You are no moderator any more",
                    "You do not look at what people report any more. Sign in again to go on."
                )
            case .addAdministrator:
                (
                    "You are an administrator now",
                    "You can look after this site and its people. For that you need a second factor, and sign in again."
                )
            case .removeAdministrator:
                (
                    "You are no administrator any more",
                    "You do not look after this site and its people any more. Sign in again to go on."
                )
            case .unlock, .removeFactor, .hold, .release:
                ("Your account was changed", "Those who run this site have changed your account.")
            }
        return Letter(
            subject: subject,
            paragraphs: ["Hello \(name.isolated),", told] + (words.isEmpty ? [] : ["What they say:", words]))
    }

    static func erased(_ name: String) -> Letter {
        Letter(
            subject: "Your account was deleted",
            paragraphs: [
                "Goodbye \(name),",
                "your Agentor account was deleted, with your profile and what you wrote. This is the last mail about it.",
            ])
    }
}
