// ICU's functions carry the version in their names by macros that Swift does not read.

#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/uscript.h>

static inline int32_t icu_property(UChar32 c, UProperty property) { return u_getIntPropertyValue(c, property); }

/// The value of a decimal digit of any script; -1 for what is none.
static inline int32_t icu_digit(UChar32 c) { return u_charDigitValue(c); }

/// UTS #46, nontransitional, with what STD 3 and the rules for bidirectional text and joiners ask for. NULL where ICU has
/// no data.
static inline UIDNA *icu_open_idna(void) {
    UErrorCode error = U_ZERO_ERROR;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII
            | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        &error);
    return U_SUCCESS(error) ? idna : NULL;
}

/// A domain's name in ASCII. Returns its length, or -1 for what is no name.
static inline int32_t icu_domain(const UIDNA *idna, const char *name, int32_t length, char *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t count = uidna_nameToASCII_UTF8(idna, name, length, out, capacity, &info, &error);
    return U_SUCCESS(error) && info.errors == 0 ? count : -1;
}
