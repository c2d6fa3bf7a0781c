"""Models to measure with: one DAG in several notations, a second version of it, and extremes.

Tiers of VMs, a chain with short cuts on each VM, a fifth of the edges between VMs, a few hubs.
VMs stand in shuffled order, so references lead forward as well as back. The same seed makes the
same files everywhere: only random.random() is used."""
import json
import os
import random

TIERS = [("infra", .02), ("data", .14), ("app", .54), ("web", .2), ("lb", .1)]
ROLES = ["packages", "users", "certs", "runtime", "worker", "queue", "migrate", "service", "proxy"]
OUTPUTS = ["url", "port", "host", "token", "version"]
FLAVORS = ["m1.small", "m1.medium", "m1.large"]
HEAD = """heat_template_version: 2021-04-16
parameters:
  environment: {type: string, default: staging}
resources:
"""


class Component:
    def __init__(self, name, vm, recipe, outputs, values):
        self.name, self.vm, self.recipe, self.outputs, self.values = name, vm, recipe, outputs, values
        self.data, self.order = {}, []

    def needs(self):
        return list(self.data) + self.order


class Model:
    def __init__(self, n, seed=1):
        self.random = random.Random(seed).random
        self.flavor, self.components = {}, {}
        n_vms = max(len(TIERS), n // 20)
        vms = [(t, "%s%04d" % (name, i)) for t, (name, share) in enumerate(TIERS)
               for i in range(max(1, int(n_vms * share)))]
        by_vm = self.build(vms, n)
        for i in range(len(vms) - 1, 0, -1):
            j = int(self.random() * (i + 1))
            vms[i], vms[j] = vms[j], vms[i]
        self.flavor = {vm: self.pick(FLAVORS) for _, vm in vms}
        self.components = {c.name: c for _, vm in vms for c in by_vm[vm]}

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def depend(self, c, other, p_data):
        if other is c or other.name in c.data or other.name in c.order:
            return
        if self.random() < p_data:
            c.data[other.name] = self.pick(other.outputs)
        else:
            c.order.append(other.name)

    def component(self, vm, i):
        role = self.pick(ROLES)
        values = {}
        if self.random() < .6:
            values["listen_port"] = 1024 + int(self.random() * 60000)
        if self.random() < .4:
            values["environment"] = {"get_param": "environment"}
        if self.random() < .2:
            values["bind_address"] = {"get_attr": [vm, "first_address"]}
        outputs = OUTPUTS[:1 + int(self.random() * 3)]
        return Component("%s_%s_%d" % (vm, role, i), vm, "recipes/%s.sh" % role, outputs, values)

    def build(self, vms, n):
        lower, hubs, by_vm, made = [[] for _ in TIERS], [], {}, 0
        for k, (tier, vm) in enumerate(vms):
            mine = by_vm[vm] = []
            size = n * (k + 1) // len(vms) - made
            for i in range(size):
                c = self.component(vm, i)
                if mine:
                    self.depend(c, mine[-1], .5)
                    while self.random() < .6:
                        self.depend(c, mine[-1 - int(self.random() * min(5, len(mine)))], .45)
                if tier and self.random() < .3:
                    others = hubs if hubs and self.random() < .15 else lower[tier - 1]
                    self.depend(c, self.pick(others), .85)
                    self.depend(c, self.pick(others), .85)
                mine.append(c)
            made += size
            lower[tier] += mine[len(mine) // 2:]
            if tier == 0:
                hubs.append(mine[-1])
        return by_vm

    def change(self, percent):
        """About @percent of the components run another recipe, or with another value."""
        for c in self.components.values():
            if self.random() * 100 >= percent:
                continue
            if self.random() < .5:
                c.recipe = c.recipe.replace(".sh", ".v2.sh")
            else:
                c.values["listen_port"] = 1


def value(v):
    return json.dumps(v).replace('"', "") if not isinstance(v, int) else str(v)


def inputs(c):
    yield from c.values.items()
    for i, (other, output) in enumerate(c.data.items()):
        yield "%s_%d" % (output, i), {"get_attr": [other, output]}


def servers(m, write):
    write(HEAD)
    for vm, flavor in m.flavor.items():
        write("  %s:\n    type: OS::Nova::Server\n    properties:\n      name: %s\n      image: debian-12\n"
              "      flavor: %s\n      user_data_format: SOFTWARE_CONFIG\n"
              "      metadata: {environment: {get_param: environment}}\n" % (vm, vm, flavor))


def terse(m, write):
    servers(m, write)
    write("components:\n")
    for c in m.components.values():
        write("  %s:\n    server: %s\n    config: {get_file: %s}\n" % (c.name, c.vm, c.recipe))
        lines = ["      %s: %s\n" % (k, value(v)) for k, v in inputs(c)]
        write("    inputs:\n" + "".join(lines) if lines else "")
        write("    outputs: [%s]\n" % ", ".join(c.outputs))
        write("    depends_on: [%s]\n" % ", ".join(c.order) if c.order else "")


def hot(m, write):
    servers(m, write)
    for c in m.components.values():
        pairs = list(inputs(c))
        write("  %s_config:\n    type: OS::Heat::SoftwareConfig\n    properties:\n      group: script\n" % c.name)
        write("      inputs:\n" + "".join("        - name: %s\n" % k for k, _ in pairs) if pairs else "")
        write("      outputs:\n" + "".join("        - name: %s\n" % o for o in c.outputs))
        write("      config: {get_file: %s}\n  %s:\n    type: OS::Heat::SoftwareDeployment\n" % (c.recipe, c.name))
        write("    depends_on: [%s]\n" % ", ".join(c.order) if c.order else "")
        write("    properties:\n      config: {get_resource: %s_config}\n      server: {get_resource: %s}\n"
              % (c.name, c.vm))
        write("      input_values:\n" + "".join("        %s: %s\n" % (k, value(v)) for k, v in pairs)
              if pairs else "")


def as_json(m, write):
    resources = {vm: {"type": "OS::Nova::Server", "properties": {
        "name": vm, "image": "debian-12", "flavor": flavor, "user_data_format": "SOFTWARE_CONFIG",
        "metadata": {"environment": {"get_param": "environment"}}}} for vm, flavor in m.flavor.items()}
    components = {c.name: {"server": c.vm, "config": {"get_file": c.recipe}, "inputs": dict(inputs(c)),
                           "outputs": c.outputs, "depends_on": c.order} for c in m.components.values()}
    json.dump({"heat_template_version": "2021-04-16",
               "parameters": {"environment": {"type": "string", "default": "staging"}},
               "resources": resources, "components": components}, type("", (), {"write": staticmethod(write)}))
    write("\n")


def ninja(m, write):
    write("rule run\n  command = true\n")
    for c in m.components.values():
        write("build o/%s: run%s\n" % (c.name, " | " + " ".join("o/" + d for d in c.needs()) if c.needs() else ""))


FORMATS = {"model.yaml": terse, "model.hot.yaml": hot, "model.json": as_json, "build.ninja": ninja}


def write_file(path, writer):
    with open(path, "w") as file:
        writer(file.write)
    return path


def write_models(folder, n, percent=1):
    """The model in all notations, and its next version as next.yaml."""
    m = Model(n)
    os.makedirs(folder + "/recipes", exist_ok=True)
    for role in ROLES:
        for kind in ".sh", ".v2.sh":
            write_file("%s/recipes/%s%s" % (folder, role, kind), lambda w: w("#!/bin/sh\necho %s\n" % role))
    for name, form in FORMATS.items():
        write_file(folder + "/" + name, lambda w: form(m, w))
    m.change(percent)
    write_file(folder + "/next.yaml", lambda w: terse(m, w))


def one_server(write):
    write(HEAD + "  vm: {type: OS::Nova::Server, properties: {image: i, flavor: f}}\ncomponents:\n")


def chain(n, first="one"):
    def writer(write):
        one_server(write)
        for i in range(n):
            before = "{get_attr: [c%d, out]}" % (i - 1) if i else first
            write("  c%d: {server: vm, config: '#!/bin/sh', inputs: {a: %s}, outputs: [out]}\n" % (i, before))
    return writer


def fan_in(n):
    def writer(write):
        one_server(write)
        for i in range(n):
            write("  c%d: {server: vm, config: '#!/bin/sh', outputs: [out]}\n" % i)
        write("  all:\n    server: vm\n    config: '#!/bin/sh'\n    inputs:\n")
        for i in range(n):
            write("      a%d: {get_attr: [c%d, out]}\n" % (i, i))
    return writer


def errors(n):
    """Each component of a model of @n reads what is not there."""
    def writer(write):
        one_server(write)
        for i in range(n):
            write("  c%d: {server: vm, config: '#!/bin/sh', inputs: {a: {get_attr: [d%d, out]}}}\n" % (i, i))
    return writer
