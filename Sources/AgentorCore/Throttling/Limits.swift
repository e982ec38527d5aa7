import Crypto

/// How often something may be done: one table, in the order of `docs/limits.md`. Each is the operator's to change
/// (`Throttle.Paces`), and whoever meets one is told what it is for.
extension Throttle {
    package struct Limit: Sendable, Hashable {
        /// What an operator calls it by, and part of what it is counted under: a name that changes begins to count anew.
        package let name: String
        package let pace: Pace
        /// From whom, in words: "one account".
        package let source: String
        /// Of what there may be so many, in the plural.
        package let things: String
        /// Why: what follows them in a sentence.
        package let purpose: String

        private init(_ name: String, _ pace: Pace, from source: String, _ things: String, _ purpose: String) {
            self.name = name
            self.pace = pace
            self.source = source
            self.things = things
            self.purpose = purpose
        }

        /// What messages are counted in, besides their number.
        package static let byteUnit = 64

        package static func == (one: Limit, other: Limit) -> Bool { one.name == other.name }

        package func hash(into hasher: inout Hasher) { hasher.combine(name) }

        func key(for subject: String) -> String {
            "\(name) \(SHA256.hash(data: Array(subject.utf8)).hex)"
        }

        /// Why one has to wait, in a sentence for whoever does.
        package var words: String {
            "There may be only so many \(things) from \(source) in a while, \(purpose)."
        }
    }

    package enum Pace: Sendable, Hashable {
        /// So many at once, and another after each pause.
        case steady(burst: Int, pause: Duration)
        /// So many within any such time: none comes back earlier, but for a crash of the database.
        case within(Duration, most: Int)
    }
}

extension Throttle.Limit {
    package static let signInAccount = Self(
        "sign-in account", .within(.seconds(3600), most: 10),
        from: "one account, or one browser that has signed in to it before", "wrong passwords",
        "so that nobody finds one out by trying")
    package static let signInAddress = Self(
        "sign-in address", .steady(burst: 60, pause: .seconds(10)), from: "one network",
        "attempts to sign in", "so that nobody tries passwords on many accounts")
    package static let newDevice = Self(
        "new device", .within(.seconds(3600), most: 20), from: "one account",
        "browsers in which it is signed in to for the first time", "since its owner gets a mail about each")
    package static let secondFactor = Self(
        "second factor", .within(.seconds(3600), most: 10), from: "one account", "wrong codes",
        "so that nobody finds one out by trying")
    package static let prove = Self(
        "prove", .within(.seconds(3600), most: 10), from: "one account", "failed proofs",
        "so that nobody who finds a browser open tries passwords in it")
    package static let codeAddress = Self(
        "code address", .steady(burst: 60, pause: .seconds(10)), from: "one network", "codes",
        "so that nobody finds one out by trying")
    package static let mailFromTo = Self(
        "mail", .steady(burst: 6, pause: .seconds(600)), from: "one network to one address",
        "mails asked for", "so that nobody is flooded with them")
    package static let mailTo = Self(
        "mail to", .steady(burst: 30, pause: .seconds(120)), from: "anybody to one address",
        "mails asked for", "so that nobody is flooded with them")
    package static let mailFrom = Self(
        "mail address", .steady(burst: 60, pause: .seconds(20)), from: "one network", "mails asked for",
        "so that the site’s mails stay welcome")
    package static let authorize = Self(
        "authorize address", .steady(burst: 60, pause: .seconds(10)), from: "one network",
        "ways to another provider and back", "so that nobody has the site ask there for nothing")
    package static let account = Self(
        "account", .steady(burst: 60, pause: .seconds(10)), from: "one account", "changes of the account",
        "so that nothing is asked of the site in floods")
    package static let signUpAddress = Self(
        "sign-up address", .steady(burst: 60, pause: .seconds(20)), from: "one network", "new accounts",
        "so that nobody makes them in numbers")
    package static let saveProfile = Self(
        "profile", .steady(burst: 30, pause: .seconds(10)), from: "one account",
        "changes of a profile and of services", "since each is kept, and looked for anew")
    package static let createChannel = Self(
        "channel", .steady(burst: 20, pause: .seconds(60)), from: "one account", "new channels",
        "so that nobody fills the list of them")
    package static let beginConversation = Self(
        "conversation", .steady(burst: 20, pause: .seconds(600)), from: "one account", "conversations begun",
        "so that nobody writes to everybody")
    package static let beginOnFirstDay = Self(
        "conversation first day", .steady(burst: 5, pause: .seconds(3600)),
        from: "one account in its first day",
        "conversations begun", "so that nobody makes accounts to write to everybody")
    package static let beginWhileNew = Self(
        "conversation new", .steady(burst: 10, pause: .seconds(1800)), from: "one account that is new here",
        "conversations begun", "so that nobody makes accounts to write to everybody")
    package static let membership = Self(
        "membership", .steady(burst: 60, pause: .seconds(2)), from: "one account",
        "changes of channels and of who is in them", "so that nobody is kept busy by them")
    package static let feed = Self(
        "feed address", .steady(burst: 120, pause: .seconds(5)), from: "one network", "reads of feeds",
        "so that a reader that has gone wrong does not slow others")
    package static let readWeb = Self(
        "web address", .steady(burst: 240, pause: .milliseconds(500)), from: "one network",
        "pages of channels read without being in them", "so that nobody copies all of them at once")
    package static let search = Self(
        "search", .steady(burst: 30, pause: .seconds(2)), from: "one account", "searches of messages",
        "since each reads many of them")
    package static let invite = Self(
        "invite", .steady(burst: 40, pause: .seconds(60)), from: "one account", "invitations",
        "so that nobody asks everybody in")
    package static let inviteByMail = Self(
        "mail invitation", .within(.days(1), most: 20), from: "one account", "invitations by mail",
        "so that nobody is sent mails they did not ask for in numbers")
    package static let inviteByMailHere = Self(
        "mail invitation here", .within(.days(1), most: 50), from: "one channel", "invitations by mail",
        "so that nobody is sent mails they did not ask for in numbers")
    package static let inviteByMailTo = Self(
        "mail invitation to", .within(.days(1), most: 3), from: "anybody to one address",
        "invitations by mail", "so that nobody is sent mails they did not ask for in numbers")
    package static let ask = Self(
        "ask", .steady(burst: 20, pause: .seconds(60)), from: "one account", "requests to come into channels",
        "so that nobody asks everywhere")
    package static let report = Self(
        "report", .within(.seconds(3600), most: 10), from: "one account", "reports",
        "so that each can be looked at")
    package static let moderate = Self(
        "moderation", .steady(burst: 60, pause: .seconds(2)), from: "one moderator", "steps in cases",
        "so that nobody decides without looking")
    package static let administer = Self(
        "administration", .steady(burst: 60, pause: .seconds(2)), from: "one administrator",
        "changes of what is others’", "so that nobody makes them in numbers")
    package static let mark = Self(
        "mark", .steady(burst: 60, pause: .seconds(2)), from: "one account", "small changes",
        "so that nothing is asked of the site in floods")
    package static let saveDraft = Self(
        "draft", .steady(burst: 120, pause: .seconds(1)), from: "one account", "drafts kept",
        "which scripts keep whenever somebody stops typing")
    package static let react = Self(
        "reaction", .steady(burst: 30, pause: .seconds(1)), from: "one account", "reactions",
        "so that nobody makes pages flicker for others")
    package static let sendMessage = Self(
        "message", .steady(burst: 60, pause: .milliseconds(500)), from: "one account", "messages",
        "so that nobody floods others")
    package static let sendMessageHere = Self(
        "message here", .steady(burst: 60, pause: .seconds(1)), from: "one account in one conversation",
        "messages", "so that nobody floods others")
    package static let messageBytes = Self(
        "message bytes", .steady(burst: 32768, pause: .seconds(1)), from: "one account",
        "messages, in units of 64 bytes",
        "so that nobody fills the disk: 2 MiB at once is more than the longest day’s typing")
    package static let sendFile = Self(
        "file", .steady(burst: 100, pause: .seconds(6)), from: "one account", "files",
        "which is ten messages full of them at once; how much they are in all is a quota’s")
    package static let archive = Self(
        "archive", .steady(burst: 10, pause: .seconds(60)), from: "one account",
        "archives of all files of a conversation", "which may be gigabytes each")

    package static let all: [Self] = [
        .signInAccount, .signInAddress, .newDevice, .secondFactor, .prove, .codeAddress, .mailFromTo, .mailTo,
        .mailFrom, .authorize, .account, .signUpAddress, .saveProfile, .createChannel, .beginConversation,
        .beginOnFirstDay, .beginWhileNew, .membership, .feed, .readWeb, .search, .invite, .inviteByMail,
        .inviteByMailHere, .inviteByMailTo, .ask,
        .report, .moderate, .administer, .mark, .saveDraft, .react, .sendMessage, .sendMessageHere,
        .messageBytes,
        .sendFile, .archive,
    ]
}
