"""Password hashing of Python libraries, by request: the lines of src/main.rs."""

import sys
import time

PASSWORD = b"correct horse battery staple"
SALT = b"sixteen bytes of"


def contender(library, function, numbers):
    """A call that computes one hash."""
    match library, function, numbers:
        case "argon2-cffi", "argon2id", [kib, passes, lanes]:
            from argon2.low_level import Type, hash_secret_raw

            return lambda: hash_secret_raw(PASSWORD, SALT, passes, kib, lanes, 32, Type.ID)
        case "libsodium", "argon2id", [kib, passes, 1]:
            from nacl.pwhash import argon2id

            return lambda: argon2id.kdf(32, PASSWORD, SALT, passes, kib * 1024)
        case "bcrypt-python", "bcrypt", [cost]:
            import bcrypt

            # 22 symbols of salt, the last of which has no spare bits set.
            salt = b"$2b$%02d$" % cost + b"abcdefghijklmnopqrstuu"
            return lambda: bcrypt.hashpw(PASSWORD, salt)
        case "hashlib", "pbkdf2-sha256", [rounds]:
            import hashlib

            return lambda: hashlib.pbkdf2_hmac("sha256", PASSWORD, SALT, rounds)
    raise ValueError(f"{library} does not compute this")


def measure(line):
    """Nanoseconds of one hash in the fastest repeat."""
    library, function, *numbers, repeats = line.split()
    call = contender(library, function, [int(number) for number in numbers])
    call()
    fastest = None
    for _ in range(int(repeats)):
        start = time.perf_counter_ns()
        call()
        taken = time.perf_counter_ns() - start
        fastest = taken if fastest is None else min(fastest, taken)
    return fastest


for request in sys.stdin:
    try:
        answer = measure(request)
    except Exception as error:  # A library that is missing or refuses: the reason is the answer.
        answer = "error: " + str(error).replace("\n", " ")
    print(answer, flush=True)
