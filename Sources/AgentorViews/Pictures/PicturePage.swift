import Forms
import FoundationEssentials

/// `/account/picture` and `/channels/{slug}/picture`: the picture somebody or a channel is seen with.
package struct PicturePage: FormPage {
    /// Whose it is.
    package enum Subject: Sendable {
        case viewer(PageFrame.Viewer)
        case channel(ChannelSummary)
    }

    package var frame: PageFrame
    package let viewer: PageFrame.Viewer?
    package let channel: ChannelSummary?
    package let fields: [Field]
    package let problem: String?

    /// - Parameters:
    ///   - field: the name of what a form sends files in.
    ///   - mostBytes: a file may have.
    package init(
        frame: PageFrame, of subject: Subject, field: String, mostBytes: Int64, error: String?,
        problem: String?
    ) {
        self.frame = frame
        switch subject {
        case .viewer(let viewer): (self.viewer, channel) = (viewer, nil)
        case .channel(let channel): (viewer, self.channel) = (nil, channel)
        }
        self.problem = problem
        let hint =
            "A JPEG, PNG, GIF, WebP, AVIF or HEIC file of up to \(sizeWords(mostBytes)). It is cut to a square around what stands out most."
        fields = [
            Field(
                FieldDescription(field, "Picture", hint: hint, control: .line(.text)), Entry("", error: error)
            )
        ]
    }

    package var heading: String { channel == nil ? "Your picture" : "Picture of the channel" }
    package var hasPicture: Bool { (viewer?.picture ?? channel?.picture) != nil }
    package var button: String { hasPicture ? "Save the new picture" : "Save the picture" }

    package var explanation: String {
        if let channel {
            return channel.isPrivate
                ? "Only members of the channel see it."
                : "Whoever knows the address of the picture can see it, also without an account, until it is changed or removed."
        }
        return
            "Whoever knows the address of your picture can see it, also without an account, until you change or remove it."
    }

    package var address: String { channel.map { Route.channel($0.slug, .picture) }.orOwn(.picture) }
    package var removal: String {
        channel.map { Route.channel($0.slug, .removePicture) }.orOwn(.removePicture)
    }
    package var back: String { channel.map { Route.channel($0.slug, .show) }.orOwn(.show) }
    package var backLabel: String { channel == nil ? "Back to your account" : "Back to the channel" }
}

extension Route? {
    fileprivate func orOwn(_ route: AccountRoute) -> String { (self ?? .account(route)).path }
}
