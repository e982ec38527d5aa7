/// `/sign-in`.
package struct SignInPage: FormPage {
    package struct Provider: Sendable {
        package var label: String
        package var address: String

        package init(label: String, address: String) {
            self.label = label
            self.address = address
        }
    }

    package var frame: PageFrame
    /// The address to go to afterwards; the caller lets only addresses of this site through.
    package var next: String?
    /// Where a code by mail is asked for, which leads to the same place afterwards.
    package var codeAddress: String
    /// What has just been done, such as a changed password.
    package var notice: String?
    package var fields: [Field]
    package var problem: String?
    package var providers: [Provider]
    /// Offers a mail that unlocks the account.
    package var isLocked: Bool

    package init(
        frame: PageFrame, next: String? = nil, codeAddress: String, notice: String? = nil,
        fields: [Field], problem: String? = nil, providers: [Provider] = [], isLocked: Bool = false
    ) {
        self.frame = frame
        self.next = next
        self.codeAddress = codeAddress
        self.notice = notice
        self.fields = fields
        self.problem = problem
        self.providers = providers
        self.isLocked = isLocked
    }

    package var hasProviders: Bool { !providers.isEmpty }
}
