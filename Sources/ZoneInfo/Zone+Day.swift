extension Zone {
    /// The first second, counted from 1970, of a calendar day in the zone. On a day that begins with an hour clocks leave out
    /// it is the first they show; of a day they leave out, of the next one.
    package func start(of day: CivilTime.Day) -> Int {
        let midnight = day.number * CivilDay.seconds
        // Zones are set by a day at most.
        let before = midnight - offset(at: midnight - CivilDay.seconds)
        let after = midnight - offset(at: midnight + CivilDay.seconds)
        if before + offset(at: before) == midnight { return before }
        if after + offset(at: after) == midnight { return after }
        // No clock shows it: what comes first after it.
        var (low, high) = (min(before, after), max(before, after))
        while low < high {
            let middle = (low + high) >> 1
            if middle + offset(at: middle) < midnight { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
