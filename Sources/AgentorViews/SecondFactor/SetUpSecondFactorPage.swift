/// `/account/second-factor/set-up`: the secret for the app, and the code that shows the app has it.
package struct SetUpSecondFactorPage: FormPage {
    package var frame: PageFrame
    package var qrCode: QRCode?
    /// The secret, for typing.
    package var secret: String
    /// `otpauth://…`, for an app on the same device.
    package var enrolmentAddress: String
    package var fields: [Field]
    package var problem: String?

    package init(
        frame: PageFrame, enrolmentAddress: String, secret: String, fields: [Field], problem: String? = nil
    ) {
        self.frame = frame
        qrCode = QRCode(enrolmentAddress)
        self.enrolmentAddress = enrolmentAddress
        self.secret = secret
        self.fields = fields
        self.problem = problem
    }
}
