#include <stddef.h>

/// Passwords people are known to use: one on a line, in lower case, sorted by their bytes.
extern const unsigned char common_passwords[];
extern const size_t common_passwords_length;

/// Swift cannot see an array of unknown length.
static inline const unsigned char *common_passwords_start(void) { return common_passwords; }
