#!/usr/bin/python3
"""What does a VM make of its user_data? (weft, boot.yaml as arguments)

The user_data as Heat would hand it to Nova, with made-up values that break careless quoting, goes
through cloud-init's own reader: every part of the user's must come out as it was, all cloud-config
must pass cloud-init's schema and merge to one that holds the user's and ours, agent.json must be
what the agent reads, and the commands that start it and take signals must run in a scratch root.
"""
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import tempfile

import engine

LETTERS = "grüß 中"
FACT = engine.MADE_UP % ("value", "password")
# What the user's parts must come out as: server -> texts, in order.
PARTS = {
    "text": ["#!/bin/sh\necho plain text\n"],
    "letters": ["#!/bin/sh\necho grün 中\n"],
    "filled": ["#!/bin/sh\necho 'größer' '%s'\ncat <<'END'\n%s\nEND\n" % (LETTERS, FACT)],
    "script": ["#!/bin/sh\necho from a config\n"],
    "from_nested": ["#!/bin/sh\necho from a nested stack\n"],
    "several": ["#!/bin/sh\necho inline\n", "#!/bin/sh\necho from a config\n"],
    "message": ["#!/bin/sh\necho first of two"],
    "config": [], "cloud": [], "none": [], "either": [],
}
# What the merged cloud-config must hold besides ours.
OWN = {
    "cloud": {"packages": "nginx", "write_files": "/etc/motd", "runcmd": ["touch", "/run/users-own"]},
    "config": {"write_files": "/etc/own", "final_message": LETTERS},
    "several": {"write_files": "/etc/own", "final_message": LETTERS},
    "either": {"write_files": "/etc/own"},
    "message": {"packages": "jq"},
}


class Source:
    def get_instance_id(self):
        return "i"


def received(text, folder):
    """Parts as (type, filename, text), and the cloud-config of all of them merged."""
    from cloudinit import handlers, helpers, user_data
    from cloudinit.handlers import cloud_config
    paths = helpers.Paths({"cloud_dir": folder, "run_dir": folder}, ds=Source())
    os.makedirs(os.path.join(folder, "instances", "i"), exist_ok=True)
    message = user_data.UserDataProcessor(paths).process(text.encode())
    parts = [(part.get_content_type(), part.get_filename(), handlers.util.fully_decoded_payload(part))
             for part in message.walk() if not part.is_multipart()]
    handler = cloud_config.CloudConfigPartHandler(paths)
    handlers.call_begin(handler, None, "always")
    table = {kind: handler for kind in handler.list_types()}
    handlers.walk(message, handlers.walker_callback, data={
        "handlers": table, "handlerdir": folder, "data": None, "frequency": "once-per-instance",
        "excluded": ["text/x-shellscript"], "handlercount": 0})
    handlers.call_end(handler, None, "always")
    path = os.path.join(folder, "instances", "i", "cloud-config.txt")
    return parts, path


def holds(config, key, wanted):
    value = config.get(key)
    if isinstance(value, str):
        return value == wanted
    return any(item == wanted or (isinstance(item, dict) and item.get("path") == wanted) for item in value or ())


def write_files(config, root):
    for item in config["write_files"]:
        path = root + item["path"]
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(item["content"])
        os.chmod(path, int(str(item.get("permissions", "0644")), 8))


def run_commands(config, root):
    """runcmd as cloud-init makes a script of it; the programs it calls only note how, and what curl
    fetches is its address."""
    from cloudinit import util
    programs = os.path.join(root, "programs")
    os.makedirs(programs, exist_ok=True)
    for name in ("systemctl", "curl", "touch", "apt-get"):
        path = os.path.join(programs, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write('#!/bin/sh\necho "%s $*" >>"%s/log"\n' % (name, root))
            if name == "curl":
                out.write('while [ "$1" != -o ]; do shift; done\nprintf %s "$3" >"$2"\n')
        os.chmod(path, 0o755)
    script = util.shellify(config["runcmd"])
    for folder in ("/var/tmp", "/usr/local/bin"):
        os.makedirs(root + folder, exist_ok=True)
        script = script.replace(folder, root + folder)
    subprocess.run(["sh", "-e", "-c", script], check=True, env={"PATH": programs + ":/usr/bin:/bin"})
    with open(root + "/log", encoding="utf-8") as log:
        return log.read()


def check_agent(config, root, server):
    write_files(config, root)
    path = root + "/etc/weft/agent.json"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, encoding="utf-8") as text:
        agent = json.load(text)
    assert (agent["weft"], agent["stack"], agent["vm"]) == (1, "s", server), agent
    assert agent["zookeeper"] == "z:2181" and len(agent["credential"]) == 44, agent
    if server == "none":
        assert agent["facts"]["password"] == {"value": FACT}, agent
        assert "stack_id" not in agent["facts"] and "OS::stack_id" in agent["facts"], agent
        assert agent["self"]["network_names"] == ["front", engine.MADE_UP % ("name", "net")], agent
    else:
        assert "facts" not in agent and "self" not in agent, agent
    assert "systemctl enable --now --no-block weft-agent.service" in run_commands(config, root)


def check_fetched(strip, name):
    """An agent that is fetched is taken if it is what was meant, and only then."""
    url = "https://x.example/" + name
    for digest in hashlib.sha256(url.encode()).hexdigest(), "0" * 64:
        stripped = strip("--bootstrap", "url=%s#sha256=%s" % (url, digest))
        text = engine.user_data(engine.stack(stripped, True))["none"]
        with tempfile.TemporaryDirectory() as folder:
            _, merged = received(text, folder)
            check_schema(merged)
            with open(merged, encoding="utf-8") as config_text:
                config = engine.template_format.yaml.safe_load(config_text)
            root = os.path.join(folder, "root")
            log, right = run_commands(config, root), digest != "0" * 64
            program = os.path.exists(root + "/usr/local/bin/weft-agent")
            assert program == (right and name == "weft-agent"), name
            assert ("apt-get install -y ./weft-agent.deb" in log) == (right and name != "weft-agent"), log
            units = [item["path"] for item in config["write_files"] if item["path"].endswith(".service")]
            assert len(units) == (name == "weft-agent"), units
            assert "packages" not in config, config


def check_schema(path):
    result = subprocess.run(["cloud-init", "schema", "--config-file", path], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, check=False)
    assert result.returncode == 0, result.stdout.decode()


def check_parts(server, parts):
    scripts = [text for kind, name, text in parts if kind == "text/x-shellscript" and name != "00-weft-signal"]
    if server in PARTS:
        assert [text.rstrip("\n") for text in scripts] == [text.rstrip("\n") for text in PARTS[server]], scripts
    odd = {kind for kind, _, _ in parts} - {"text/x-shellscript", "text/cloud-config"}
    assert not odd, "parts that cloud-init would not know: %s" % odd
    return scripts


def count_signals(folder, signals):
    """The hook that ends the wait takes what came as Heat does."""
    hook = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/hook/hooks/wait")

    def run():
        config = {"config": {"signals": folder, "count": len(signals)}}
        answer = subprocess.run([hook], input=json.dumps(config).encode(), stdout=subprocess.PIPE, check=True)
        return json.loads(answer.stdout.decode())
    result = run()
    wanted = {signal.get("id", str(number)): signal.get("data") for number, signal in enumerate(signals, 1)}
    assert result["deploy_status_code"] == 0 and json.loads(result["data"]) == wanted, result
    with open(os.path.join(folder, "9999999999999999999-1"), "w", encoding="utf-8") as out:
        out.write('{"Status": "FAILURE", "Reason": "disk full"}')
    result = run()
    assert result["deploy_status_code"] == 1 and result["deploy_stderr"] == "disk full", result


def check_signals(server, parts, scripts, root):
    """The user's script runs against weft-signal, as it is installed, under a folder of its own."""
    shim = next(text for _, name, text in parts if name == "00-weft-signal")
    local = root + "/usr/local/bin"
    os.makedirs(local, exist_ok=True)
    moved = shim.replace("/usr/local/bin", local).replace("[ -d /run/systemd/system ]", "false")
    env = {"PATH": local + ":/usr/bin:/bin", "WEFT_SIGNALS": root + "/signals"}
    subprocess.run(["sh", "-e", "-c", moved], check=True, env=env)
    command, folder = local + "/weft-signal", root + "/signals/"
    if server == "signals":
        script = scripts[0].replace("/usr/local/bin", local)
        lines = script.split("\n")
        subprocess.run(["sh", "-e", "-c", lines[1]], check=True, env=env)
        assert "http://127.0.0.1:8791/condition" in lines[2] and "X-Auth-Token: local" in lines[2], lines
        body = '{"status": "SUCCESS", "id": "b"}'
        request = ("POST /condition HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n%s"
                   % (len(body), body))
        answer = subprocess.run([command, "--http"], input=request.encode(), stdout=subprocess.PIPE,
                                check=True, env=env).stdout
        assert answer.startswith(b"HTTP/1.1 100") and b"\r\n\r\nHTTP/1.1 200 OK\r\n" in answer, answer
        names, wanted = "condition", [{"status": "SUCCESS", "data": "one"}, {"status": "SUCCESS", "id": "b"}]
    else:
        subprocess.run(["sh", "-e", "-c", scripts[0]], check=True, env=env)
        names, wanted = "cfn_condition", [{"status": "SUCCESS", "reason": "done", "data": 'a "b"'}]
    files = sorted(os.listdir(folder + names))
    signals = [json.load(open(os.path.join(folder, names, name), encoding="utf-8")) for name in files]
    assert signals == wanted, signals
    count_signals(folder + names, wanted)
    for name in ("../up", ".new", "a b", ""):
        refused = subprocess.run([command, name], stderr=subprocess.DEVNULL, check=False, env=env)
        assert refused.returncode != 0, name


def check_server(server, text, folder):
    parts, merged = received(text, folder)
    scripts = check_parts(server, parts)
    check_schema(merged)
    with open(merged, encoding="utf-8") as config_text:
        config = engine.template_format.yaml.safe_load(config_text)
    for key, wanted in OWN.get(server, {}).items():
        assert holds(config, key, wanted), "%s of the user's is lost: %s" % (key, config)
    assert holds(config, "packages", "weft-agent"), config
    check_agent(config, os.path.join(folder, "root"), server)
    if server in ("signals", "cfn"):
        check_signals(server, parts, scripts, os.path.join(folder, "root"))
    return len(parts)


def main():
    program, model = sys.argv[1:3]
    try:
        engine.start()
        import cloudinit  # noqa: F401
    except ImportError as missing:
        print("SKIP: needs packages python3-heat and cloud-init: %s" % missing, file=sys.stderr)
        return 77
    with tempfile.TemporaryDirectory() as folder:
        key = os.path.join(folder, "key")

        def strip(*options):
            args = [program, "strip", model, "-q", "--stack", "s", "--zk", "z:2181", "--key", key, *options]
            return subprocess.run(args, stdout=subprocess.PIPE, check=True).stdout.decode()
        stripped = strip()
        check_fetched(strip, "weft-agent")
        check_fetched(strip, "weft-agent_0.1.0_amd64.deb")
    failed = 0
    for server, text in sorted(engine.user_data(engine.stack(stripped, True)).items()):
        if server == "untouched":
            assert text == "#!/bin/sh\necho of a server without components\n"
            continue
        assert len(text) < 2048 or re.search("weft-signal|%s" % LETTERS, text), (server, len(text))
        with tempfile.TemporaryDirectory() as folder:
            try:
                print("ok: %s, %d parts, %d bytes" % (server, check_server(server, text, folder), len(text)))
            except Exception as wrong:  # each server says its own
                failed += 1
                print("FAILED: %s: %s: %s" % (server, type(wrong).__name__, wrong))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
