import Forms

/// What rates are told in.
package enum Currency {
    /// ISO 4217, with what it is called.
    package static let choices: [FieldDescription.Choice] = [
        ("EUR", "Euro"), ("USD", "US dollar"), ("GBP", "Pound sterling"), ("CHF", "Swiss franc"),
        ("AED", "UAE dirham"), ("ARS", "Argentine peso"), ("AUD", "Australian dollar"),
        ("BDT", "Bangladeshi taka"),
        ("BGN", "Bulgarian lev"), ("BRL", "Brazilian real"), ("CAD", "Canadian dollar"),
        ("CLP", "Chilean peso"),
        ("CNY", "Chinese yuan"), ("COP", "Colombian peso"), ("CZK", "Czech koruna"), ("DKK", "Danish krone"),
        ("EGP", "Egyptian pound"), ("GHS", "Ghanaian cedi"), ("HKD", "Hong Kong dollar"),
        ("HUF", "Hungarian forint"),
        ("IDR", "Indonesian rupiah"), ("ILS", "Israeli new shekel"), ("INR", "Indian rupee"),
        ("JPY", "Japanese yen"),
        ("KES", "Kenyan shilling"), ("KRW", "South Korean won"), ("MAD", "Moroccan dirham"),
        ("MXN", "Mexican peso"),
        ("MYR", "Malaysian ringgit"), ("NGN", "Nigerian naira"), ("NOK", "Norwegian krone"),
        ("NZD", "New Zealand dollar"), ("PEN", "Peruvian sol"), ("PHP", "Philippine peso"),
        ("PKR", "Pakistani rupee"),
        ("PLN", "Polish złoty"), ("RON", "Romanian leu"), ("RSD", "Serbian dinar"), ("SAR", "Saudi riyal"),
        ("SEK", "Swedish krona"), ("SGD", "Singapore dollar"), ("THB", "Thai baht"), ("TRY", "Turkish lira"),
        ("TWD", "New Taiwan dollar"), ("TZS", "Tanzanian shilling"), ("UAH", "Ukrainian hryvnia"),
        ("UGX", "Ugandan shilling"), ("VND", "Vietnamese đồng"), ("ZAR", "South African rand"),
    ].map { .init($0.0, "\($0.0), \($0.1)") }

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
