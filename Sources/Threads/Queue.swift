/// First in, first out. Both ends cost the same, however long it is. Inlinable, so that it is compiled for what other
/// targets put into it.
package struct Queue<Element> {
    @usableFromInline var elements: [Element?] = []
    @usableFromInline var next = 0

    @inlinable package init() {}

    @inlinable package mutating func append(_ element: Element) { elements.append(element) }

    @inlinable package mutating func pop() -> Element? {
        guard next < elements.count else { return nil }
        defer {
            elements[next] = nil
            next += 1
            if next == elements.count {
                elements.removeAll(keepingCapacity: elements.count < 1024)
                next = 0
            } else if next >= 1024, next * 2 >= elements.count {
                // Under a load that never lets the queue become empty.
                elements.removeFirst(next)
                next = 0
            }
        }
        return elements[next]
    }
}
