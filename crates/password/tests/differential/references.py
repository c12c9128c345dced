"""The libraries that Countersign is compared with, one Reference for each of their formats."""

import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Callable, Optional

import argon2.low_level as argon2
import bcrypt
import django
import passlib.hash
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from werkzeug.security import check_password_hash, generate_password_hash

settings.configure(
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers." + name
        for name in (
            "PBKDF2PasswordHasher",
            "PBKDF2SHA1PasswordHasher",
            "Argon2PasswordHasher",
            "BCryptSHA256PasswordHasher",
            "BCryptPasswordHasher",
            "ScryptPasswordHasher",
            "MD5PasswordHasher",
        )
    ]
)
django.setup()

from django.contrib.auth import hashers  # noqa: E402 (it wants the settings first)

MEMORY_LIMIT = 1 << 28


@dataclass
class Reference:
    """A format of one library: makes hashes (or not), accepts passwords, has Countersign make them."""

    name: str
    make: Optional[Callable]  # rng, password -> hash string
    check: Callable  # hash string, password -> bool; may raise on what it refuses
    ours: Optional[Callable] = None  # rng -> scheme and cost, for `hash`
    takes: Callable = lambda password: True
    truncates: Callable = lambda password: False

    def accepts(self, stored, password):
        """What the library raises about is not accepted."""
        try:
            return bool(self.check(stored, password))
        except Exception:  # noqa: BLE001 (each library has its own)
            return False


def salt(rng, least=16, most=16, alphabet=None):
    alphabet = alphabet or "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(least, most)))


LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def b64(raw):
    return base64.b64encode(raw).decode()


def up_to(limit):
    return lambda password: len(password.encode()) <= limit


def over_72(password):
    return len(password.encode()) > 72


# argon2-cffi


def argon2_make(rng, password):
    kind = rng.choice([argon2.Type.D, argon2.Type.I, argon2.Type.ID])
    lanes = rng.randint(1, 4)
    version = rng.choice([16, 19])
    stored = argon2.hash_secret(
        password.encode(),
        rng.randbytes(rng.randint(8, 64)),
        time_cost=rng.randint(1, 4),
        memory_cost=rng.randint(8 * lanes, 8 * lanes + 300),
        parallelism=lanes,
        hash_len=rng.randint(4, 128),
        type=kind,
        version=version,
    ).decode()
    # What the reference wrote before it wrote versions.
    return stored.replace("$v=16", "") if rng.random() < 0.5 else stored


def argon2_check(stored, password):
    kinds = {"argon2id": argon2.Type.ID, "argon2i": argon2.Type.I, "argon2d": argon2.Type.D}
    return argon2.verify_secret(stored.encode(), password.encode(), kinds[stored.split("$")[1]])


def argon2_ours(rng):
    lanes = rng.randint(1, 4)
    return f"argon2id {rng.randint(8 * lanes, 400)} {rng.randint(1, 3)} {lanes}"


# PyPI's bcrypt, and crypt(3)


def bcrypt_make(rng, password):
    made = bcrypt.gensalt(rng.randint(4, 6), rng.choice([b"2a", b"2b"]))
    stored = bcrypt.hashpw(password.encode()[:72], made).decode()
    return stored.replace("$2b$", rng.choice(["$2b$", "$2y$"]))


BCRYPT = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def without_padding(stored):
    """Clears the bits that belong to no byte: 4 after bcrypt's salt, 2 after its tag.

    Some implementations set them. Passlib clears them, libxcrypt those of the salt; PyPI's bcrypt
    compares whole strings.
    """
    shape = re.fullmatch(r"(.*\$2[abxy]\$\d\d\$)([./A-Za-z0-9]{53})", stored)
    if not shape:
        return stored
    head, body = shape.groups()
    salt_end, tag_end = BCRYPT.index(body[21]) & 48, BCRYPT.index(body[52]) & 60
    return head + body[:21] + BCRYPT[salt_end] + body[22:52] + BCRYPT[tag_end]


def bcrypt_check(stored, password):
    return bcrypt.checkpw(password.encode()[:72], without_padding(stored).encode())


def bcrypt_ours(rng):
    return f"bcrypt {rng.randint(4, 6)}"


LIBCRYPT = ctypes.CDLL(ctypes.util.find_library("crypt"))
LIBCRYPT.crypt.restype = ctypes.c_char_p


def crypt(password, setting):
    if "\0" in password or "\0" in setting:
        return None
    made = LIBCRYPT.crypt(password.encode(), setting.encode())
    return None if made is None or made.startswith(b"*") else made.decode()


def crypt_check(stored, password):
    stored = without_padding(stored)
    return crypt(password, stored) == stored


def crypt_reference(name, setting, ours=None, truncates=lambda password: False):
    """crypt(3) takes passwords of up to 512 bytes."""

    def make(rng, password):
        made = crypt(password, setting(rng))
        assert made, f"crypt(3) refuses its own setting for {name}"
        return made

    return Reference(f"{name} (libxcrypt)", make, crypt_check, ours, up_to(511), truncates)


def bcrypt_setting(variant):
    # Of the last symbol only two bits belong to the salt.
    return lambda rng: f"${variant}${rng.randint(4, 6):02}${salt(rng, 21, 21)}{rng.choice('.Oeu')}"


def sha_crypt_setting(ident):
    def setting(rng):
        rounds = rng.choice(["", f"rounds={rng.randint(1000, 3000)}$"])
        return f"${ident}${rounds}{salt(rng, 1, 16)}$"

    return setting


def scrypt7_setting(rng):
    symbols = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return f"$7${symbols[rng.randint(4, 10)]}{symbols[rng.randint(1, 8)]}..../....{salt(rng, 1, 22)}"


def yescrypt_setting(rng):
    return f"$y$j{rng.choice('5678')}5${salt(rng, 4, 4)}"


# Passlib (libpass)


def passlib_reference(name, handler, ours=None, least=None, most=None, takes=None, **costs):
    """Costs are drawn for each hash: a constant, or a function of the random source."""

    def make(rng, password):
        drawn = {key: it(rng) if callable(it) else it for key, it in costs.items()}
        sizes = {"salt_size": rng.randint(least, most)} if least is not None else {}
        return handler.using(**drawn, **sizes).hash(password)

    def check(stored, password):
        return handler.verify(password, stored)

    return Reference(f"{name} (Passlib)", make, check, ours, takes or (lambda password: True))


def rounds(least, most):
    return lambda rng: rng.randint(least, most)


def scrypt_ours(rng):
    return f"scrypt {rng.randint(2, 10)} {rng.randint(1, 8)} {rng.randint(1, 3)}"


def pbkdf2_ours(digest):
    return lambda rng: f"pbkdf2-{digest} {rng.randint(1000, 3000)}"


# Django


def django_reference(name, hasher, takes=None, truncates=lambda password: False, **costs):
    def make(rng, password):
        made = hasher()
        for key, draw in costs.items():
            setattr(made, key, draw(rng))
        fresh = made.salt() if "bcrypt" in name else salt(rng, 12, 22, LETTERS)
        return made.encode(password, fresh)

    def check(stored, password):
        return hasher().verify(password, without_padding(stored))

    return Reference(f"{name} (Django)", make, check, None, takes or (lambda p: True), truncates)


# Werkzeug


def werkzeug_reference(name, method):
    def make(rng, password):
        return generate_password_hash(password, method(rng), salt_length=rng.randint(8, 24))

    return Reference(f"{name} (Werkzeug)", make, check_password_hash)


# Formats without a library in Python, from their primitives


def spring_digest(name, digest):
    def check(stored, password):
        salted, tag = re.fullmatch(r"\{" + name + r"\}(\{[^}]*\})?([0-9a-f]+)", stored).groups()
        return hashlib.new(digest, password.encode() + (salted or "").encode()).hexdigest() == tag

    def make(rng, password):
        salted = "{" + b64(rng.randbytes(32)) + "}"
        tag = hashlib.new(digest, password.encode() + salted.encode()).hexdigest()
        return "{" + name + "}" + salted + tag

    return Reference("{" + name + "} (Spring's rule)", make, check)


def spring_standard_check(stored, password):
    raw = bytes.fromhex(re.fullmatch(r"\{sha256\}([0-9a-f]{80})", stored)[1])
    tag = raw[:8] + password.encode()
    for _ in range(1024):
        tag = hashlib.sha256(tag).digest()
    return tag == raw[8:]


def spring_standard_make(rng, password):
    fresh = rng.randbytes(8)
    tag = fresh + password.encode()
    for _ in range(1024):
        tag = hashlib.sha256(tag).digest()
    return "{sha256}" + (fresh + tag).hex()


def spring_scrypt_check(stored, password):
    _, cost, fresh, tag = stored.split("$")
    log_n, r, p = int(cost, 16) >> 16, int(cost, 16) >> 8 & 255, int(cost, 16) & 255
    made = hashlib.scrypt(
        password.encode(),
        salt=base64.b64decode(fresh, validate=True),
        n=1 << log_n,
        r=r,
        p=p,
        dklen=32,
        maxmem=MEMORY_LIMIT,
    )
    return stored.startswith("{scrypt") and b64(made) == tag


def spring_scrypt_make(rng, password):
    log_n, r, p, fresh = rng.randint(1, 10), rng.randint(1, 9), rng.randint(1, 4), rng.randbytes(16)
    made = hashlib.scrypt(password.encode(), salt=fresh, n=1 << log_n, r=r, p=p, dklen=32)
    name = rng.choice(["{scrypt}", "{scrypt@SpringSecurity_v5_8}"])
    return f"{name}${log_n << 16 | r << 8 | p:x}${b64(fresh)}${b64(made)}"


PHPASS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def phpass_base64(raw):
    bits = int.from_bytes(raw, "little")
    return "".join(PHPASS[bits >> at & 63] for at in range(0, 8 * len(raw), 6))


def drupal(setting, password):
    tag = hashlib.sha512(setting[4:12].encode() + password).digest()
    for _ in range(1 << PHPASS.index(setting[3])):
        tag = hashlib.sha512(tag + password).digest()
    return (setting[:12] + phpass_base64(tag))[:55]


def drupal_check(stored, password):
    if stored.startswith("U$S$"):
        return drupal(stored[1:], hashlib.md5(password.encode()).hexdigest().encode()) == stored[1:]
    return stored.startswith("$S$") and drupal(stored, password.encode()) == stored


def drupal_make(rng, password):
    setting = "$S$" + PHPASS[rng.randint(7, 10)] + salt(rng, 8, 8)
    if rng.random() < 0.3:
        return "U" + drupal(setting, hashlib.md5(password.encode()).hexdigest().encode())
    return drupal(setting, password.encode())


def wordpress(password):
    trimmed = password.encode().strip(b" \t\n\r\0\x0b")
    return base64.b64encode(hmac.digest(b"wp-sha384", trimmed, "sha384"))


def wordpress_make(rng, password):
    made = bcrypt.hashpw(wordpress(password), bcrypt.gensalt(rng.randint(4, 5))).decode()
    return "$wp" + made.replace("$2b$", "$2y$")


def wordpress_check(stored, password):
    return stored.startswith("$wp$2y$") and bcrypt.checkpw(
        wordpress(password), without_padding(stored[3:]).encode()
    )


def firebase(password, log_n, r, p, fresh, key):
    made = hashlib.scrypt(
        password.encode(), salt=fresh, n=1 << log_n, r=r, p=p, dklen=32, maxmem=MEMORY_LIMIT
    )
    return Cipher(algorithms.AES(made), modes.CTR(bytes(16))).encryptor().update(key)


def firebase_check(stored, password):
    shape = r"\$fbscrypt\$v=1,n=(\d+),r=(\d+),p=(\d+),ss=([^,$]*),sk=([^,$]*)\$([^$]*)\$([^$]*)"
    log_n, r, p, separator, key, fresh, tag = re.fullmatch(shape, stored).groups()
    separator, key, fresh = (base64.b64decode(it, validate=True) for it in (separator, key, fresh))
    return b64(firebase(password, int(log_n), int(r), int(p), fresh + separator, key)) == tag


def firebase_make(rng, password):
    log_n, r, p = rng.randint(2, 10), rng.randint(1, 8), 1
    separator, key, fresh = rng.randbytes(rng.randint(0, 2)), rng.randbytes(64), rng.randbytes(10)
    tag = firebase(password, log_n, r, p, fresh + separator, key)
    costs = f"v=1,n={log_n},r={r},p={p},ss={b64(separator)},sk={b64(key)}"
    return f"$fbscrypt${costs}${b64(fresh)}${b64(tag)}"


LDAP = ("md5", "sha1", "salted_md5", "salted_sha1", "salted_sha256", "salted_sha512")

ALL = [
    Reference("argon2 (argon2-cffi)", argon2_make, argon2_check, argon2_ours),
    Reference("bcrypt (PyPI)", bcrypt_make, bcrypt_check, bcrypt_ours, truncates=over_72),
    *(
        crypt_reference(f"bcrypt {variant}", bcrypt_setting(variant), bcrypt_ours, over_72)
        for variant in ("2a", "2b", "2x", "2y")
    ),
    crypt_reference("md5-crypt", lambda rng: f"$1${salt(rng, 1, 8)}$"),
    crypt_reference("sha256-crypt", sha_crypt_setting("5")),
    crypt_reference("sha512-crypt", sha_crypt_setting("6")),
    crypt_reference("scrypt $7$", scrypt7_setting),
    crypt_reference("yescrypt", yescrypt_setting, lambda rng: f"yescrypt {rng.randint(7, 10)} 8"),
    passlib_reference(
        "bcrypt-sha256", passlib.hash.bcrypt_sha256, rounds=rounds(4, 6), version=rounds(1, 2)
    ),
    *(
        passlib_reference(
            f"pbkdf2-{digest}",
            getattr(passlib.hash, f"pbkdf2_{digest}"),
            None if digest == "sha1" else pbkdf2_ours(digest),
            8,
            40,
            rounds=rounds(1, 3000),
        )
        for digest in ("sha1", "sha256", "sha512")
    ),
    passlib_reference(
        "scrypt",
        passlib.hash.scrypt,
        scrypt_ours,
        8,
        40,
        rounds=rounds(2, 10),
        block_size=rounds(1, 8),
        parallelism=rounds(1, 3),
    ),
    passlib_reference("phpass", passlib.hash.phpass, rounds=rounds(7, 10)),
    *(passlib_reference(f"ldap_{it}", getattr(passlib.hash, f"ldap_{it}")) for it in LDAP[:2]),
    *(
        passlib_reference(f"ldap_{it}", getattr(passlib.hash, f"ldap_{it}"), None, 4, 16)
        for it in LDAP[2:]
    ),
    django_reference("pbkdf2_sha256", hashers.PBKDF2PasswordHasher, iterations=rounds(1, 3000)),
    django_reference("pbkdf2_sha1", hashers.PBKDF2SHA1PasswordHasher, iterations=rounds(1, 3000)),
    django_reference(
        "argon2",
        hashers.Argon2PasswordHasher,
        time_cost=rounds(1, 3),
        memory_cost=rounds(32, 300),
        parallelism=rounds(1, 4),
    ),
    django_reference("bcrypt_sha256", hashers.BCryptSHA256PasswordHasher, rounds=rounds(4, 5)),
    django_reference("bcrypt", hashers.BCryptPasswordHasher, up_to(72), rounds=rounds(4, 5)),
    django_reference(
        "scrypt",
        hashers.ScryptPasswordHasher,
        work_factor=lambda rng: 1 << rng.randint(2, 10),
        parallelism=rounds(1, 3),
        block_size=rounds(1, 8),
    ),
    django_reference("md5", hashers.MD5PasswordHasher),
    werkzeug_reference(
        "scrypt",
        # Werkzeug gives OpenSSL too little memory for the smaller costs.
        lambda rng: f"scrypt:{1 << rng.randint(8, 11)}:{rng.randint(4, 8)}:{rng.randint(1, 2)}",
    ),
    *(
        werkzeug_reference(
            f"pbkdf2:{digest}", lambda rng, digest=digest: f"pbkdf2:{digest}:{rng.randint(1, 3000)}"
        )
        for digest in ("sha1", "sha256", "sha512")
    ),
    spring_digest("MD5", "md5"),
    spring_digest("SHA-1", "sha1"),
    spring_digest("SHA-256", "sha256"),
    Reference("{sha256} (Spring's rule)", spring_standard_make, spring_standard_check),
    Reference("{scrypt} (Spring's rule)", spring_scrypt_make, spring_scrypt_check),
    Reference("$S$, U$S$ (Drupal's rule)", drupal_make, drupal_check),
    Reference("$wp$2y$ (WordPress's rule)", wordpress_make, wordpress_check),
    Reference("$fbscrypt$ (Firebase's rule)", firebase_make, firebase_check),
]
