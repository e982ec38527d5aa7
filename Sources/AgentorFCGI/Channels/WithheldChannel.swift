import Messaging

/// What those in a channel read that moderators have closed, or look at.
extension Channel {
    static let withheldWords =
        "Moderators have closed this channel, or look at it just now. Everything can be read, nothing more is said in it, and nobody new finds it."

    /// Those in charge of it do not open it.
    func refuseWithheld() throws {
        guard isWithheld else { return }
        throw FormProblem(
            "\(Self.withheldWords) Until they open it again, or an appeal does, nobody else can.")
    }
}
