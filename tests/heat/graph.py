"""What weft makes of templates, held against the graph and the values of the Heat engine.

    graph.py WEFT TEMPLATE...       exit 0: they agree; 77: Heat is not installed

For each template (its environments: TEMPLATE.env.yaml, TEMPLATE.env2.yaml ... beside it, if any; its
made-up parameters only where it has none) the engine's dependency graph is built with all nested
stacks, and the creation is walked through as if everything had worked. Then

  - servers are the VMs, deployments are the components;
  - whatever comes after a component in weft comes after it in Heat, but for order between servers,
    which weft keeps as order of their software;
  - whatever deployment comes after another in Heat does so in weft, but for three things: a nested
    stack is one node in Heat, so everything in it waits for each of its properties, and readers of
    one output wait for all of it (weft looks inside; such pairs are printed as "finer"); a server
    that waits for software is created at once, and its software waits; and the properties of what
    an environment maps to OS::Heat::None make no order;
  - the template that weft composes is valid for Heat, has the same deployments, on the same
    servers, with the same inputs, configs and groups, and a graph that equals weft's.
"""
import json
import os
import subprocess
import sys
import tempfile

import engine

DEPLOYMENTS = ("OS::Heat::SoftwareDeployment", "OS::Heat::StructuredDeployment")
SERVERS = ("OS::Nova::Server", "OS::Heat::DeployedServer")
WAITS = ("OS::Heat::WaitCondition", "AWS::CloudFormation::WaitCondition")


BY_CLASS = {"Server": SERVERS[0], "DeployedServer": SERVERS[1], "NoneResource": "OS::Heat::None",
            "Value": "OS::Heat::Value", "SoftwareDeployment": DEPLOYMENTS[0]}


class Different(Exception):
    pass


def kind_of(res):
    """The type behind an environment's aliases."""
    for cls in type(res).__mro__:
        if cls.__name__ in BY_CLASS:
            return BY_CLASS[cls.__name__]
    return res.t.resource_type


# ---- the engine ----

def load(path, environments):
    """Template, files and merged environment, as the client sends and the engine merges them."""
    from heat.common import environment_format, environment_util
    from heatclient.common import template_utils
    files, template = template_utils.process_template_path(path)
    names = []
    more, _ = template_utils.process_multiple_environments_and_files(
        environments, env_list_tracker=names)
    files.update(more)
    files = {k: v.decode() if isinstance(v, bytes) else v for k, v in files.items()}
    schemata = engine.heat_template.Template(template, files=files).all_param_schemata(files)
    merged = {}
    environment_format.default_for_missing(merged)
    environment_util.merge_environments(names, files, merged, schemata)
    given = set(merged["parameters"]) | set(merged.get("parameter_defaults") or {})
    made_up = {name: engine.made_up(schema)
               for name, schema in (template.get("parameters") or {}).items()
               if name not in given and "default" not in schema}
    merged["parameters"].update(made_up)
    return template, files, merged, made_up


def make_stack(template, files, merged):
    context = engine.heat_context.RequestContext(
        username="u", user_id="u", project_id="p", is_admin=False, roles=[], overwrite=False,
        auth_url="http://cloud.invalid/v3", password="p")
    parsed = engine.heat_template.Template(template, files=files,
                                           env=engine.environment.Environment(merged))
    stack = engine.heat_stack.Stack(context, "stack", parsed)
    stack.keep_context = context
    parsed.validate()
    list(stack.dependencies)
    stack.validate()
    return stack


class Walk:
    """Creates everything, in the engine's order, with made-up attributes: {attr web.0.db url}."""

    def __init__(self, stack):
        self.kind, self.after, self.explicit, self.parent = {}, {}, {}, {}
        self.server, self.derived = {}, {}
        self.stacks = {}  # full name: nested stack
        with self.patched():
            self.run(stack, "", None)

    # -- the names used for what only a cloud knows

    @staticmethod
    def full(res):
        return getattr(res.stack, "walk_prefix", "") + res.name

    def patched(self):
        from contextlib import ExitStack
        from unittest import mock
        from heat.engine import attributes
        from heat.engine.resources import stack_resource, template_resource
        from heat.engine.resources.openstack.heat import software_deployment
        base = engine.resource.Resource
        walk = self
        real = attributes.select_from_attribute

        def reference(res):
            config = "SoftwareConfig" in [c.__name__ for c in type(res).__mro__]
            nested = walk.stacks.get(walk.full(res))
            if nested is not None and "OS::stack_id" in nested.outputs:
                return nested.outputs["OS::stack_id"].get_value()
            if config and res.resource_id:
                return res.resource_id
            if kind_of(res) in ("OS::Heat::Value", "OS::Heat::None"):
                return walk.full(res)
            return "{ref %s}" % walk.full(res)
        deployment = software_deployment.SoftwareDeployment
        patches = ExitStack()
        for cls in (base, stack_resource.StackResource, template_resource.TemplateResource):
            for name, value in (("FnGetAtt", lambda res, key, *path: walk.attribute(res, key, *path)),
                                ("FnGetRefId", reference)):
                if name in vars(cls):
                    patches.enter_context(mock.patch.object(cls, name, value))
        patches.enter_context(mock.patch.object(
            base, "physical_resource_name", lambda res: walk.full(res)))
        patches.enter_context(mock.patch.object(
            attributes, "select_from_attribute",
            lambda value, path: mark(value, path) if str(value).startswith("{attr ")
            else real(value, path)))
        for name in ("_get_ec2_signed_url", "_get_swift_signal_url", "_get_zaqar_signal_queue_id"):
            patches.enter_context(mock.patch.object(deployment, name, lambda *a, **k: "signal"))
        return patches

    def attribute(self, res, key, *path):
        full, kind = self.full(res), kind_of(res)
        if kind == "OS::Heat::Value":
            return select(res.properties["value"], path)
        if kind == "OS::Heat::None":
            return None
        if key == "config" and res.resource_id in engine.CONFIGS.by_id:
            return select(engine.CONFIGS.by_id[res.resource_id]["config"], path)
        nested = self.stacks.get(full)
        if nested is None:
            if hasattr(res, "_resource_names"):
                return {} if key in ("refs_map", "attributes") else []
            return mark("{attr %s %s}" % (full, key), path)
        if "DeploymentGroup" in type(res).__name__ or "Deployments" in type(res).__name__:
            inner = res._member_attribute_name(key)
            return select({n: self.attribute(nested[n], inner) for n in nested.resources}, path)
        if hasattr(res, "_resource_names"):
            return self.group_attribute(res, nested, key, path)
        if key in nested.outputs:
            return select(nested.outputs[key].get_value(), path)
        if key.startswith("resource."):
            return self.member(nested, key.split(".", 2)[1:] + list(path))
        raise KeyError(key)

    def member(self, nested, path):
        inner = nested[path[0]]
        return self.attribute(inner, *path[1:]) if path[1:] else inner.FnGetRefId()

    def group_attribute(self, res, nested, key, path):
        kinds = getattr(res, "properties").data.get("resources")
        names = (res._resource_names(res.properties["resources"]) if kinds is not None
                 else list(res._resource_names()))
        if key == "refs":
            return select([nested[n].FnGetRefId() for n in names], path)
        if key == "refs_map":
            return select({n: nested[n].FnGetRefId() for n in names}, path)
        if key == "attributes":
            return {n: self.attribute(nested[n], *path) for n in names}
        if key == "removed_rsrc_list":
            return []
        if key.startswith("resource."):
            return self.member(nested, key.split(".", 2)[1:] + list(path))
        return [self.attribute(nested[n], key, *path) for n in names]

    # -- creation

    def run(self, stack, prefix, owner):
        for name, node in stack.dependencies.graph().items():
            full = prefix + name.name
            self.after[full] = {prefix + other.name for other in node.requires()}
            depends = name.t._depends
            depends = [depends] if isinstance(depends, str) else depends or []
            self.explicit[full] = {prefix + other for other in depends} & self.after[full]
            self.parent[full] = owner
        for res in stack.dependencies:
            self.create(stack, res, prefix + res.name)
            res.action, res.status = res.CREATE, res.COMPLETE
            engine.stk_defn.update_resource_data(
                stack.defn, res.name, res.node_data(for_resources=True, for_outputs=True))

    def create(self, stack, res, full):
        from heat.engine.resources import stack_resource
        kind = self.kind[full] = kind_of(res)
        if isinstance(res, stack_resource.StackResource) and kind != "OS::Heat::AutoScalingGroup":
            self.kind[full] = "nested"
            nested = res._parse_nested_stack("stack-" + full.replace(".", "-"),
                                             res.child_template(), res.child_params())
            nested.strict_validate = False
            nested.walk_prefix = full + "."
            self.stacks[full] = nested
            self.run(nested, full + ".", full)
        elif kind in DEPLOYMENTS:
            self.deploy(res, full)
        elif any(c.__name__ == "SoftwareConfig" for c in type(res).__mro__):
            res.handle_create()

    def deploy(self, res, full):
        from heat.engine import software_config_io as swc_io
        key = res.properties["config"]
        config = dict(engine.CONFIGS.by_id.get(key) or {}, name="n")
        config["inputs"] = [swc_io.InputConfig(**i) for i in config.get("inputs") or []]
        config["outputs"] = [swc_io.OutputConfig(**o) for o in config.get("outputs") or []]
        if hasattr(res, "_get_heat_signal_credentials"):
            res._get_heat_signal_credentials = lambda: dict.fromkeys(
                ("auth_url", "username", "user_id", "password", "project_id", "region_name"), "x")
        derived = res._build_derived_config_params("CREATE", config)
        inputs = {i["name"]: i.get("value") for i in derived["inputs"]
                  if not i["name"].startswith("deploy_")}
        self.server[full] = res.properties["server"]
        self.derived[full] = {"group": derived["group"], "config": derived["config"],
                              "inputs": inputs, "actions": res.properties["actions"]}

    # -- the graph

    def of_kind(self, kinds):
        return {name for name, kind in self.kind.items() if kind in kinds}

    def edges(self, coarse):
        """Pairs (before, after) of nodes; a nested stack is a start "NAME^" and an end "NAME".
        @coarse: as the engine has it. Else only what depends_on says of stacks, and servers wait for
        no software."""
        stacks = {name for name, kind in self.kind.items() if kind == "nested"}
        software = self.of_kind(DEPLOYMENTS)
        runs_on = {}
        for name, server in self.server.items():
            runs_on.setdefault(str(server)[5:-1], []).append(name)
        for name, before in self.after.items():
            start = name + "^" if name in stacks else name
            if name in stacks:
                yield start, name
            if self.parent[name]:
                yield self.parent[name] + "^", start
                yield name, self.parent[name]
            for other in before:
                bound = (name in stacks or other in stacks or
                         "OS::Heat::None" in (self.kind[name], self.kind[other]))
                if not coarse and bound and other not in self.explicit[name]:
                    continue
                if not coarse and self.kind[name] in SERVERS and other in software:
                    for component in runs_on.get(name, []):
                        yield other, component
                    continue
                yield other, start


def mark(value, path):
    for step in path:
        value = "%s %s}" % (value[:-1], step)
    return value


def select(value, path):
    for step in path:
        if isinstance(value, str) and value.startswith("{attr "):
            value = mark(value, [step])
            continue
        try:
            value = value[int(step)] if isinstance(value, (list, tuple)) else value[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return value


# ---- graphs ----

def closure(edges, keep):
    """For every node of @keep, which of them come before it."""
    before, order, seen = {}, [], set()
    for a, b in edges:
        before.setdefault(b, set()).add(a)
    result = {}
    for root in list(before) + list(keep):
        work = [(root, False)]
        while work:
            node, done = work.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                work.append((node, True))
                work += [(other, False) for other in before.get(node, ())]
    for node in order:
        mine = set()
        for other in before.get(node, ()):
            mine |= result.get(other, set())
            if other in keep:
                mine.add(other)
        result[node] = mine
    return {node: result.get(node, set()) for node in keep}


def pairs(before):
    return {(a, b) for b, all_a in before.items() for a in all_a}


# ---- weft ----

def weft(program, *args, ok=(0,)):
    done = subprocess.run([program, *args], capture_output=True, text=True, timeout=120)
    if done.returncode not in ok:
        raise Different("weft %s failed: %s" % (" ".join(args), done.stderr or done.stdout))
    return done.stdout


def options(environments, parameters):
    result = []
    for path in environments:
        result += ["-e", path]
    for name, value in parameters.items():
        text = value if isinstance(value, str) else json.dumps(value)
        if isinstance(value, list):
            text = ",".join(value)
        result += ["-P", "%s=%s" % (name, text)]
    return result


def same(what, one, other):
    if one != other:
        raise Different("%s: only Heat: %s; only weft: %s" % (
            what, sorted(map(str, one - other)), sorted(map(str, other - one))))


def plain(value):
    """Values that are the same in the composed template: marks have one form already."""
    return json.dumps(value, sort_keys=True, default=str)


def compare_graphs(walk, graph):
    nodes = {n["name"]: n for n in graph["nodes"]}
    waits = {n for n in nodes if nodes[n].get("group") == "wait"}
    software = walk.of_kind(DEPLOYMENTS)
    same("components", software | (walk.of_kind(WAITS) & waits),
         {n for n, v in nodes.items() if v["kind"] != "vm"})
    keep = software | waits
    edges = [(e["from"], e["to"]) for e in graph["edges"]]
    ours = pairs(closure(edges, keep))
    servers = walk.of_kind(SERVERS)
    theirs = closure(walk.edges(True), keep | servers)
    must = pairs(closure(walk.edges(False), keep))
    coarse = {(a, b) for a, b in pairs(theirs) if a in keep and b in keep}
    for name in software:
        if nodes[name].get("vm") != str(walk.server[name])[5:-1]:
            raise Different("%s runs on %s, in Heat on %s" % (
                name, nodes[name].get("vm"), walk.server[name]))
    missing = must - ours
    if missing:
        raise Different("Heat's order is lost: %s" % sorted(missing))
    stricter = set()
    for a, b in ours - coarse:
        vm_a, vm_b = nodes[a]["vm"], nodes[b]["vm"]
        if not (vm_a in theirs.get(b, ()) or vm_a in theirs.get(vm_b, ())) or vm_a == vm_b:
            raise Different("weft puts %s after %s, Heat does not" % (b, a))
        stricter.add((a, b))
    return {"components": len(software), "servers": len(servers), "pairs": len(coarse),
            "finer": sorted(coarse - ours), "server order": sorted(stricter)}


def compare_values(walk, flat):
    same("deployments of the composed template", set(walk.derived), set(flat.derived))
    same("servers of the composed template", walk.of_kind(SERVERS), flat.of_kind(SERVERS))
    for name, derived in sorted(walk.derived.items()):
        for what in derived:
            if plain(derived[what]) != plain(flat.derived[name][what]):
                raise Different("%s of %s: %s, composed: %s" % (
                    what, name, plain(derived[what]), plain(flat.derived[name][what])))
        if walk.server[name] != flat.server[name]:
            raise Different("server of %s" % name)


def compare_flat(flat, graph):
    """The composed template has no stacks: Heat's graph of it must be weft's, but for servers."""
    keep = flat.of_kind(DEPLOYMENTS)
    ours = pairs(closure([(e["from"], e["to"]) for e in graph["edges"]], keep))
    missing = pairs(closure(flat.edges(False), keep)) - ours
    if missing:
        raise Different("order of the composed template that weft lacks: %s" % sorted(missing))


def compare(program, path):
    environments = [env for env in (path[:-5] + ".env%s.yaml" % n for n in ["", 2, 3, 4])
                    if os.path.exists(env)]
    template, files, merged, made_up = load(path, environments)
    walk = Walk(make_stack(template, files, merged))
    args = options(environments, made_up) + [path]
    graph = json.loads(weft(program, "graph", "--json", "--stack=stack", *args))
    report = compare_graphs(walk, graph)
    summary = json.loads(weft(program, "check", "--json", *args))["summary"]
    if summary["vms"] != report["servers"]:
        raise Different("%d VMs, in Heat %d servers" % (summary["vms"], report["servers"]))
    composed = weft(program, "compose", *args)
    with tempfile.TemporaryDirectory() as folder:
        flat_path = os.path.join(folder, "composed.yaml")
        with open(flat_path, "w", encoding="utf-8") as file:
            file.write(composed)
        env_path = os.path.join(folder, "env.yaml")
        with open(env_path, "w", encoding="utf-8") as file:
            json.dump({"parameters": merged["parameters"],
                       "parameter_defaults": merged.get("parameter_defaults") or {}}, file)
        flat_template, flat_files, flat_env, _ = load(flat_path, [env_path])
        flat = Walk(make_stack(flat_template, flat_files, flat_env))
        again = weft(program, "compose", *options([env_path], {}), flat_path)
        graph_again = json.loads(weft(program, "graph", "--json", *options([env_path], {}),
                                      flat_path))
    compare_values(walk, flat)
    compare_flat(flat, graph)
    keep = {node["name"] for node in graph["nodes"]}
    one, two = (pairs(closure([(e["from"], e["to"]) for e in g["edges"]], keep))
                for g in (graph, graph_again))
    if one != two:
        raise Different("order only before composing %s, only after %s" % (
            sorted(one - two), sorted(two - one)))
    if again != composed:
        raise Different("composing what was composed gives another text")
    return report


def main(args):
    try:
        engine.start()
        import heatclient  # noqa: F401  python3-heat brings it
        from heat.objects import service
        # as many engines as it takes for a concurrent chain to have no order
        service.Service.active_service_count = classmethod(lambda cls, context: 1000)
    except ImportError as missing:
        print("SKIP: Heat is not installed (package python3-heat): %s" % missing, file=sys.stderr)
        return 77
    status = 0
    for path in args[1:]:
        try:
            report = compare(args[0], path)
            print(json.dumps({"template": os.path.basename(path), **report}))
        except Exception as problem:  # Heat has no common base of what it raises
            if os.environ.get("GRAPH_DEBUG"):
                raise
            print("%s: %s: %s" % (path, type(problem).__name__, problem), file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
