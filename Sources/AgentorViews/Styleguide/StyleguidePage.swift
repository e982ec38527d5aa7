import Forms
import FoundationEssentials
import Messaging
import TemplateRuntime

/// `/styleguide`: every part pages are made of, by its own template, in every state, with samples of what people may write.
package struct StyleguidePage: FormPage {
    package var frame: PageFrame

    package init(frame: PageFrame) { self.frame = frame }

    /// A value of `static/agentor.css`.
    package struct Colour: Sendable {
        package let name: String
        package let purpose: String
        package var fill: String { "var(--\(name))" }
    }

    package let colours = [
        Colour(name: "paper", purpose: "the page"), Colour(name: "sheet", purpose: "what lies on it"),
        Colour(name: "shade", purpose: "what is set back"), Colour(name: "ink", purpose: "text"),
        Colour(name: "quiet", purpose: "second text"), Colour(name: "line", purpose: "only divides"),
        Colour(name: "edge", purpose: "borders of fields"), Colour(name: "accent", purpose: "what acts"),
        Colour(name: "accent-deep", purpose: "pointed at"),
        Colour(name: "on-accent", purpose: "text on accent"),
        Colour(name: "wash", purpose: "chosen, yours"), Colour(name: "wash-line", purpose: "around it"),
        Colour(name: "straw", purpose: "new, waiting"), Colour(name: "straw-line", purpose: "around it"),
        Colour(name: "straw-ink", purpose: "text on straw"), Colour(name: "wrong", purpose: "errors, loss"),
        Colour(name: "wrong-wash", purpose: "behind errors"),
    ]

    // MARK: People and places

    private static let longWord = String(repeating: "Donaudampfschifffahrt", count: 6)

    private static func person(
        _ number: UInt8, _ name: String, handle: String? = nil, role: Role = .member,
        hasLookAlike: Bool = false
    ) -> Participant {
        var bytes = UUID(uuidString: "00000000-0000-4000-8000-000000000000")!.uuid
        bytes.15 = number
        return Participant(
            id: ParticipantID(rawValue: UUID(uuid: bytes)), name: name, handle: handle, role: role,
            hasLookAlike: hasLookAlike)
    }

    private static let hana = person(1, "Hana Sato", handle: "hana", role: .admin)
    private static let okafor = person(6, "Ada Okafor", handle: "ada", role: .moderator)
    private static let yasmin = person(2, "ياسمين الحداد", handle: "yasmin")
    private static let twin = person(3, "Hаna Sato", handle: "hana.sato", hasLookAlike: true)
    private static let endless = person(4, longWord)

    /// One of each hue, in writings whose initials differ in shape.
    package let people = [
        person(0, "Daniel López"), hana, yasmin, twin, endless, person(5, "渡辺 さくら"), okafor,
        person(7, "Þóra"),
    ]

    /// One of each hue.
    package let places = "habcdefg".map { letter in
        ChannelSummary(
            slug: String(letter), name: "Place", description: "", isPrivate: letter == "c", memberCount: 1)
    }

    package let channels = {
        var busy = ChannelSummary(
            slug: "leases", name: "Leases, read together",
            description: "Bring the clause.\nWe read it aloud.",
            isPrivate: false, memberCount: 12)
        busy.unread = 7
        busy.activity = Moment(datetime: "2026-11-27T15:20:00Z", label: "2 hours ago")
        var crowded = ChannelSummary(
            slug: "crowded", name: longWord, description: longWord, isPrivate: true, memberCount: 1)
        crowded.unread = 120
        crowded.activity = busy.activity
        let arabic = ChannelSummary(
            slug: "arabic", name: "ملصقات بالعربية", description: "للمتاجر الصغيرة.", isPrivate: false,
            memberCount: 3)
        return [busy, crowded, arabic]
    }()

    // MARK: Forms

    package let fields: [Field] = {
        func field(
            _ name: String, _ label: String, hint: String? = nil, _ control: FieldDescription.Control,
            isRequired: Bool = true, limit: Int? = nil, value: String = "", error: String? = nil
        ) -> Field {
            var description = FieldDescription(name, label, hint: hint, control: control)
            description.isRequired = isRequired
            description.limits.characters = limit
            return Field(description, Entry(value, error: error))
        }
        let answers: [FieldDescription.Choice] = [
            .init("one", "One answer", hint: "With what follows from it."),
            .init("other", "Another, without a hint"),
        ]
        return [
            field(
                "line", "A line", hint: "Says what is wanted, with an example.", .line(.text),
                value: "Its value"),
            field("optional", "A line that may stay empty", .line(.text), isRequired: false, limit: 80),
            field(
                "line-error", "A line with an error", hint: "A whole number.", .line(.numeric), value: "85,–",
                error: "The rate must be a whole number, like 85."),
            field("arabic", "A line from right to left", .line(.text), value: "ياسمين الحداد"),
            field("email", "An email address", .line(.email), value: "ada@example.org"),
            field("password", "A password", .line(.password), error: "Enter a password."),
            field("lines", "Several lines", .lines, limit: 500, value: "The first\nand the second"),
            field("lines-error", "Several lines with an error", .lines, error: "Write something first."),
            field("select", "One of a list", .select(answers), value: "one"),
            field(
                "select-error", "One of a list, with an error", .select(answers),
                error: "Choose one of the answers."),
            field("radios", "One of a few", .radios(answers), value: "one"),
            field(
                "radios-error", "One of a few, with an error", .radios(answers),
                error: "Choose one of the answers."),
        ]
    }()
    package var problem: String? { "The email and the password do not belong together." }
    package let notice = "Your name was changed."
    package let meanwhile: Meanwhile? = Meanwhile(rows: [
        Meanwhile.Row(label: "Headline", saved: "Labels for jars", typed: "Labels and boxes"),
        Meanwhile.Row(label: "About you", saved: "", typed: "From the first sketch to the proof."),
    ])
    package let hasFeed = true
    package let made: String? = "https://agentor.example/feed/of-\(longWord)"

    /// Somebody who is there in each way, and who is not.
    package struct Face: Sendable, Avatar {
        package let name = "Ada Lovelace"
        package let face = UUID(uuidString: "00000000-0000-4000-8000-000000000003") ?? UUID()
        package let picture: String? = nil
        package let presence: PresenceStatus?
    }
    package let faces = (PresenceStatus.allCases + [nil]).map(Face.init)

    // MARK: Pictures and files

    /// A picture of which only the colours are there, which a page has without asking for anything.
    private static func picture(
        _ width: Int, _ height: Int, _ description: String = "", fallback: String = "jpg"
    ) -> MessageFile {
        MessageFile(
            id: hana.id.rawValue, name: "shelf.jpg", type: "image/jpeg", label: "Picture", size: 1_300_000,
            description: description,
            picture: MessageFile.Picture(
                width: width, height: height, isAnimated: false,
                placeholder: [
                    "#cfe3f0", "#d8e8f0", "#dfe9ec", "#cfe0ea", "#b8513c", "#f0dfb4", "#33514e", "#b8513c",
                    "#8a6a4a", "#a98a66", "#8f7352", "#7d6347",
                ], webPWidths: [], widths: [], fallback: fallback))
    }

    private static func file(_ name: String, _ label: String, _ size: Int64) -> MessageFile {
        MessageFile(
            id: hana.id.rawValue, name: name, type: "application/octet-stream", label: label, size: size)
    }

    /// What hangs on messages: each number of pictures, each shape, files, and both.
    package let fileLists: [MessageFiles] = {
        let lists: [[MessageFile]] = [
            [picture(4032, 3024, "The shop from the street")], [picture(900, 1600)], [picture(5000, 400)],
            [picture(24, 24, fallback: "png")], Array(repeating: picture(4032, 3024), count: 2),
            Array(repeating: picture(900, 1600), count: 3), Array(repeating: picture(4032, 3024), count: 4),
            Array(repeating: picture(4032, 3024), count: 7),
            [file("two-reds-at-jar-size.pdf", "PDF", 1_258_291)],
            [
                picture(4032, 3024), file("عقد الإيجار.docx", "Word document", 48_000),
                file(longWord, "ZIP", 900),
            ],
        ]
        return lists.compactMap { files in
            MessageFiles(
                Message(
                    id: hana.id.rawValue, sequence: 1, changed: 1, author: hana, text: "",
                    sentAt: Date(timeIntervalSince1970: 0), files: files), of: "styleguide")
        }
    }()

    /// With files that are sent already, and one that was refused.
    package let attach = AttachField(
        pending: [
            .init(id: hana.id.rawValue, name: "two-reds-at-jar-size.pdf", words: "PDF, 1.2 MB"),
            .init(
                id: okafor.id.rawValue, name: longWord, words: "Picture, 300 KB",
                thumbnail: "/static/favicon.svg"),
        ], error: "lease.exe: Files of this kind cannot be sent.")

    // MARK: The conversation

    private static let reactions = ReactionDraft.usual + ["👩🏽‍🌾", "🇵🇹", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣"]

    /// A day line, a first message and those that continue it, marks, and what is hard to lay out.
    package let messages: Markup = {
        func item(
            _ sequence: Int64, _ author: Participant, minute: Int, _ text: String, day: Int = 27,
            isEdited: Bool = false, isDeleted: Bool = false, reactions: [Reaction] = [],
            replies: Int = 0, quote: Quote? = nil,
            isPinned: Bool = false
        ) -> MessageItem {
            let time = "\(15 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
            let message = Message(
                id: author.id.rawValue, sequence: sequence, changed: sequence, author: author, text: text,
                sentAt: Date(timeIntervalSince1970: Double(day * 24 * 60 + minute) * 60),
                editedAt: isEdited
                    ? Date(timeIntervalSince1970: Double(day * 24 * 60 + minute + 1) * 60) : nil,
                isDeleted: isDeleted, reactions: reactions, isPinned: isPinned,
                replies: replies == 0
                    ? nil
                    : Replies(count: replies, lastSequence: 99, lastSentAt: Date(timeIntervalSince1970: 0)),
                quote: quote)
            return MessageItem(
                message, of: "styleguide", sent: Moment(datetime: "2026-11-\(day)T\(time)Z", label: time),
                day: "2026-11-\(day)", dayLabel: "\(day == 27 ? "Friday" : "Saturday"), \(day) November 2026",
                lastReply: Moment(datetime: "2026-11-28T16:12Z", label: "28 November, 16:12"))
        }
        let items = [
            item(1, hana, minute: 0, "The name sits below the fold of the hand."),
            item(2, hana, minute: 2, "Goes on soon after, so the name is not shown again."),
            item(3, hana, minute: 4, "A second line\nand a link: https://example.org/labels?size=three"),
            item(4, okafor, minute: 20, "Of somebody else, who had read up to here."),
            item(5, yasmin, minute: 21, "يمكن طباعة الملصق غدًا، والسعر 85 يورو."),
            item(6, twin, minute: 22, "A name that looks like another’s here is marked."),
            item(7, endless, minute: 30, longWord + longWord),
            item(8, endless, minute: 31, longWord + longWord),
            item(9, okafor, minute: 30, "On another day.", day: 28),
            item(
                10, hana, minute: 40,
                """
                # A heading
                **Strong**, *emphasised*, ~~struck out~~, `code` and [a link](https://example.org):

                - a list
                - in which
                  1. another
                  2. lies

                > A quote
                > of two lines

                ```
                width:  48 mm
                ```

                ---
                And the end.
                """, day: 28, isEdited: true),
            item(11, hana, minute: 41, "Goes on soon after, and was changed.", day: 28, isEdited: true),
            item(12, hana, minute: 42, "", day: 28, isDeleted: true),
            item(13, yasmin, minute: 43, "**شكراً**:\n\n> اقتباس", day: 28),
            item(
                14, hana, minute: 44, "With what people reacted with.", day: 28,
                reactions: zip(reactions, 1...).map { Reaction(emoji: $0, count: $1 * $1 * $1) }),
            item(
                15, okafor, minute: 45, "Which answers another, and has a thread.", day: 28, replies: 4,
                quote: Quote(sequence: 13, author: "ياسمين الحداد", words: "اقتباس")),
            item(16, hana, minute: 46, "Pinned, for everybody to find.", day: 28, isPinned: true),
        ]
        return ChannelMessagesFragment(messages: items.marked()).rendered()
            .marked([
                4: [MessageMark(.lastRead, "New messages")], 5: [MessageMark(.seen, "Seen by Ada and Ben")],
                14: [MessageMark(reactedWith: ["❤️", "👩🏽‍🌾"])], 15: [MessageMark(.newReplies, "New replies")],
            ])
    }()
}
