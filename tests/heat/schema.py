"""schema.py [--write] TABLE: what weft's TABLE (src/model/schema_table.h) says of Heat's resource types is
what the real engine's plug-ins say. --write makes the table anew. Another release of Heat than the one
the table was made from says otherwise: exit 77, as where Heat is missing."""
import re
import sys
import textwrap

try:
    import engine
    engine.start()
    from heat import version
    from heat.engine import constraints, properties, resource, resources
    from heat.engine.resources.openstack.heat import none_resource
except ImportError:
    sys.exit(77)

# The types that weft interprets; of all others it only knows what the table says.
INTERPRETED = """SoftwareConfig StructuredConfig SoftwareComponent SoftwareDeployment
StructuredDeployment SoftwareDeploymentGroup StructuredDeploymentGroup SoftwareDeployments
StructuredDeployments MultipartMime CloudConfig WaitCondition WaitConditionHandle ResourceGroup
UpdateWaitConditionHandle DeployedServer ResourceChain AutoScalingGroup InstanceGroup Value""".split()
INTERPRETED = ["OS::Nova::Server", "AWS::AutoScaling::AutoScalingGroup",
               "AWS::CloudFormation::WaitCondition", "AWS::CloudFormation::WaitConditionHandle"
               ] + ["OS::Heat::" + name for name in INTERPRETED]
# Whoever reads these has better words for what is wrong with them. A model that only runs here, or is
# rehearsed, needs no flavor.
JUDGED_REQUIRED = {"server", "servers", "resource_def", "resources", "name", "flavor"}
JUDGED_KINDS = {"resources", "OS::Heat::ResourceGroup.count", "OS::Heat::ResourceGroup.index_var"}
JUDGED_VALUES = {"actions"}
JUDGED_TYPES = ["String", "Number"]


def all_types():
    """Every type that Heat itself registers, those it hides among them."""
    env = resources.global_env()
    names = [name for name in env.registry._registry if "::" in name and "*" not in name]
    return {name: env.get_class(name) for name in sorted(names)}


class Table:
    """The C text; schemas that are alike are there once."""

    def __init__(self):
        self.names, self.text = {}, []

    def add(self, name, schema, interpreted):
        rows = [self.row(name, key, schema[key], interpreted) for key in sorted(schema)]
        body = fill(rows + ["{0},"])
        if body not in self.names:
            self.names[body] = "schema_%d" % len(self.names)
            self.text.append("static const WfProperty %s[] = {\n%s\n};" % (self.names[body], body))
        return self.names[body]

    def row(self, owner, name, schema, interpreted):
        path = "%s.%s" % (owner, name)
        below = below_of(schema)
        judged = interpreted and (name in JUDGED_KINDS or path in JUDGED_KINDS)
        least, most = (None, None) if judged else limits_of(schema)
        parts = ['"%s"' % name, ".kind = " + ("SCHEMA_ANY" if judged else kind_of(schema))]
        if not judged and kind_of(item_of(schema)) != "SCHEMA_ANY":
            parts.append(".item = " + kind_of(item_of(schema)))
        if below:
            parts.append(".below = " + self.add(path, below, interpreted))
        values = values_of(schema)
        if interpreted and (name in JUDGED_VALUES or values[:2] == JUDGED_TYPES):
            values = []
        if values:
            parts.append(".allowed = " + text(values))
        if (least, most) != (None, None):
            parts.append(".min = %s, .max = %s" % ("INT_MIN" if least is None else least,
                                                   "INT_MAX" if most is None else most))
        if schema.default is not None and (values or (least, most) != (None, None)):
            parts.append(".defaults = true")
        if schema.required and not (interpreted and name in JUDGED_REQUIRED):
            parts.append(".required = true")
        return "{%s}," % ", ".join(parts)


NO_BREAK = "\x1f"  # a blank at which no line ends


def fill(rows):
    """As many to a line as fit, and what is longer than a line on several."""
    lines = [""]
    for row in rows:
        if len(lines[-1]) + len(row) > 95:
            lines.append("")
        lines[-1] += " " + row
    return "\n".join(textwrap.fill(line.strip(), 99, initial_indent="    ", subsequent_indent="     ",
                                   break_long_words=False, break_on_hyphens=False)
                     for line in lines if line).replace(NO_BREAK, " ")


def text(words):
    """A C string of words, in pieces between which a line may end."""
    lines = textwrap.wrap(" ".join(words), 60, break_on_hyphens=False)
    return '"%s"' % '~" "'.join(lines).replace(" ", NO_BREAK).replace('~"' + NO_BREAK, NO_BREAK + '" ')


def values_of(schema):
    """Allowed values of a text or number, a space between."""
    allowed = [c.allowed for c in schema.constraints if isinstance(c, constraints.AllowedValues)]
    return [str(value) for value in allowed[0]] if allowed else []


def attributes_of(cls):
    """Names, a space between; NULL: only a stack that runs knows them."""
    fixed = cls.get_attribute is resource.Resource.get_attribute
    return text(sorted({**cls.base_attributes_schema, **cls.attributes_schema})) if fixed else "NULL"


def updates_of(cls, schema):
    """What an update of which properties does: fields of the type, less what goes without saying."""
    fields = []
    replacing = [name for name in sorted(schema) if not schema[name].update_allowed]
    refused = [name for name in replacing if schema[name].immutable]
    replacing = [name for name in replacing if name not in refused]
    for field, names in (("replacing", replacing), ("refused", refused)):
        if names:
            fields.append(".%s = %s" % (field, text(names)))
    if cls.needs_replace_with_prop_diff is not resource.Resource.needs_replace_with_prop_diff:
        fields.append(".by_value = true")
    return fields


def kind_of(schema):
    return "SCHEMA_" + (schema.type if schema and not schema.allow_conversion else "Any").upper()


def item_of(schema):
    return schema.schema["*"] if schema.type == "List" and schema.schema is not None else None


def limits_of(schema):
    """Range or length: the two do not stand together. A custom constraint may only narrow them."""
    for constraint in schema.constraints:
        if isinstance(constraint, (constraints.Range, constraints.Length)):
            return constraint.min, constraint.max
    return None, None


def below_of(schema):
    """The properties of a map, or of each map in a list."""
    if schema.schema is None:
        return None
    below = dict(schema.schema.items())
    return below_of(below["*"]) if "*" in below else below


def table():
    made, rows = Table(), []
    for name, cls in all_types().items():
        if cls is none_resource.NoneResource:  # takes everything
            rows.append('    {.name = "%s"},' % name)
            continue
        schemas = [made.add(name, dict(properties.schemata(schema).items()), name in INTERPRETED)
                   for schema in (cls.properties_schema, cls.update_policy_schema)]
        updates = updates_of(cls, dict(properties.schemata(cls.properties_schema).items()))
        fields = ['"%s"' % name, *schemas, ".attributes = " + attributes_of(cls), *updates]
        rows.append(fill(["{%s}," % ", ".join(fields)]))
    return """/* Made by tests/heat/schema.py from Heat %s; do not edit. */
#pragma once

#include "schema.h"

/* clang-format off */
%s

static const WfHeatType heat_types[] = {
%s
};
/* clang-format on */
""" % (version.version_info.version_string(), "\n\n".join(made.text), "\n".join(rows))


def main():
    path = sys.argv[-1]
    if sys.argv[1] == "--write":
        with open(path, "w", encoding="utf-8") as out:
            out.write(table())
        return 0
    with open(path, encoding="utf-8") as table_file:
        there = table_file.read()
    if "from Heat %s;" % version.version_info.version_string() not in there:
        print("made from another release of Heat")
        return 77
    if there == table():
        return 0
    print("%s is not what Heat's resource types say: make it anew with --write" % path)
    return 1


if __name__ == "__main__":
    sys.exit(main())
