"""schema.py [--write] TABLE: the properties in weft's TABLE (src/model/schema_table.h) are those of the
real engine's resource plug-ins. --write makes the table anew. Another release of Heat than the one the
table was made from has other properties: exit 77, as where Heat is missing."""
import re
import subprocess
import sys

try:
    import engine
    engine.start()
    from heat import version
    from heat.engine import constraints, properties, resources
except ImportError:
    sys.exit(77)

TYPES = """SoftwareConfig StructuredConfig SoftwareComponent SoftwareDeployment StructuredDeployment
SoftwareDeploymentGroup StructuredDeploymentGroup SoftwareDeployments StructuredDeployments
MultipartMime CloudConfig WaitCondition WaitConditionHandle ResourceGroup ResourceChain
AutoScalingGroup Value""".split()
TYPES = ["OS::Nova::Server"] + ["OS::Heat::" + name for name in TYPES]
# Whoever reads these has better words for what is wrong with them. A model that only runs here, or is
# rehearsed, needs no flavor.
JUDGED_REQUIRED = {"server", "servers", "resource_def", "resources", "name", "flavor"}
JUDGED_KINDS = {"resources", "resource_group.count", "resource_group.index_var"}
JUDGED_VALUES = {"actions"}
JUDGED_TYPES = "String Number"


class Table:
    """The C text; schemas that are alike are there once."""

    def __init__(self):
        self.names, self.text = {}, []

    def add(self, name, schema):
        rows = [self.row(name, key, schema[key]) for key in sorted(schema)]
        body = "\n".join(rows + ["    {NULL},"])
        if body not in self.names:
            self.names[body] = name
            self.text.append("static const WfProperty %s_schema[] = {\n%s\n};" % (name, body))
        return self.names[body] + "_schema"

    def row(self, owner, name, schema):
        below = below_of(schema)
        inner = self.add("%s_%s" % (owner, re.sub(r"\W", "_", name)), below) if below else "NULL"
        allowed = [c.allowed for c in schema.constraints if isinstance(c, constraints.AllowedValues)]
        values = " ".join(allowed[0]) if allowed and name not in JUDGED_VALUES else ""
        values = "NULL" if not values or values.startswith(JUDGED_TYPES) else '"%s"' % values
        judged = name in JUDGED_KINDS or "%s.%s" % (owner, name) in JUDGED_KINDS
        least, most = ("INT_MIN", "INT_MAX") if judged else limits_of(schema)
        required = "true" if schema.required and name not in JUDGED_REQUIRED else "false"
        return '    {"%s", %s, %s, %s, %s, %s, %s, %s},' % (
            name, values, inner, "SCHEMA_ANY" if judged else kind_of(schema),
            "SCHEMA_ANY" if judged else kind_of(item_of(schema)), least, most, required)


def kind_of(schema):
    return "SCHEMA_" + (schema.type if schema and not schema.allow_conversion else "Any").upper()


def item_of(schema):
    return schema.schema["*"] if schema.type == "List" and schema.schema is not None else None


def limits_of(schema):
    """Range or length: the two do not stand together. A custom constraint may only narrow them."""
    for constraint in schema.constraints:
        if isinstance(constraint, (constraints.Range, constraints.Length)):
            return ("INT_MIN" if constraint.min is None else constraint.min,
                    "INT_MAX" if constraint.max is None else constraint.max)
    return "INT_MIN", "INT_MAX"


def below_of(schema):
    """The properties of a map, or of each map in a list."""
    if schema.schema is None:
        return None
    below = dict(schema.schema.items())
    return below_of(below["*"]) if "*" in below else below


def table():
    made, rows = Table(), []
    for name in TYPES:
        schema = properties.schemata(resources.global_env().get_class(name).properties_schema)
        c_name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.split("::")[-1]).lower()
        rows.append('    {"%s", %s},' % (name, made.add(c_name, schema)))
    return """/* Made by tests/heat/schema.py from Heat %s; do not edit. */
#pragma once

#include "schema.h"

%s

static const struct {
    const char *type;
    const WfProperty *properties;
} schemas[] = {
%s
};
""" % (version.version_info.version_string(), "\n\n".join(made.text), "\n".join(rows))


def same(one, other):
    """But for the line breaks of clang-format, which also cuts long strings."""
    return re.sub(r'"\s+"|\s+', "", one) == re.sub(r'"\s+"|\s+', "", other)


def main():
    path = sys.argv[-1]
    if sys.argv[1] == "--write":
        with open(path, "w", encoding="utf-8") as out:
            out.write(table())
        subprocess.run(["clang-format", "-i", path], check=True)
        return 0
    with open(path, encoding="utf-8") as table_file:
        there = table_file.read()
    if "from Heat %s;" % version.version_info.version_string() not in there:
        print("made from another release of Heat")
        return 77
    if same(there, table()):
        return 0
    print("%s is not what Heat's resource types say: make it anew with --write" % path)
    return 1


if __name__ == "__main__":
    sys.exit(main())
