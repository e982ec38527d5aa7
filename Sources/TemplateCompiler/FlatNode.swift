/// A page with everything it includes in place: only text, values and sections are left.
indirect enum FlatNode {
    case literal(String, Location)
    case value(Name, isRaw: Bool)
    case section(Name, isInverted: Bool, [FlatNode])
}
