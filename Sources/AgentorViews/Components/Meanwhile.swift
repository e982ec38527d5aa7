/// What has been saved while a form was open in another tab, where that differs from what the form says.
package struct Meanwhile: Sendable {
    package struct Row: Sendable {
        package var label: String
        package var saved: String
        package var typed: String

        package init(label: String, saved: String, typed: String) {
            self.label = label
            self.saved = saved
            self.typed = typed
        }

        package var isSavedEmpty: Bool { saved.isEmpty }
        package var isTypedEmpty: Bool { typed.isEmpty }
    }

    package var rows: [Row]

    package init(rows: [Row]) { self.rows = rows }
}
