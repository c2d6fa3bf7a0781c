#!/usr/bin/env python3
"""agreement.py WEFT SEED [COUNT]: what `weft check` takes, everything else takes; and nothing else does.

Random models, of which many are wrong: values are read through parameters, outputs, groups and
OS::Heat::Value, with paths whose steps are known or not. Where check finds no error, compose, strip,
plan and graph succeed, and check takes what compose wrote; where it does, strip refuses.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

SERVER = {"type": "OS::Nova::Server", "properties": {"flavor": "m", "image": "i",
                                                     "user_data_format": "SOFTWARE_CONFIG"}}
KEYS = ["a", "b"]


class Template:
    """One template, with what in it can be read."""

    def __init__(self, rand, parts):
        self.rand, self.parts = rand, parts
        self.parameters = {"p": {"type": "string", "default": "a"}, "q": {"type": "json", "default": {"a": "b"}}}
        self.resources = {"vm": SERVER, "vm2": SERVER, "net": {"type": "OS::Neutron::Net"}}
        self.readable = [["vm", "first_address"], ["vm2", "networks", "n", 0], ["net", "name"]]
        self.maps = [["net", "show"]]
        self.outputs = {}

    def text(self, depth=0):
        """An expression that is a text, mostly."""
        rand, kind = self.rand, self.rand.randint(0, 8)
        if kind < 2 or depth > 2:
            return rand.choice(KEYS)
        if kind < 4:
            return {"get_param": rand.choice(["p", ["q", self.step(depth)]])}
        if kind < 6:
            return {"get_attr": list(rand.choice(self.readable))}
        if kind == 6:
            return {"get_attr": list(rand.choice(self.maps)) + [self.step(depth)]}
        if kind == 7:
            return {"list_join": ["-", [self.text(depth + 1), self.text(depth + 1)]]}
        return {"str_replace": {"template": "x Y", "params": {"Y": self.text(depth + 1)}}}

    def step(self, depth):
        return self.text(depth + 1) if self.rand.random() < 0.5 else self.rand.choice(KEYS)

    def map(self):
        rand, kind = self.rand, self.rand.randint(0, 5)
        if kind < 3:
            return {key: self.text() for key in KEYS}
        if kind == 3:
            return {"map_merge": [{"a": self.text()}, {"b": self.text()}]}
        if kind == 4:
            return {"map_merge": {"repeat": {"for_each": {"%k%": KEYS},
                                             "template": {"%k%": self.text()}}}}
        return {"get_param": "q"}

    def add(self, i):
        rand, name = self.rand, "r%d" % i
        kind = rand.randint(0, 5)
        if kind == 0:
            self.resources[name] = {"type": "OS::Heat::Value", "properties": {"value": self.map()}}
            self.maps.append([name, "value"])
        elif kind == 1:
            self.resources[name] = {"type": "OS::Heat::RandomString", "properties": {"salt": self.text()}}
            self.readable.append([name, "value"])
        elif kind == 2 and self.parts:
            self.add_stack(name)
        else:
            self.resources["c_" + name] = {"type": "OS::Heat::SoftwareConfig", "properties": {
                "group": "script", "config": "#!/bin/sh", "outputs": [{"name": "out"}]}}
            self.resources[name] = {"type": "OS::Heat::SoftwareDeployment", "properties": {
                "config": {"get_resource": "c_" + name}, "server": {"get_resource": rand.choice(["vm", "vm2"])},
                "input_values": self.map()}}
            self.readable.append([name, "out"])

    def add_stack(self, name):
        rand = self.rand
        stack = {"type": rand.choice(self.parts), "properties": {"p": self.text(), "q": self.map()}}
        if rand.random() < 0.4:
            if rand.random() < 0.3:
                stack["properties"]["p"] = "%index%"
            stack = {"type": "OS::Heat::ResourceGroup",
                     "properties": {"count": rand.randint(0, 2), "resource_def": stack}}
            self.readable.append([name, "text", 0])
            self.maps += [[name, "map", 0], [name, "resource.0", "map"]]
        else:
            self.readable += [[name, "text"], [name, "resource.net", "name"]]
            self.maps.append([name, "map"])
        self.resources[name] = stack

    def write(self, path):
        for i in range(self.rand.randint(1, 6)):
            self.add(i)
        self.outputs = {"text": {"value": self.text()}, "map": {"value": self.map()}}
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"heat_template_version": "2018-08-31", "parameters": self.parameters,
                       "resources": self.resources, "outputs": self.outputs}, file)


def run(*args):
    try:
        done = subprocess.run(args, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        raise AssertionError("%s: not done after a minute" % " ".join(args[1:])) from None
    if done.returncode not in (0, 1):
        raise AssertionError("%s: exit %d: %s" % (" ".join(args[1:]), done.returncode, done.stderr))
    return done.returncode == 0, done.stdout, done.stderr


def check(weft, seed):
    """Whether check takes the model."""
    rand = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for name in ("inner.yaml", "outer.yaml"):
            Template(rand, list(parts)).write(os.path.join(folder, name))
            parts.append(name)
        root, composed = os.path.join(folder, "root.yaml"), os.path.join(folder, "composed.yaml")
        Template(rand, parts).write(root)
        taken, said, _ = run(weft, "check", "-q", root)
        fine, _, _ = run(weft, "strip", root)
        assert taken or not fine, "strip takes what check refuses: %s" % said
        if taken:
            for args in ("strip", root), ("plan", root), ("graph", "--json", root), ("compose", root):
                fine, text, errors = run(weft, *args)
                assert fine, "check takes what %s refuses: %s" % (args[0], errors)
            with open(composed, "w", encoding="utf-8") as file:
                file.write(text)
            fine, said, _ = run(weft, "check", "-q", composed)
            assert fine, "check does not take what compose made: %s" % said
        return taken


def main(weft, seed, count="1"):
    taken = 0
    for one in range(int(seed), int(seed) + int(count)):
        try:
            taken += check(weft, one)
        except AssertionError as problem:
            print("seed %d: %s" % (one, problem), file=sys.stderr)
            return 1
    print("%d of %s models were right" % (taken, count))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
