#include "CCommonPasswords.h"

// The compiler reads the list as it is: a literal of Swift of this size takes it minutes.
const unsigned char common_passwords[] = {
#embed "CommonPasswords.txt"
};
const size_t common_passwords_length = sizeof common_passwords;
