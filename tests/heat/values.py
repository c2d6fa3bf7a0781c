"""values.py WEFT: literal values of properties that Heat's own property schemata refuse are refused by
`weft check`, and no others. For every property of the types in weft's table, at every depth, a list of
values is tried: by Heat one at a time, by weft in templates of many resources."""
import json
import os
import subprocess
import sys
import tempfile

try:
    import engine
    engine.start()
    from heat.engine import constraints, properties, resources
except ImportError:
    sys.exit(77)

import schema as table

VALUES = [
    "word", "", "12", " 12 ", "-3", "1_000", "1.5", "1e3", "0x10", "true", "False", "yes", "nan",
    0, 1, 2, -1, 43200, 43201, 1.5, 0.2, -0.5, True, False, [], ["word"], [1], [1.5], [["word"]],
    [{"a": "b"}], {}, {"a": "b"}, {"a": "b", "c": "d"},
]
# What makes a resource that nothing else is wrong with.
BASES = {
    "OS::Nova::Server": {"flavor": "m", "image": "i"},
    "OS::Heat::WaitCondition": {"handle": {"get_resource": "handle"}, "timeout": 60},
    "OS::Heat::SoftwareConfig": {"group": "script"},
    "OS::Heat::StructuredConfig": {"group": "script"},
    "OS::Heat::SoftwareComponent": {"configs": [{"actions": ["CREATE"], "tool": "script"}]},
    "OS::Heat::ResourceGroup": {"resource_def": {"type": "OS::Heat::None"}},
    "OS::Heat::ResourceChain": {"resources": ["OS::Heat::None"]},
    "OS::Heat::AutoScalingGroup": {"max_size": 1, "min_size": 1,
                                   "resource": {"type": "OS::Heat::None"}},
    "OS::Heat::Value": {"value": "v"},
}
for _kind in table.INTERPRETED:
    if _kind.endswith(("DeploymentGroup", "Deployments")): # what no member takes nobody reads
        BASES[_kind] = {"servers": {"a": {"get_resource": "server"}}}
# A deployment's are resources of the model; of a group, weft takes only what it can count by.
OTHERWISE = {"server", "servers", "config", "resource_def", "type", "resources", "index_var"}
OTHERWISE_OF = {("OS::Heat::ResourceGroup", "count")}
REFUSALS = {"WEFT-TYPE", "WEFT-PROPERTY", "WEFT-ACTION", "WEFT-ARGUMENT", "WEFT-LIMIT"}
MANY = 200


def leaves(schemata, build, interpreted):
    """(path, schema, how to wrap a value so that it stands there)."""
    for name, one in sorted(schemata.items()):
        if interpreted and name in OTHERWISE:
            continue

        def wrap(value, name=name, build=build):
            return build({name: value})
        yield name, one, wrap
        below = table.below_of(one)
        if below:
            in_list = one.type == "List"
            for path, leaf, inner in leaves(below, lambda v, w=wrap, l=in_list: w([v] if l else v),
                                            interpreted):
                yield "%s.%s" % (name, path), leaf, inner


def only_heat_knows(leaf):
    """Addresses and the like, and patterns."""
    kinds = constraints.CustomConstraint, constraints.AllowedPattern
    items = leaf.schema["*"].constraints if table.item_of(leaf) else []
    return any(isinstance(c, kinds) for c in leaf.constraints) or bool(items)


def refused(leaf, name, value):
    try:
        properties.Property(leaf, name).get_value(value, validate=True)
        return False
    except Exception:  # TypeError, ValueError, StackValidationFailed and what Python raises
        return True


def cases():
    """Of types that weft does not interpret, one property of each kind."""
    seen = set()
    for kind, cls in table.all_types().items():
        if cls is table.none_resource.NoneResource:
            continue
        schemata = dict(properties.schemata(cls.properties_schema).items())
        interpreted = kind in table.INTERPRETED
        for path, leaf, wrap in leaves(schemata, lambda v: v, interpreted):
            row = table.Table().row("", "", leaf, False)
            if (kind, path) in OTHERWISE_OF or (not interpreted and row in seen):
                continue
            if not interpreted:
                seen.add(row)
            for value in VALUES:
                below = table.below_of(leaf)
                if below and value not in ("word", 1, 1.5, True, [], {}):
                    continue  # what is in it has names of its own
                if value == {} and below and any(schema.required for schema in below.values()):
                    continue  # and may miss one
                yield kind, path, leaf, value, wrap(value)


def check(weft, batch):
    """The indices of those that weft refuses, or of types that it does not interpret warns about."""
    server = {"type": "OS::Nova::Server", "properties": BASES["OS::Nova::Server"]}
    lines = ['{"heat_template_version": "2018-08-31", "resources": {"server": %s, "handle": '
             '{"type": "OS::Heat::WaitConditionHandle"}' % json.dumps(server)]
    for i, (kind, _, _, _, given) in enumerate(batch):
        base = dict(BASES.get(kind, {}))
        if "block_device_mapping_v2" in given:
            base.pop("image", None)  # two to boot from: refused, but not for the value
        one = {"type": kind, "properties": {**base, **given}}
        lines.append(', "r%d": %s' % (i, json.dumps(one)))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "template.json")
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(lines + ["}}"]))
        done = subprocess.run([weft, "check", "--json", path], capture_output=True, text=True)
    findings = json.loads(done.stdout)["findings"]
    assert len(findings) < 10000, "too many findings: they would not all be kept"
    refusing = [f for f in findings if f["code"] in REFUSALS]
    errors = {f["line"] - 2 for f in refusing if f["severity"] == "error"}
    copied = {i for i, (kind, *_) in enumerate(batch) if kind not in table.INTERPRETED}
    assert not errors & copied, "an error about a type that weft only copies: %s" % sorted(
        {batch[i][:2] for i in errors & copied})
    return errors | {f["line"] - 2 for f in refusing} & copied


def main(weft):
    every, wrong = list(cases()), 0
    for first in range(0, len(every), MANY):
        batch = every[first:first + MANY]
        ours = check(weft, batch)
        for i, (kind, path, leaf, value, _) in enumerate(batch):
            theirs = refused(leaf, path.rsplit(".", 1)[-1], value)
            if theirs == (i in ours) or (theirs and only_heat_knows(leaf)):
                continue
            wrong += 1
            print("%s %s: %s: %s refuses it" % (kind, path, json.dumps(value),
                                                "only Heat" if theirs else "only weft"))
    print("%d values, %d judged otherwise" % (len(every), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
