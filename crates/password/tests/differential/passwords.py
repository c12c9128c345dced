"""Random passwords and costs through Countersign and through the libraries that made each format.

Run it with `cargo xtask differential passwords`, which installs the libraries and answers for
Countersign over a pipe. For every case:

- a hash that the reference made matches its password here, and no other password that the reference
  refuses;
- a changed hash string that matches here is one that a reference accepts too;
- a hash made here is accepted by the reference with its password, and refused with another one.

Every difference that is no defect stands in KNOWN, with who is right and why.
"""

import argparse
import collections
import random
import subprocess
import sys

import references

# Differences on purpose: format, what it is about, what happens here, who is right and why.
KNOWN = [
    (
        "bcrypt (PyPI)",
        "over 72 bytes",
        "the first 72 are compared, and the verdict says so",
        "both: bcrypt 5.0 raises, and a stored hash of such a password could then never be verified",
    ),
    (
        "bcrypt",
        "set bits after the last byte of salt or tag",
        "ignored",
        "here and Passlib: some implementations set them; PyPI's bcrypt compares whole strings",
    ),
    (
        "every format",
        "empty password",
        "refused before any hash is looked at",
        "here: no sign-in form should take one (the references hash it)",
    ),
    (
        "every format",
        "NUL in the password",
        "refused before any hash is looked at",
        "here: bcrypt and crypt(3) end at it; PyPI's bcrypt takes it, Passlib refuses it for bcrypt",
    ),
    (
        "every format",
        "password over 1024 bytes",
        "refused before any hash is looked at",
        "here: a limit on work; Passlib's is 4096, crypt(3)'s 512, Django has none",
    ),
    (
        "every format",
        "hash strings in a second spelling",
        "malformed, where some references accept them",
        "here: one spelling for each hash, so that a store can compare strings",
    ),
]

SCRIPTS = [
    "".join(map(chr, range(0x20, 0x7F))),
    "äöüßéèñçøåÄÖÜ",
    "абвгдежзийклмнопрст",
    "漢字仮名交じり文",
    "🦀🔑🧂🌶",
    " \t~^`",
]
LENGTHS = [1, 2, 7, 8, 15, 16, 31, 32, 55, 56, 63, 64, 65, 71, 72, 73, 80, 127, 128, 129, 200]


class Countersign:
    """The process that answers: one request and one answer a line, everything hexadecimal."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def ask(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"the process that answers has died on: {' '.join(words)}")
        return answer.strip()

    def verify(self, stored, password):
        """`match`, `truncated` (a match of the first 72 bytes), `mismatch`, or `refused: reason`."""
        return self.ask("verify", hexed(stored), hexed(password))

    def hash(self, scheme, password):
        return self.ask("hash", hexed(password), scheme)


def hexed(text):
    return text.encode().hex() or "-"


def random_password(rng):
    """One script or several, of a length that is an edge for some primitive or any length."""
    target = rng.choice(LENGTHS) if rng.random() < 0.7 else rng.randrange(1, 300)
    scripts = [rng.choice(SCRIPTS)] if rng.random() < 0.6 else SCRIPTS
    text = ""
    while len(text.encode()) < target:
        text += rng.choice(rng.choice(scripts))
    return text


def another_password(rng, password):
    """Close to the password: the mistakes that a truncating or folding scheme would not notice."""
    at = rng.randrange(len(password))
    candidates = [
        password + rng.choice(" a\n~"),
        password[:-1],
        password[:at] + chr(ord(password[at]) ^ 1) + password[at + 1 :],
        password.swapcase(),
        " " + password,
        password[1:],
        password * 2,
        password[::-1],
        random_password(rng),
    ]
    usable = [
        it for it in candidates if it and it != password and "\0" not in it and encodable(it)
    ]
    return rng.choice(usable) if usable else password + "#"


def encodable(text):
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def mutated(rng, stored):
    """The hash string with one change, of the kinds that parsers get wrong."""
    at = rng.randrange(len(stored))
    alphabet = "$./+=,:{}0123456789abcdefABCDEFxyzXYZ-_ \n\0é"
    fields = stored.split("$")
    field = rng.randrange(len(fields))
    changes = [
        lambda: stored[:at] + rng.choice(alphabet) + stored[at + 1 :],
        lambda: stored[:at] + rng.choice(alphabet) + stored[at:],
        lambda: stored[:at] + stored[at + 1 :],
        lambda: stored[:at],
        lambda: stored[at:],
        lambda: stored[:at] + stored[at].swapcase() + stored[at + 1 :],
        lambda: stored + rng.choice(["$", "=", "\n", " ", "A", "\0", "$x"]),
        lambda: "$".join(fields[:field] + [fields[field]] * 2 + fields[field + 1 :]),
        lambda: "$".join(fields[:field] + fields[field + 1 :]),
        lambda: "$".join(fields[:field] + fields[field:][::-1]),
        lambda: stored.rstrip("="),
        lambda: stored.upper(),
        lambda: stored.lower(),
        lambda: stored.replace("$", "$0", 1),
    ]
    return rng.choice(changes)()


def anyone_accepts(stored, password):
    """A changed prefix can make it another library's string."""
    return any(it.accepts(stored, password) for it in references.ALL)


class Run:
    """Counts what was compared, and keeps what differed."""

    def __init__(self, answers, rng):
        self.answers = answers
        self.rng = rng
        self.counts = collections.defaultdict(collections.Counter)
        self.differences = []

    def note(self, reference, what, agrees, *evidence):
        self.counts[reference.name][what] += 1
        if not agrees:
            self.counts[reference.name]["differs"] += 1
            self.differences.append((reference.name, what, *map(ascii, evidence)))

    def case(self, reference):
        password = random_password(self.rng)
        if reference.make and reference.takes(password):
            self.from_reference(reference, password)
        if reference.ours:
            self.to_reference(reference, password)

    def from_reference(self, reference, password):
        stored = reference.make(self.rng, password)
        answer = self.answers.verify(stored, password)
        expected = "truncated" if reference.truncates(password) else "match"
        self.note(reference, "right", answer == expected, stored, password, answer)

        other = another_password(self.rng, password)
        if reference.takes(other):
            answer = self.answers.verify(stored, other)
            accepted = reference.accepts(stored, other)
            agrees = answer in ("match", "truncated") if accepted else answer == "mismatch"
            self.note(reference, "wrong", agrees, stored, other, answer)

        changed = mutated(self.rng, stored)
        answer = self.answers.verify(changed, password)
        agrees = answer not in ("match", "truncated") or anyone_accepts(changed, password)
        self.note(reference, "changed", agrees, changed, password, answer)

    def to_reference(self, reference, password):
        scheme = reference.ours(self.rng)
        stored = self.answers.hash(scheme, password)
        if stored.startswith("refused:"):
            agrees = reference.truncates(password)
            self.note(reference, "too long", agrees, scheme, password, stored)
            return
        self.note(reference, "ours right", reference.accepts(stored, password), stored, password)
        other = another_password(self.rng, password)
        if reference.takes(other):
            expected = self.answers.verify(stored, other) != "mismatch"
            agrees = reference.accepts(stored, other) == expected
            self.note(reference, "ours wrong", agrees, stored, other)

    def report(self, shown):
        columns = ["right", "wrong", "changed", "ours right", "ours wrong", "too long", "differs"]
        print(f"{'format':<34}" + "".join(f"{column:>11}" for column in columns))
        for name, counts in self.counts.items():
            print(f"{name:<34}" + "".join(f"{counts[column]:>11}" for column in columns))
        print("\nDifferences on purpose, and who is right:")
        for name, what, here, why in KNOWN:
            print(f"  {name}, {what}: {here}.\n    {why}")
        for difference in self.differences[:shown]:
            print("\ndiffers: " + "\n  ".join(difference), file=sys.stderr)
        if len(self.differences) > shown:
            print(f"\n… and {len(self.differences) - shown} more", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=200, help="cases for each format")
    parser.add_argument("--seed", type=int, default=None, help="repeats a run")
    parser.add_argument("--only", default="", help="formats with this text in their name")
    parser.add_argument("--show", type=int, default=20, help="differences to print")
    parser.add_argument("answers", nargs="+", help="command of the process that answers")
    return parser.parse_args()


def main():
    options = arguments()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    print(f"seed {seed}, {options.cases} cases for each format")
    run = Run(Countersign(options.answers), random.Random(seed))
    chosen = [it for it in references.ALL if options.only.lower() in it.name.lower()]
    if not chosen:
        raise SystemExit(f"no format has {options.only!r} in its name")
    for reference in chosen:
        for _ in range(options.cases):
            run.case(reference)
    run.report(options.show)
    return 1 if run.differences else 0


if __name__ == "__main__":
    sys.exit(main())
