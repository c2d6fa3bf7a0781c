"""The Heat engine without a cloud: its parser, functions, resource plug-ins and graph as packaged by
the distribution (python3-heat), with everything that would leave the machine answered here.

    engine.start()                     # once a process; ImportError if Heat is not installed
    stack = engine.stack(template)     # a template as text; raises what Heat raises
    engine.requires(stack)             # {resource: what it comes after}
    engine.user_data(stack)            # {server: what Nova would get}, attributes made up

As a program: engine.py [--auto-params] TEMPLATE says whether Heat takes it (exit 0), or why not (1);
77 where Heat is missing.
"""
import contextlib
import io
import json
import logging
import os
import sys
import uuid
import warnings

# A made-up attribute: quotes, a line end and a letter outside ASCII, which careless text breaks on.
MADE_UP = 'the "%s" of %s\nis \\ grün'


def start():
    """Loads Heat (seconds) and puts answers where a cloud would be asked."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stderr(io.StringIO()):
        global cfg, constraints, environment, heat_context, heat_stack, heat_template, resource
        global stk_defn, template_format
        from heat.common import config as _  # noqa: F401  registers options
        from heat.common import context as heat_context
        from heat.common import template_format
        from heat.engine import constraints, environment, resource, resources, stk_defn
        from heat.engine import stack as heat_stack
        from heat.engine import template as heat_template
        from oslo_config import cfg
        cfg.CONF([], project="heat", prog="test", default_config_files=[])
        cfg.CONF.set_override("max_resources_per_stack", -1)
        resources.initialise()
    _stub_clients()
    _stub_resources()


def _stub_clients():
    from heat.engine import clients
    from heat.engine.clients.os import nova
    from heat.engine.resources.openstack.nova import server

    def echo(*args, **_):
        """A look-up by name or id answers with what it was asked for."""
        texts = [arg for arg in args if isinstance(arg, str)]
        return texts[-1] if texts else "made-up"

    for name in clients._mgr.names():
        for cls in clients._mgr[name].plugin.__mro__:
            for attribute, value in list(vars(cls).items()):
                if attribute.startswith(("find_", "get_")) and callable(value):
                    setattr(cls, attribute, echo)
                elif attribute in ("has_extension", "has_host", "is_version_supported",
                                   "does_endpoint_exist"):
                    setattr(cls, attribute, lambda *a, **k: True)
    nova.NovaClientPlugin.absolute_limits = lambda *a, **k: {
        "maxServerMeta": 128, "maxPersonality": 5, "maxPersonalitySize": 10240}
    server.Server._validate_image_flavor = lambda *a: None
    ask = constraints.CustomConstraint._is_valid

    def is_valid(self, value, schema, context):
        own = self.custom_constraint
        if own and type(own).__module__.startswith("heat.engine.clients"):
            return True  # only the cloud knows
        return ask(self, value, schema, context)
    constraints.CustomConstraint._is_valid = is_valid


class Configs:
    """The engine's store of software configs, for what is made of them while creating."""

    def __init__(self):
        self.by_id = {}

    @contextlib.contextmanager
    def ignore_error_by_name(self, _name):
        with contextlib.suppress(KeyError):
            yield

    def create_software_config(self, _context, **config):
        key = str(uuid.uuid4())
        self.by_id[key] = dict(config, id=key)
        return self.by_id[key]

    def show_software_config(self, _context, key):
        return self.by_id[key]


CONFIGS = Configs()


def _stub_resources():
    from heat.objects import service
    base = resource.Resource
    base.is_service_available = classmethod(lambda cls, context: (True, None))
    base.validate_external = lambda self: None  # only the cloud knows
    base.rpc_client = lambda self: CONFIGS
    base.resource_id_set = lambda self, value: setattr(self, "resource_id", value)
    base.data = lambda self: {}
    base.metadata_get = lambda self, refresh=False: self.t.metadata()
    base.metadata_set = lambda self, metadata, merge_metadata=None: None
    service.Service.active_service_count = classmethod(lambda cls, context: 1)


def made_up(schema):
    """A value that a parameter without one may take."""
    for constraint in schema.get("constraints") or []:
        if constraint.get("allowed_values"):
            return constraint["allowed_values"][0]
    kinds = {"number": 1, "boolean": True, "json": {}, "comma_delimited_list": ["a", "b"]}
    return kinds.get(schema.get("type"), "192.0.2.0/24")


def stack(text, auto_params=False, files=None, validate=True):
    """Parses as Heat's client and engine do, and validates."""
    data = template_format.parse(text)
    given = {}
    for name, schema in (data.get("parameters") or {}).items():
        if auto_params and "default" not in schema:
            given[name] = made_up(schema)
    context = heat_context.RequestContext(
        username="u", user_id="u", project_id="p", is_admin=False, roles=[], overwrite=False,
        auth_url="http://cloud.invalid/v3", password="p")
    template = heat_template.Template(data, files=files or {},
                                      env=environment.Environment({"parameters": given}))
    result = heat_stack.Stack(context, "s", template)
    result.keep_context = context  # elsewhere only weakly referred to
    template.validate()
    list(result.dependencies)  # sorts: finds cycles
    if validate:
        result.validate()
    return result


def requires(stk):
    graph = stk.dependencies.graph()
    return {res.name: sorted(other.name for other in node.requires())
            for res, node in graph.items()}


def types(stk):
    return {name: res.t.resource_type for name, res in stk.resources.items()}


def user_data(stk):
    """Walks the graph as if everything had been made, and resolves what each server gets."""
    def attribute(self, key, *path):
        if key == "config" and self.resource_id in CONFIGS.by_id:
            return CONFIGS.by_id[self.resource_id]["config"]
        return MADE_UP % (".".join([key] + [str(p) for p in path]), self.name)

    def reference(self):
        return self.resource_id or "id-of-" + self.name
    texts, base = {}, resource.Resource
    saved = base.FnGetAtt, base.FnGetRefId, base.physical_resource_name
    base.FnGetAtt, base.FnGetRefId = attribute, reference
    base.physical_resource_name = lambda self: self.name
    try:
        for res in stk.dependencies:
            if res.t.resource_type in ("OS::Heat::SoftwareConfig", "OS::Heat::CloudConfig",
                                       "OS::Heat::MultipartMime"):
                res.handle_create()
            elif res.t.resource_type == "OS::Nova::Server":
                text = res.properties["user_data"]
                config = CONFIGS.by_id.get(text)
                texts[res.name] = config["config"] if config else text
            res.action, res.status = res.CREATE, res.COMPLETE
            stk_defn.update_resource_data(stk.defn, res.name,
                                          res.node_data(for_resources=True, for_outputs=True))
    finally:
        base.FnGetAtt, base.FnGetRefId, base.physical_resource_name = saved
    return texts


def main(args):
    auto = "--auto-params" in args
    paths = [arg for arg in args if not arg.startswith("-")]
    try:
        start()
    except ImportError as missing:
        print("SKIP: Heat is not installed (package python3-heat): %s" % missing, file=sys.stderr)
        return 77
    status = 0
    for path in paths:
        with open(path, encoding="utf-8") as source:
            text = source.read()
        try:
            result = stack(text, auto)
            print(json.dumps({"template": os.path.basename(path), "requires": requires(result)}))
        except Exception as refused:  # Heat has no common base of what it raises
            print("%s: %s: %s" % (path, type(refused).__name__, refused), file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
