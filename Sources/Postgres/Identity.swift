/// On whose behalf a transaction runs: a custom setting, local to the transaction, that row level security
/// policies read with `nullif(current_setting(setting, true), '')`.
public struct Identity: Hashable, Sendable {
    /// The setting's name, with a dot in it: `application.user_id`.
    public let setting: String
    /// Who it is, or `""` for nobody.
    public let value: String

    public init(setting: String, value: String) {
        self.setting = setting
        self.value = value
    }

    /// Nobody. The setting is set all the same, so that it never is anyone else's.
    public static func nobody(setting: String) -> Identity {
        Identity(setting: setting, value: "")
    }
}
