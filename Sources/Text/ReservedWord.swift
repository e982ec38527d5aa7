/// Words that stand for whoever runs a site, for everybody on it, or for places of it: nobody is called so and nothing
/// of somebody's has them as its address, in whatever letters that look like them.
package enum ReservedWord {
    /// Whoever runs a site, as slugs.
    static let offices = words(
        """
        abuse admin administration administrator administrators admins billing bot ceo compliance contact
        customer-service customer-support daemon editor editors founder founders help help-desk hostmaster info
        legal mailer-daemon mod moderation moderator moderators mods news no-reply official operator operators
        owner owners payments postmaster press privacy root safety sales security service staff superuser
        support sysadmin system team trust trust-and-safety verification verified webmaster
        """)

    /// What no word of a name is, wherever it stands: it would be read as a badge.
    private static let ranks = words(
        """
        admin admins administration administrator administrators moderation moderator moderators official
        superuser sysadmin verified webmaster
        """)

    /// Whom pages call so: the viewer, and all.
    private static let called = words("all channel everybody everyone here me myself somebody-who-left you")

    /// Everybody, and nobody.
    static let anybody = words(
        """
        all anonymous channel everybody everyone guest here me myself nobody none null somebody undefined
        unknown user users you
        """)

    static let places = words(
        """
        about account accounts agents api app assets blog briefs categories channels clients dashboard docs
        download edit favicon feed files home inbox index invite jobs login logout mail messages metrics new
        notifications onboarding pricing profile profiles register reports robots rules search services settings
        sign-in sign-out sign-up sitemap static status studio terms topics welcome well-known www
        """)

    /// Words that would have a title speak for whoever runs the site where they are all of it. What people talk about and
    /// sell ("News", "Sales", "Security") is not among them.
    private static let voices =
        ranks
        + words(
            """
            customer-service customer-support help help-desk hostmaster mailer-daemon mod mods no-reply operator operators
            postmaster staff support system trust-and-safety verification
            """)

    /// The product's own name, which nobody has in theirs.
    package static let brand = "agentor"

    private static let names = Set((offices + called).map(PlainText.skeleton))
    private static let parts = Set((ranks + [brand]).map(PlainText.skeleton))
    private static let spoken = Set(voices.map(PlainText.skeleton))
    private static let official = Set(ranks.map(PlainText.skeleton))
    private static let addressed = names.union((anybody + places).map(PlainText.skeleton))
    private static let brandSkeleton = PlainText.skeleton(brand)

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// Whether an address looks like one of them, or has the brand in it.
    package static func isReserved(slug: String) -> Bool {
        let skeleton = PlainText.skeleton(slug)
        return addressed.contains(skeleton) || skeleton.contains(brandSkeleton)
    }

    /// Whether a name looks like that of an office or of whoever is gone, has the brand or a rank for a word, or says an office
    /// beside a name, as in "Ada (support)".
    package static func isReserved(name: String) -> Bool {
        names.contains(PlainText.skeleton(name))
            || words(of: name).contains { parts.contains($0) || isOfBrand($0) }
            || asides(of: name).contains { names.contains(PlainText.skeleton($0)) }
    }

    /// Whether a title (of a channel, a service, a work, a company, or what somebody says they are) reads as if whoever runs the
    /// site spoke: it has the brand for a word, all of it is a word for them, or a rank stands in brackets in it.
    package static func isReserved(title: String) -> Bool {
        spoken.contains(PlainText.skeleton(title)) || words(of: title).contains(where: isOfBrand)
            || bracketed(in: title).contains { official.contains(PlainText.skeleton($0)) }
    }

    /// Whether a word looks like the brand, alone or grown together with an office: "AgentorSupport".
    private static func isOfBrand(_ skeleton: String) -> Bool {
        if skeleton.hasPrefix(brandSkeleton) {
            let rest = String(skeleton.dropFirst(brandSkeleton.count))
            if rest.isEmpty || names.contains(rest) { return true }
        }
        return skeleton.hasSuffix(brandSkeleton)
            && names.contains(String(skeleton.dropLast(brandSkeleton.count)))
    }

    /// What stands in brackets or quotation marks.
    private static func bracketed(in title: String) -> [String] {
        title.split(omittingEmptySubsequences: false, whereSeparator: isBracket).dropFirst().map(String.init)
    }

    /// What the words of a name look like. Letters that stand alone, three or more in a row, are a word.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var spelt: [Substring] = []
        func end() {
            if spelt.count > 2 { words.append(PlainText.skeleton(spelt.joined())) }
            spelt = []
        }
        for word in name.split(whereSeparator: { !($0.isLetter || $0.isNumber) }) {
            if word.count == 1 {
                spelt.append(word)
            } else {
                end()
                words.append(PlainText.skeleton(String(word)))
            }
        }
        end()
        return words
    }

    /// What stands beside a name in it: in brackets, or behind a comma, a stroke or a sign between spaces.
    private static func asides(of name: String) -> [String] {
        var parts: [String] = [""]
        for word in name.split(whereSeparator: \.isWhitespace) {
            if !word.contains(where: { $0.isLetter || $0.isNumber }) {
                parts.append("")
                continue
            }
            parts[parts.count - 1] += " "
            for character in word {
                if isBracket(character) || ",;:/|\\•".contains(character) {
                    parts.append("")
                } else {
                    parts[parts.count - 1].append(character)
                }
            }
        }
        // "Press, Ada" is the other way to write a name.
        let isFirst = name.first.map { !isBracket($0) } ?? true
        return parts.dropFirst(isFirst ? 1 : 0).filter { $0.contains { !$0.isWhitespace } }
    }

    private static func isBracket(_ character: Character) -> Bool {
        switch character.unicodeScalars.first?.properties.generalCategory {
        case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation: character != "’"
        default: "<>".contains(character)
        }
    }
}
