import Testing

@testable import FastCGI

@Suite("The state of an exchange")
struct ExchangeStateTests {
    private enum Event: CaseIterable { case started, watched, peerLeft, aborted, answered }

    private func run(_ events: [Event]) -> [String] {
        var state = ExchangeState.running
        let task = Task {}
        return events.map { event in
            let action =
                switch event {
                case .started: state.started(task)
                case .watched: state.watched()
                case .peerLeft: state.peerLeft()
                case .aborted: state.aborted()
                case .answered: state.answered(Response())
                }
            return switch action {
            case .nothing: "-"
            case .watch: "watch"
            case .cancel: "cancel"
            case .send: "send"
            case .unwatchAndSend: "unwatch, send"
            case .unwatchAndEnd: "unwatch, end"
            case .unwatchAndDiscard: "unwatch, discard"
            }
        }
    }

    @Test("a handler that answers at once is never watched")
    func inline() {
        #expect(run([.answered, .started]) == ["send", "-"])
    }

    @Test("a suspended handler is watched until it answers")
    func suspended() {
        #expect(run([.started, .watched, .answered]) == ["watch", "-", "unwatch, send"])
    }

    @Test("an answer on the way to the watch waits for it")
    func early() {
        #expect(run([.started, .answered, .watched]) == ["watch", "-", "unwatch, send"])
        #expect(run([.started, .answered, .peerLeft, .watched]) == ["watch", "-", "-", "unwatch, send"])
    }

    @Test("a departure cancels once and discards the answer")
    func departure() {
        #expect(
            run([.started, .watched, .peerLeft, .peerLeft, .answered])
                == ["watch", "-", "cancel", "-", "unwatch, discard"])
        #expect(
            run([.started, .peerLeft, .watched, .answered]) == ["watch", "cancel", "-", "unwatch, discard"])
    }

    @Test("a request that is taken back is cancelled once and ends without its answer")
    func aborted() {
        #expect(
            run([.started, .watched, .aborted, .peerLeft, .answered])
                == ["watch", "-", "cancel", "-", "unwatch, end"])
        #expect(run([.started, .aborted, .watched, .answered]) == ["watch", "cancel", "-", "unwatch, end"])
        #expect(run([.answered, .aborted]) == ["send", "-"])
    }

    @Test("in every order of events, an exchange ends exactly once and ends with an answer")
    func everyOrder() {
        func orders(_ rest: [Event]) -> [[Event]] {
            rest.isEmpty
                ? [[]]
                : rest.indices.flatMap { index in
                    var left = rest
                    let event = left.remove(at: index)
                    return orders(left).map { [event] + $0 }
                }
        }
        // A departure is seen, and a watch reported, only after the watch was asked for.
        let possible = orders([.started, .watched, .peerLeft, .answered, .aborted]).filter { order in
            guard let started = order.firstIndex(of: .started), let watched = order.firstIndex(of: .watched),
                let left = order.firstIndex(of: .peerLeft), let aborted = order.firstIndex(of: .aborted),
                let answered = order.firstIndex(of: .answered)
            else { return false }
            return started < watched && started < left && started < aborted && answered > started
        }
        #expect(possible.count > 10)
        for order in possible {
            let actions = run(order)
            #expect(
                actions.count { ["send", "end", "discard"].contains(where: $0.contains) } == 1,
                "\(order): \(actions)")
            #expect(actions.count { $0 == "cancel" } <= 1, "\(order): \(actions)")
        }
    }
}
