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

    /// The product's own name, which nobody has in theirs.
    package static let brand = "agentor"

    private static let called = Set((offices + ["somebody-who-left"]).map(PlainText.skeleton))
    private static let addressed = called.union((anybody + places).map(PlainText.skeleton))
    private static let brandSkeleton = PlainText.skeleton(brand)

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// Whether an address looks like one of them, or has the brand in it.
    package static func isReserved(slug: String) -> Bool {
        let skeleton = PlainText.skeleton(slug)
        return addressed.contains(skeleton) || skeleton.contains(brandSkeleton)
    }

    /// Whether a name looks like that of an office or of whoever is gone, or has the brand for a word.
    package static func isReserved(name: String) -> Bool {
        called.contains(PlainText.skeleton(name))
            || name.split(whereSeparator: \.isWhitespace).contains {
                PlainText.skeleton(String($0)) == brandSkeleton
            }
    }
}
