/// What a page does, in order: the last form before Swift.
indirect enum Operation: Equatable {
    case literal(String)
    case value(Name, Sink)
    case link(Link)
    case section(Name, Repetition, [Operation])

    enum Repetition: Equatable {
        /// As often as the value has elements.
        case any
        /// Once or not at all: the content would mean something else after itself.
        case atMostOnce
        /// When the value is absent.
        case whenAbsent
    }
}
