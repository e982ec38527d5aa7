/// What rates are told in.
package enum Currency {
    private static let signs = [
        "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "ILS": "₪", "UAH": "₴",
        "VND": "₫",
        "NGN": "₦", "TRY": "₺", "PHP": "₱",
    ]

    /// "€85", or "CHF 120" where the sign would be ambiguous or is a word.
    package static func text(_ amount: Int, _ currency: String?) -> String {
        let digits = grouped(amount)
        guard let currency else { return digits }
        return signs[currency].map { $0 + digits } ?? "\(currency)\u{A0}\(digits)"
    }

    /// "12,500".
    private static func grouped(_ amount: Int) -> String {
        let digits = Array(String(amount))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
