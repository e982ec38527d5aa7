/// The browser somebody proves who they are in.
package struct Arrival: Sendable {
    /// What its cookie holds so far. A session it opened ends when another begins.
    package let token: SessionToken
    /// What it is recognised by the next time.
    package let device: Secret
    /// For people: "Firefox on Linux".
    package let deviceName: String
    /// The network address it comes from.
    package let address: String

    package init(token: SessionToken, device: Secret, deviceName: String, address: String) {
        self.token = token
        self.device = device
        self.deviceName = String(deviceName.prefix(120))
        self.address = String(address.prefix(64))
    }
}
