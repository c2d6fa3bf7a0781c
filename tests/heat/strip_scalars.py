#!/usr/bin/python3
"""What stays keeps its values: every scalar of the tables that Heat's loader takes stands in a property
of a resource, and after strip Heat's loader reads the same tree. (weft, scalars.jsonl as arguments)"""
import json
import math
import os
import subprocess
import sys
import tempfile

import engine

HEAD = "heat_template_version: 2018-08-31\nresources:\n  r:\n    type: My::Type\n    properties:\n"


def load(text):
    return engine.template_format.parse(text)["resources"]["r"]["properties"]


def is_value(value):
    """JSON has it, and weft's 64 bits hold it."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return True
    return isinstance(value, int) and -2**63 <= value < 2**63


def usable(table):
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)[0]
            if "\n" in text or "\r" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
                continue
            try:
                value = load(HEAD + "      k: " + text + "\n")["k"]
            except Exception:  # Heat refuses it
                continue
            if is_value(value):
                yield text


def main():
    program, table = sys.argv[1:3]
    try:
        engine.start()
    except ImportError as missing:
        print("SKIP: Heat is not installed (package python3-heat): %s" % missing, file=sys.stderr)
        return 77
    texts = list(usable(table))
    assert len(texts) > 1000, "the table is nearly empty"
    source = HEAD + "".join("      k%d: %s\n" % item for item in enumerate(texts))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(source)
        stripped = subprocess.run([program, "strip", path], stdout=subprocess.PIPE, check=True).stdout.decode()
    before, after, wrong = load(source), load(stripped), 0
    for key, value in before.items():
        same = key in after and type(after[key]) is type(value) and after[key] == value
        if not same:
            wrong += 1
            print("%s: %r became %r" % (texts[int(key[1:])], value, after.get(key)))
    print("%d scalars, %d changed" % (len(before), wrong))
    return 1 if wrong or len(before) != len(after) else 0


if __name__ == "__main__":
    sys.exit(main())
