/// A page with everything it includes in place: only text, values, links and sections are left.
indirect enum FlatNode {
    case literal(String, Location)
    case value(Name, isRaw: Bool)
    case link(Link)
    case section(Name, isInverted: Bool, [FlatNode])
}
