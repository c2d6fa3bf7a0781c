#!/usr/bin/python3
"""Does Heat take what `weft strip` makes, and is it the same infrastructure? (weft, models... as arguments)

For every model: the stripped template validates in Heat's engine, holds no software, has the
dependency graph that Heat computes for the composed source less software and less order among
servers, is stripped to itself, and is what the composed model is stripped to.
"""
import os
import subprocess
import sys
import tempfile

import engine

SOFTWARE = {"SoftwareDeployment", "StructuredDeployment", "SoftwareDeploymentGroup",
            "StructuredDeploymentGroup", "SoftwareDeployments", "StructuredDeployments",
            "SoftwareComponent", "StructuredConfig", "WaitCondition", "WaitConditionHandle"}
BOOT = {"SoftwareConfig", "CloudConfig", "MultipartMime"}  # may stay for servers without components
OWN_SECTIONS = ("components", "run_lists", "placement")


def short(kind):
    return kind.rsplit("::", 1)[-1]


def weft(program, *args):
    result = subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if result.returncode:
        raise SystemExit("weft %s: %s" % (" ".join(args), result.stderr.decode()))
    return result.stdout.decode()


def calls(value, function):
    """Arguments of all calls of a function, wherever they stand."""
    if isinstance(value, dict):
        if len(value) == 1 and function in value:
            yield value[function]
        for item in value.values():
            yield from calls(item, function)
    elif isinstance(value, list):
        for item in value:
            yield from calls(item, function)


def source_graph(text):
    """What Heat makes of the composed model: its own sections and references to them taken out."""
    data = engine.template_format.parse(text)
    components = set(data.get("components") or {})
    for section in OWN_SECTIONS:
        data.pop(section, None)
    data.pop("outputs", None)
    for resource in data["resources"].values():
        order = resource.get("depends_on") or []
        order = [order] if isinstance(order, str) else order
        resource["depends_on"] = [name for name in order if name not in components]
        if short(resource["type"]) in SOFTWARE:
            resource.get("properties", {}).pop("input_values", None)
    stack = engine.stack(engine.json.dumps(data), True, validate=False)
    return data, engine.types(stack), engine.requires(stack)


def expected_graph(data, types, requires, kept):
    """Of what is kept; configs and handles between are looked through, servers are unordered."""
    def is_order_only(server, other):
        return (short(types[other]) == "Server" and short(types[server]) == "Server"
                and other in data["resources"][server].get("depends_on", []))

    def through(name, seen):
        for other in requires[name]:
            if other in kept:
                yield other
            elif short(types[other]) in BOOT and other not in seen:
                seen.add(other)
                yield from through(other, seen)
    return {name: {other for other in through(name, set()) if not is_order_only(name, other)}
            for name in kept}


def check(program, model, folder):
    options = ["--stack", "s", "--key", os.path.join(folder, "key"), "-q", "--zk", "z:2181"]
    stripped = weft(program, "strip", model, *options)
    composed = weft(program, "compose", model, "-q")
    paths = {}
    for name, text in (("stripped", stripped), ("composed", composed)):
        paths[name] = os.path.join(folder, name + ".yaml")
        with open(paths[name], "w", encoding="utf-8") as out:
            out.write(text)
    assert weft(program, "strip", paths["stripped"], *options) == stripped, "stripped twice"
    assert weft(program, "strip", paths["composed"], *options) == stripped, "composed first"

    stack = engine.stack(stripped, True)
    types, requires = engine.types(stack), engine.requires(stack)
    left = {name for name, kind in types.items() if short(kind) in SOFTWARE}
    assert not left, "software is left: %s" % left
    data, source_types, source = source_graph(composed)
    wanted = expected_graph(data, source_types, source, set(types))
    result = engine.template_format.parse(stripped)["resources"]
    for name, others in requires.items():
        user_data = result[name].get("properties", {}).get("user_data")
        facts = {call[0] for call in calls(user_data, "get_attr")} | set(calls(user_data, "get_resource"))
        more = set(others) - wanted[name] - facts
        less = wanted[name] - set(others)
        assert not more and not less, "%s: more %s, less %s" % (name, more, less)
        assert not (short(types[name]) == "Server" and
                    [o for o in result[name].get("depends_on", ()) if short(types[o]) == "Server"])
    return len(types)


def main():
    program, models = sys.argv[1], sys.argv[2:]
    try:
        engine.start()
    except ImportError as missing:
        print("SKIP: Heat is not installed (package python3-heat): %s" % missing, file=sys.stderr)
        return 77
    failed = 0
    for model in models:
        with tempfile.TemporaryDirectory() as folder:
            try:
                print("ok: %s, %d resources" % (model, check(program, model, folder)))
            except Exception as wrong:  # each model says its own
                failed += 1
                print("FAILED: %s: %s: %s" % (model, type(wrong).__name__, wrong))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
