// ICU's functions carry the version in their names by macros that Swift does not read.

#include <stdbool.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

static inline int32_t icu_property(UChar32 c, UProperty property) { return u_getIntPropertyValue(c, property); }

/// The value of a decimal digit of any script; -1 for what is none.
static inline int32_t icu_digit(UChar32 c) { return u_charDigitValue(c); }

/// Whether a whole text is one emoji as keyboards send them (UTS #51, RGI_Emoji), fully qualified.
static inline bool icu_is_emoji(const UChar *text, int32_t length) {
    return u_stringHasBinaryProperty(text, length, UCHAR_RGI_EMOJI);
}

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

/// By the first strong character (UAX #9, P2 and P3).
static inline UBiDiDirection icu_direction(const UChar *text, int32_t length) {
    return ubidi_getBaseDirection(text, length);
}

/// NFKC with full case folding and without what is ignorable. Returns the length it has, or -1.
static inline int32_t icu_fold(const UChar *text, int32_t length, UChar *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&error);
    int32_t count = unorm2_normalize(folding, text, length, out, capacity, &error);
    return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR ? count : -1;
}

/// Normalisation form C. Returns the length it has, or -1.
static inline int32_t icu_compose(const UChar *text, int32_t length, UChar *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *composing = unorm2_getNFCInstance(&error);
    int32_t count = unorm2_normalize(composing, text, length, out, capacity, &error);
    return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR ? count : -1;
}

/// Full case folding, and nothing else. Returns the length it has, or -1.
static inline int32_t icu_fold_case(const UChar *text, int32_t length, UChar *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = u_strFoldCase(out, capacity, text, length, U_FOLD_CASE_DEFAULT, &error);
    return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR ? count : -1;
}

/// Points that say how a word of Arabic or Hebrew is read, which most people leave out, and the line that stretches Arabic. Not
/// those that make another letter of one (U+0653 to U+0655).
static inline bool icu_is_point(UChar32 c) {
    return (c >= 0x64B && c <= 0x652) || c == 0x670 || c == 0x640 ||
        (c >= 0x591 && c <= 0x5BD) || c == 0x5BF || c == 0x5C1 || c == 0x5C2 || c == 0x5C4 || c == 0x5C5 || c == 0x5C7;
}

/// What a character is in a text that is searched: decomposed for compatibility, in full case folding and without what does
/// not count there, which are accents (U+0300 to U+036F), points of Arabic and Hebrew, the dot of an i, and what cannot be
/// seen. "™" and "℠" stay, since their letters are not the word's before them. Writes at most 64 characters and returns how
/// many.
static inline int32_t icu_searchable(UChar32 c, UChar32 *out) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *decomposing = unorm2_getNFKDInstance(&error);
    UChar decomposed[64];
    int32_t length = U_SUCCESS(error) ? unorm2_getDecomposition(decomposing, c, decomposed, 64, &error) : -1;
    if (length < 0 || length > 64 || U_FAILURE(error) || c == 0x2120 || c == 0x2122) {
        length = 0;
        U16_APPEND_UNSAFE(decomposed, length, c);
    }
    int32_t count = 0;
    for (int32_t place = 0; place < length && count < 63;) {
        UChar32 part;
        U16_NEXT(decomposed, place, length, part);
        if (part >= 0x300 && part <= 0x36F) continue;
        if (icu_is_point(part)) continue;
        if (part >= 0x80 && u_hasBinaryProperty(part, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
        if (part == 0xDF || part == 0x1E9E) {
            // The only ones that are longer in full case folding, once they are decomposed.
            out[count++] = 's';
            out[count++] = 's';
        } else {
            out[count++] = part == 0x131 ? 'i' : u_foldCase(part, U_FOLD_CASE_DEFAULT);
        }
    }
    return count;
}

/// Canonical_Combining_Class: 0 for what is no mark, and for some marks.
static inline uint8_t icu_combining_class(UChar32 c) { return u_getCombiningClass(c); }

/// The one character that two are, in normalisation form C; -1 where they are two.
static inline UChar32 icu_compose_pair(UChar32 one, UChar32 other) {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *composing = unorm2_getNFCInstance(&error);
    return U_SUCCESS(error) ? unorm2_composePair(composing, one, other) : -1;
}

/// The confusables of UTS #39. NULL where ICU has no data.
static inline USpoofChecker *icu_open_confusables(void) {
    UErrorCode error = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&error);
    return U_SUCCESS(error) ? checker : NULL;
}

/// The skeleton of UTS #39. Returns the length it has, or -1.
static inline int32_t icu_skeleton(
    const USpoofChecker *checker, const UChar *text, int32_t length, UChar *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = uspoof_getSkeleton(checker, 0, text, length, out, capacity, &error);
    return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR ? count : -1;
}

/// Any script to lower-case ASCII, as far as that goes. NULL where ICU has no data.
static inline UTransliterator *icu_open_transliterator(void) {
    static const UChar rules[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode error = U_ZERO_ERROR;
    UTransliterator *transliterator = utrans_openU(rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    return U_SUCCESS(error) ? transliterator : NULL;
}

/// In place. Returns the length it has then, or -1 where there is no room for it.
static inline int32_t icu_transliterate(
    const UTransliterator *transliterator, UChar *text, int32_t length, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    int32_t limit = length;
    utrans_transUChars(transliterator, text, &length, capacity, 0, &limit, &error);
    return U_SUCCESS(error) ? length : -1;
}

/// What a language is called, by its code or a locale's, in the language of another. Returns the length it has, or -1 where ICU does
/// not know it.
static inline int32_t icu_language_name(const char *code, const char *in, UChar *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = uloc_getDisplayLanguage(code, in, out, capacity, &error);
    return U_SUCCESS(error) && error != U_USING_DEFAULT_WARNING ? count : -1;
}

/// The same for a country, by the code of a locale that has one ("_DE").
static inline int32_t icu_country_name(const char *locale, const char *in, UChar *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = uloc_getDisplayCountry(locale, in, out, capacity, &error);
    return U_SUCCESS(error) && error != U_USING_DEFAULT_WARNING ? count : -1;
}

/// The language of a locale, as its code. Returns its length, or -1.
static inline int32_t icu_language_of(const char *locale, char *out, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    int32_t count = uloc_getLanguage(locale, out, capacity, &error);
    return U_SUCCESS(error) ? count : -1;
}

static inline int32_t icu_locale_count(void) { return uloc_countAvailable(); }

static inline const char *icu_locale(int32_t index) { return uloc_getAvailable(index); }

/// The codes of all countries (ISO 3166-1), ended by NULL.
static inline const char *const *icu_countries(void) { return uloc_getISOCountries(); }
