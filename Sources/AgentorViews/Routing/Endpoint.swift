/// Who may come to an address. Whoever may not is led to where they can.
package enum Access: Sendable {
    case anybody
    /// Whoever sits at this machine.
    case loopback
    case signedIn
    /// Signed in, and has proved within the last ten minutes who they are.
    case signedInAndProved
    /// Here to stay, on the conditions as they are now.
    case settled
    /// Settled, and has proved within the last ten minutes who they are: for what is sensitive.
    case proved
    /// Settled, and has told who they are.
    case onboarded
    /// An administrator, settled, who has proved within the last ten minutes who they are. For everybody else there is nothing, however
    /// it is asked for.
    case administrator
}

/// What an address is: where it stands, what may be asked of it, what it takes to come there, and which page to go back
/// to from there. Each address of the site has one, in its feature's table.
package struct Endpoint<Table: RouteTable>: Sendable {
    package private(set) var conditions: Conditions
    let back: Back
    /// Where the page stands whose form is sent here, if not here.
    let form: Table?

    /// The page to come back to after a detour, such as signing in.
    package enum Back: Sendable {
        case here
        case to(Table)
        case elsewhere(Route)
    }

    fileprivate init(_ conditions: Conditions, back: Back, form: Table? = nil) {
        self.conditions = conditions
        self.back = back
        self.form = form
    }

    /// Which page has the form that is sent to a page's address.
    package enum Form: Sendable {
        case none
        case here
        case on(Table)
    }
}

extension Endpoint {
    /// The same, shown to an administrator who looks at the site as somebody sees it, too: it changes nothing, and holds no secret and
    /// nothing that was said to others.
    package var shownInViews: Self {
        var endpoint = self
        endpoint.conditions.inViews = .shown
        return endpoint
    }

    /// The same, and it ends what an administrator looks at.
    package var endsViews: Self {
        var endpoint = self
        endpoint.conditions.inViews = .ends
        return endpoint
    }
}

extension Endpoint where Table: AnsweredRoute {
    /// What people go to and come back to.
    package static func page(
        _ pattern: StaticString, for access: Access, form: Form = .none,
        identity: Conditions.Identity = .first, cache: Conditions.Cache = .kept, isFramed: Bool = false
    ) -> Self {
        var conditions = Conditions(pattern, access, identity: identity, cache: cache, isFramed: isFramed)
        conditions.isPage = true
        switch form {
        case .none: return Endpoint(conditions, back: .here)
        case .here:
            conditions.methods = .readingAndSending
            return Endpoint(conditions, back: .here)
        case .on(let page):
            conditions.methods = .readingAndSending
            return Endpoint(conditions, back: .here, form: page)
        }
    }

    /// A question on the way to something else, which nobody comes back to.
    package static func step(
        _ pattern: StaticString, for access: Access, back: Back = .elsewhere(.home(.dashboard)),
        cache: Conditions.Cache = .kept,
        hasSecretAddress: Bool = false
    ) -> Self {
        Endpoint(
            Conditions(
                pattern, access, methods: .readingAndSending, cache: cache, hasSecretAddress: hasSecretAddress
            ),
            back: back)
    }

    /// What a browser saves, and the page that leads to it.
    package static func file(
        _ pattern: StaticString, for access: Access, back: Back, identity: Conditions.Identity = .first
    ) -> Self {
        Endpoint(Conditions(pattern, access, identity: identity, cache: .never), back: back)
    }

    /// What a page shows as a part of itself. It never changes, and is asked for anew all the same: whoever may not see it any
    /// more does not.
    package static func picture(_ pattern: StaticString, for access: Access, back: Back) -> Self {
        Endpoint(Conditions(pattern, access, identity: .byAction), back: back)
    }

    /// What anybody may ask for who knows a name made of its bytes: it never changes, and nobody is identified for it.
    package static func lasting(_ pattern: StaticString) -> Self { .probe(pattern, for: .anybody) }

    /// What a form is sent to.
    package static func form(
        _ pattern: StaticString, for access: Access, back: Back, cache: Conditions.Cache = .kept
    ) -> Self {
        Endpoint(Conditions(pattern, access, methods: .sending, cache: cache), back: back)
    }

    /// What stands around something live: nobody is identified for it, and it never changes.
    package static func frame(_ pattern: StaticString) -> Self {
        Endpoint(
            Conditions(pattern, .anybody, identity: .notAsked, isFramed: true),
            back: .elsewhere(.home(.start)))
    }

    /// What programs ask, whoever runs them: nobody is identified for it.
    package static func probe(_ pattern: StaticString, for access: Access) -> Self {
        Endpoint(Conditions(pattern, access, identity: .notAsked), back: .elsewhere(.home(.start)))
    }
}

extension Endpoint where Table: HeldRoute {
    /// Asked for with GET alone.
    package static func held(
        _ pattern: StaticString, for access: Access, back: Back, identity: Conditions.Identity = .first,
        cache: Conditions.Cache = .kept, isFramed: Bool = false, hasSecretAddress: Bool = false
    ) -> Self {
        Endpoint(
            Conditions(
                pattern, access, methods: .waiting, identity: identity, cache: cache, isFramed: isFramed,
                hasSecretAddress: hasSecretAddress), back: back)
    }
}

/// An address as those see it who do not care which feature it belongs to.
package struct Conditions: Sendable {
    package enum Methods: Sendable {
        case reading, sending, readingAndSending
        /// GET alone: waiting says what has been read, and a HEAD says nothing.
        case waiting

        /// Whether what is there is read, and at once.
        package var isReading: Bool {
            switch self {
            case .reading, .readingAndSending: true
            case .sending, .waiting: false
            }
        }

        /// As the header `Allow` has it.
        package var allowed: String {
            switch self {
            case .reading: "GET, HEAD"
            case .sending: "POST"
            case .readingAndSending: "GET, HEAD, POST"
            case .waiting: "GET"
            }
        }
    }

    /// When it is asked who is signed in.
    package enum Identity: Sendable {
        /// Before anything else.
        case first
        /// By the action's own first statements, which saves a round trip.
        case byAction
        /// Never: nobody's affair.
        case notAsked
    }

    package enum Cache: Sendable {
        /// Kept by the browser for going back, so that half-typed text survives.
        case kept
        /// Lists, which are old at once, and what holds a secret or everything about somebody.
        case never
    }

    /// What becomes of it while an administrator looks at the site as somebody sees it.
    package enum InViews: Sendable {
        case refused
        /// Where it is read; what is sent is refused.
        case shown
        case ends
    }

    /// `/channels/{slug}/join`: what stands in braces is a parameter.
    package let pattern: StaticString
    package let access: Access
    package fileprivate(set) var methods: Methods
    package let identity: Identity
    package let cache: Cache
    /// Whether a page of this site may show it in a frame.
    package let isFramed: Bool
    /// Its query is a secret, which must not go along to where the page leads.
    package let hasSecretAddress: Bool
    /// Whether a person can go there and come back there after signing in.
    package fileprivate(set) var isPage = false
    package fileprivate(set) var inViews = InViews.refused

    fileprivate init(
        _ pattern: StaticString, _ access: Access, methods: Methods = .reading, identity: Identity = .first,
        cache: Cache = .kept, isFramed: Bool = false, hasSecretAddress: Bool = false
    ) {
        self.pattern = pattern
        self.access = access
        self.methods = methods
        self.identity = identity
        self.cache = cache
        self.isFramed = isFramed
        self.hasSecretAddress = hasSecretAddress
    }
}

/// The addresses of a feature that have the same parameters, one case each. What an address is stands in `endpoint` and
/// nowhere else.
package protocol RouteTable: CaseIterable, Hashable, Sendable {
    var endpoint: Endpoint<Self> { get }
}

/// Addresses that are answered at once.
package protocol AnsweredRoute: RouteTable {}

/// Addresses that are answered when somebody else has done something: in a conversation, or at a provider.
package protocol HeldRoute: RouteTable {}
