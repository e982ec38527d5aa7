/// `/onboarding`: the choice between offering and needing services.
package struct OnboardingPage: Sendable {
    package var frame: PageFrame

    package init(frame: PageFrame) {
        self.frame = frame
    }
}
