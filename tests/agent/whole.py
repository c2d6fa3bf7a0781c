#!/usr/bin/python3
"""The agent as a VM runs it: its configuration from the stripped template, a real server.

    whole.py boot WEFT AGENT MODELS      strip, Heat, cloud-init, agent.json, agents, values
    whole.py memory WEFT AGENT MODELS    how much it takes, and that it stays so over 2,000 recipes
    whole.py valgrind WEFT AGENT MODELS  no leak and no error in an agent's life

boot asks Heat's engine and cloud-init what a VM would get; the others read the template
themselves. 77: something that is needed is not installed, and the last line says what.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

STACK = "shop"
PLANTED = "planted-4711"
RECIPES = 2000
LIMIT_KIB = 8 * 1024
GROWTH_KIB = 256  # over the second half of the recipes


MIRROR = """#!/usr/bin/python3
import json, sys
job = json.load(sys.stdin)
config = job["config"]
seen = [len(config["open"]), [len(pin) for pin in config["pins"]], config["round"]]
inputs = sorted(entry["name"] for entry in job["inputs"] if not entry["name"].startswith("deploy_"))
print(json.dumps({"seen": json.dumps([seen, inputs]), "deploy_status_code": 0}))
"""


class Skip(Exception):
    pass


class World:
    """A private server, a key, and what runs."""

    def __init__(self, weft, agent, folder):
        self.weft, self.agent, self.folder = weft, agent, folder
        self.env = dict(os.environ, HOME=folder, XDG_STATE_HOME=folder + "/state", LC_ALL="C.UTF-8",
                        XDG_DATA_HOME=folder + "/data")
        self.processes = []

    def __enter__(self):
        if not shutil.which("java") or not os.path.exists("/usr/share/java/zookeeper.jar"):
            raise Skip("needs java and the zookeeper package")
        self.call("zk", "start")
        self.env["WEFT_ZK"] = re.search(r"127\.[\d.:]+", self.call("zk", "status", "--json")).group()
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        self.call("zk", "stop")

    def call(self, *args):
        done = subprocess.run([self.weft, *args], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        assert done.returncode == 0, (args, done.stderr.decode())
        return done.stdout.decode()

    def strip(self, model):
        return self.call("strip", model, "-q", "--stack", STACK, "--zk", self.env["WEFT_ZK"])

    def prepare(self, model, *more):
        self.call("prepare", model, "-q", "--stack", STACK, "--yes", *more)

    def wait(self):
        try:
            self.call("watch", STACK, "-q", "--until-over")
        except AssertionError:
            print(self.call("status", STACK, "--json"))  # what failed, and why
            raise

    def start(self, config, *before):
        """As its unit does, but for the folder."""
        vm = json.load(open(config, encoding="utf-8"))["vm"]
        log = open(os.path.join(self.folder, vm + ".log"), "w+", encoding="utf-8")
        process = subprocess.Popen([*before, self.agent, "--config", config, "--journal", self.folder + "/" + vm,
                                    "--hooks", self.hooks()],
                                   env=self.env, stdout=log, stderr=log)
        process.log = log
        self.processes.append(process)
        return process

    def hooks(self):
        """A hook program that says what it got of a structured configuration."""
        path = self.folder + "/hooks/mirror"
        if not os.path.exists(path):
            os.makedirs(self.folder + "/hooks")
            with open(path, "w", encoding="utf-8") as out:
                out.write(MIRROR)
            os.chmod(path, 0o755)
        return self.folder + "/hooks"

    def stop(self):
        """As systemctl stop does; what each said."""
        texts = []
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            status = process.wait(60)
            process.log.seek(0)
            texts.append(process.log.read())
            assert status == 0, (status, texts[-1])
        self.processes = []
        return texts


def configs_of(stripped, folder, value):
    """agent.json of each VM, as the template has it, with @value for all that it asks Heat."""
    import yaml
    paths = []
    for resource in yaml.safe_load(stripped)["resources"].values():
        text = (resource.get("properties") or {}).get("user_data")
        if isinstance(text, dict):
            facts = text["str_replace"]["params"]["%weft-facts%"]
            facts = {name: {key: value for key in attributes} for name, attributes in facts.items()}
            text = text["str_replace"]["template"].replace("%weft-facts%", json.dumps(facts))
        if text:
            paths.append(write(folder, yaml.safe_load(text)["write_files"][0]["content"]))
    return paths


def write(folder, content, path=None):
    path = path or os.path.join(folder, json.loads(content)["vm"] + ".json")
    with open(path, "w", encoding="utf-8") as out:
        out.write(content)
    os.chmod(path, 0o600)
    return path


def boot(world, models):
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../heat"))
    try:
        import engine
        import strip_boots
        engine.start()
        import cloudinit  # noqa: F401
    except ImportError as missing:
        raise Skip("needs packages python3-heat and cloud-init: %s" % missing)
    model = models + "/values.yaml"
    stripped = world.strip(model)
    for server, text in engine.user_data(engine.stack(stripped, True)).items():
        root = os.path.join(world.folder, "root-" + server)
        _, merged = strip_boots.received(text, root + "-cloud")
        with open(merged, encoding="utf-8") as config:
            strip_boots.write_files(engine.template_format.yaml.safe_load(config), root)
        config = root + "/etc/weft/agent.json"
        with open(config, encoding="utf-8") as text:
            agent = json.load(text)
        # The one thing that this machine cannot know: what a cloud would call it.
        agent.setdefault("self", {})["id"] = "id-of-" + server
        write(root, json.dumps(agent), config)
        world.start(config)  # before there is anything to do
    world.prepare(model)
    world.wait()
    outputs = json.loads(world.call("outputs", STACK, "--reveal", "--json"))["outputs"]
    secret = engine.MADE_UP % ("value", "password")
    values = {name: output["value"] for name, output in outputs.items()}
    rest = "maker:%d:%%d:id-of-maker:id-of-reader" % len(PLANTED)
    seen = json.dumps([[len(secret), [len(PLANTED)], 0], ["round"]])
    assert values == {"got": secret, "rest": rest % 0, "seen": seen}, values
    world.prepare(model, "-P", "round=1")  # an update reaches the one that reads it
    world.wait()
    assert rest % 1 in world.call("outputs", STACK, "rest")
    said = "".join(world.stop())
    assert PLANTED not in said, said
    print("ok: values reached their readers by what the stripped template gives")


def resident_kib(process):
    with open("/proc/%d/status" % process.pid, encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s*(\d+) kB", status.read()).group(1))


MANY = """heat_template_version: 2018-08-31
parameters:
  round: {type: number, default: 0}
resources:
  vm: {type: OS::Nova::Server, properties: {image: i, flavor: f}}
components:
%s
run_lists:
  vm: [%s]
"""
ONE = """  c%d:
    server: vm
    config: |
      #!/bin/sh
      echo "round $round"
      printf '%%s' "$round" > "$heat_outputs_path.done"
    inputs: {round: {get_param: round}}
    outputs: [done]
"""


def memory(world, _models):
    names = range(20)
    model = os.path.join(world.folder, "many.yaml")
    with open(model, "w", encoding="utf-8") as out:
        out.write(MANY % ("".join(ONE % name for name in names), ", ".join("c%d" % name for name in names)))
    world.prepare(model)
    agent = world.start(configs_of(world.strip(model), world.folder, "")[0])
    world.wait()
    seen = []
    for turn in range(1, RECIPES // len(names)):
        world.prepare(model, "-P", "round=%d" % turn)
        world.wait()
        seen.append(resident_kib(agent))
    said = world.stop()[0]
    ran = said.count(": finished c")
    half = seen[len(seen) // 2]
    print("%d recipes: %d KiB resident at first, %d half-way, %d at the end" % (ran, seen[0], half, seen[-1]))
    assert ran == RECIPES, ran
    assert max(seen) <= LIMIT_KIB, max(seen)
    assert seen[-1] - half <= GROWTH_KIB, (half, seen[-1])


def valgrind(world, models):
    if not shutil.which("valgrind"):
        raise Skip("needs package valgrind")
    watched = ("valgrind", "-q", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect",
               "--show-leak-kinds=definite,indirect", "--error-exitcode=9")
    model = models + "/values.yaml"
    world.prepare(model)
    for config in configs_of(world.strip(model), world.folder, "a value"):
        world.start(config, *watched)
    world.wait()
    world.prepare(model, "-P", "round=1")
    world.wait()
    for text in world.stop():
        assert "==" not in text, text
    print("ok: no leak, no error")


def main():
    mode, weft, agent, models = sys.argv[1:5]
    try:
        with tempfile.TemporaryDirectory() as folder, World(weft, agent, folder) as world:
            {"boot": boot, "memory": memory, "valgrind": valgrind}[mode](world, models)
    except Skip as reason:
        print("SKIP: %s" % reason, file=sys.stderr)
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
