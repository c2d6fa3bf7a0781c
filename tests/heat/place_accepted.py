#!/usr/bin/python3
"""Does Heat take what `weft place` makes? (weft, folder with small.yaml and flavors.yaml, models...)

For every model: placed after strip and before it is the same template, it validates in Heat's engine,
and each server that Nova makes says where. A model without software is taken without strip as well.
"""
import os
import sys
import tempfile

import engine
from strip_accepted import short, weft

SOFTWARE = ("components", "run_lists")


def zones(text):
    """{server: availability_zone}, of a template that Heat takes."""
    types = engine.types(engine.stack(text, True))
    resources = engine.template_format.parse(text)["resources"]
    return {name: resources[name]["properties"]["availability_zone"]
            for name, kind in types.items() if short(kind) == "Server"}


def check(program, samples, model, folder):
    options = ["--stack", "s", "--key", os.path.join(folder, "key"), "-q", "--zk", "z:2181"]
    where = ["-q", "--datacenter", os.path.join(samples, "small.yaml"),
             "--flavors", os.path.join(samples, "flavors.yaml")]

    def step(name, *args):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(weft(program, *args))
        return path

    composed = step("composed", "compose", model, "-q")
    first = step("placed", "place", composed, *where)
    last = step("stripped", "strip", composed, "--keep-placement", *options)
    one = weft(program, "strip", first, *options)
    assert one == weft(program, "place", last, *where), "the order makes a difference"

    templates = [one]
    with open(first, encoding="utf-8") as text:
        placed = text.read()
    if not any(key in engine.template_format.parse(placed) for key in SOFTWARE):
        templates.append(placed)
    for text in templates:
        found = zones(text)
        for name, zone in found.items():
            assert isinstance(zone, str) and zone.count(":") == 1, "%s: %r" % (name, zone)
    return len(found)


def main():
    program, samples, models = sys.argv[1], sys.argv[2], sys.argv[3:]
    try:
        engine.start()
    except ImportError as missing:
        print("SKIP: Heat is not installed (package python3-heat): %s" % missing, file=sys.stderr)
        return 77
    failed = 0
    for model in models:
        with tempfile.TemporaryDirectory() as folder:
            try:
                print("ok: %s, %d servers" % (model, check(program, samples, model, folder)))
            except Exception as wrong:  # each model says its own
                failed += 1
                print("FAILED: %s: %s: %s" % (model, type(wrong).__name__, wrong))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
