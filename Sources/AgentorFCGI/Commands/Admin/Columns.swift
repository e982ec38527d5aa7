/// Rows of text in columns as wide as their widest entry, two spaces apart, under a row of titles.
struct Columns {
    private let rows: [[String]]

    init<Entry>(_ titles: [String], _ entries: [Entry], _ row: (Entry) -> [String]) {
        rows = [titles] + entries.map(row)
    }

    /// Without a line break at the end, and without spaces at the ends of lines.
    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (entry, width) in zip(row, widths) {
                line += entry + String(repeating: " ", count: width - entry.count + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
