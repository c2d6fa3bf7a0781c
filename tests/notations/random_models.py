#!/usr/bin/env python3
"""random_models.py WEFT SEED [COUNT]: properties that hold for every model.

Random models of servers, components, groups and nested templates are written in the short form and in
plain HOT. Both must give the same graph; composing must keep the graph, and composing again must give
the same text.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

VERSION = "heat_template_version: 2018-08-31\n"
SCRIPT = "#!/bin/sh\ntrue\n"


class Level:
    """One template: servers, components, and stacks that hold further levels."""

    def __init__(self, rand, depth, name):
        self.name, self.servers, self.stacks = name, [], []
        for i in range(rand.randint(1, 3)):
            self.servers.append("vm%d" % i)
        for i in range(rand.randint(0, 3) if depth < 2 else 0):
            inner = Level(rand, depth + 1, "%s_%d" % (name, i))
            count = rand.choice([None, None, 0, 1, 3])
            chain = count is None and rand.random() < 0.2
            self.stacks.append(("stack%d" % i, inner, count, chain))
        self.components = []
        self.hosts = [rand.choice(self.servers) for _ in range(rand.randint(1, 6))]
        for i in range(len(self.hosts)):
            self.components.append(self.component(rand, i))

    def component(self, rand, i):
        earlier = ["c%d" % k for k in range(i)]
        inputs, after = {}, set()
        for k in range(rand.randint(0, 3)):
            inputs["in%d" % k] = self.value(rand, earlier)
        for other in earlier + [s[0] for s in self.stacks]:
            if rand.random() < 0.2:
                after.add(other)
        settled = [s for s in self.servers if s not in self.hosts[i:]]
        if settled and rand.random() < 0.1:
            after.add(rand.choice(settled))
        return {"name": "c%d" % i, "server": self.hosts[i], "inputs": inputs, "after": sorted(after),
                "outputs": ["out", "other"][:rand.randint(1, 2)]}

    def value(self, rand, earlier):
        kind = rand.randint(0, 5)
        if kind == 0 and earlier:
            return {"get_attr": [rand.choice(earlier), "out"]}
        if kind == 1:
            return {"get_attr": [rand.choice(self.servers), "first_address"]}
        if kind == 2 and self.stacks:
            name, _, count, chain = rand.choice(self.stacks)
            if count is None and not chain:
                return {"get_attr": [name, "out"]}
            return {"list_join": [",", {"get_attr": [name, "out"]}]} if not chain else "chain"
        if kind == 3:
            return {"get_param": "given"}
        if kind == 4 and earlier:
            return {"str_replace": {"template": "x Y", "params": {
                "Y": {"get_attr": [rand.choice(earlier), "out"]}}}}
        return "text %d" % rand.randint(0, 9)

    def write(self, folder, short):
        """The template of this level; the files of those inside beside it."""
        server = {"type": "OS::Nova::Server", "properties": {
            "flavor": "m", "image": "i", "user_data_format": "SOFTWARE_CONFIG"}}
        resources = {name: server for name in self.servers}
        for name, inner, count, chain in self.stacks:
            path = inner.name + ".yaml"
            inner.write(folder, short)
            stack = {"type": path, "properties": {"given": {"get_param": "given"}}}
            if count is not None:
                stack["properties"]["given"] = "%index%"
                stack = {"type": "OS::Heat::ResourceGroup",
                         "properties": {"count": count, "resource_def": stack}}
            elif chain:
                stack = {"type": "OS::Heat::ResourceChain",
                         "properties": {"resources": [path, path],
                                        "resource_properties": {"given": "chained"}}}
            resources[name] = stack
        template = {"heat_template_version": "2018-08-31",
                    "parameters": {"given": {"type": "string", "default": "default"}},
                    "resources": resources}
        if short:
            template["components"] = {c["name"]: {
                "server": c["server"], "config": SCRIPT, "inputs": c["inputs"],
                "outputs": c["outputs"], "depends_on": c["after"]} for c in self.components}
        else:
            for c in self.components:
                self.as_deployment(c, resources)
        template["outputs"] = {"out": {"value": {"get_attr": [self.components[-1]["name"], "out"]}}}
        with open(os.path.join(folder, self.name + ".yaml"), "w", encoding="utf-8") as file:
            json.dump(template, file)

    @staticmethod
    def as_deployment(c, resources):
        config = "config_of_" + c["name"]
        resources[config] = {"type": "OS::Heat::SoftwareConfig", "properties": {
            "group": "script", "config": SCRIPT,
            "inputs": [{"name": name} for name in c["inputs"]],
            "outputs": [{"name": name} for name in c["outputs"]]}}
        resources[c["name"]] = {"type": "OS::Heat::SoftwareDeployment", "depends_on": c["after"],
                                "properties": {"server": {"get_resource": c["server"]},
                                               "config": {"get_resource": config},
                                               "input_values": c["inputs"]}}


def run(*args):
    try:
        done = subprocess.run(args, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        raise AssertionError("%s: not done after a minute" % " ".join(args)) from None
    if done.returncode:
        raise AssertionError("%s: %s" % (" ".join(args), done.stderr or done.stdout))
    return done.stdout


def graph(weft, path):
    data = json.loads(run(weft, "graph", "--json", path))
    nodes = sorted((n["name"], n["vm"], n["kind"], n.get("inputs"), n.get("outputs"))
                   for n in data["nodes"])
    edges = {(e["from"], e["to"], e["kind"], e["value"], e.get("input")) for e in data["edges"]}
    return {"nodes": nodes, "edges": sorted(map(str, edges))}


def differences(one, other):
    return {what: [[x for x in one[what] if x not in other[what]],
                   [x for x in other[what] if x not in one[what]]] for what in one}


def check(weft, seed):
    model = Level(random.Random(seed), 0, "root")
    with tempfile.TemporaryDirectory() as folder:
        graphs = {}
        for form in ("short", "hot"):
            place = os.path.join(folder, form)
            os.mkdir(place)
            model.write(place, form == "short")
            path = os.path.join(place, "root.yaml")
            run(weft, "check", "-q", path)
            graphs[form] = graph(weft, path)
            once = run(weft, "compose", path)
            composed = os.path.join(place, "composed.yaml")
            with open(composed, "w", encoding="utf-8") as file:
                file.write(once)
            flat = graph(weft, composed)
            assert flat == graphs[form], ("composing %s changes" % form,
                                          differences(graphs[form], flat))
            assert run(weft, "compose", composed) == once, "composing %s twice differs" % form
        assert graphs["short"] == graphs["hot"], differences(graphs["short"], graphs["hot"])


def main(weft, seed, count="1"):
    for one in range(int(seed), int(seed) + int(count)):
        try:
            check(weft, one)
        except AssertionError as problem:
            print("seed %d: %s" % (one, problem), file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
