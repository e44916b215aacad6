"""Answers, line by line, the code of a person and a digest of its 128 variants, by python-codicefiscale."""

import hashlib
import io
import sys

from codicefiscale import codicefiscale as cf

for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n"):
    family_name, given_name, sex, birth_date, place = line.rstrip("\n").split("\t")
    root = (
        cf.encode_lastname(family_name)
        + cf.encode_firstname(given_name)
        + cf.encode_birthdate(birth_date, sex)
        + place
    )
    code = root + cf.encode_cin(root)
    variants = sorted(cf.decode(code)["omocodes"])
    print(code, hashlib.sha256("".join(variants).encode()).hexdigest()[:8], sep="\t")
