#!/usr/bin/python3
"""What Heat makes of the expressions and parameters in this folder.

Runs every case of *.cases.json through the installed Heat engine, in all
versions of HOT, and compares the outcome with the one written down; with
--write it writes the outcome down. Exit 77 (skip) if there is no Heat.

A case is {"expr": ..} or {"schema": .., "value": ..}; "expect" lists from which
version on which outcome holds: {"value": ..} or {"error": "invalid"|"missing"}.
world.json holds what the expressions refer to.
"""
import glob
import json
import os
import sys
import warnings

warnings.simplefilter('ignore')
try:
    from heat.common import exception
    from heat.engine import attributes, function, parameters, template
except ImportError as problem:
    print('SKIPPED: the Heat engine cannot be imported (%s)' % problem)
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = ['2013-05-23', '2014-10-16', '2015-04-30', '2015-10-15', '2016-04-08', '2016-10-14',
            '2017-02-24', '2017-09-01', '2018-03-02', '2018-08-31', '2021-04-16']
FIRST_WITH_CONDITIONS = VERSIONS.index('2016-10-14')


class Everything:
    def __contains__(self, name):
        return True


class Resource:
    CREATE, ADOPT, SUSPEND, RESUME, UPDATE, ROLLBACK, SNAPSHOT, CHECK = (
        'CREATE', 'ADOPT', 'SUSPEND', 'RESUME', 'UPDATE', 'ROLLBACK', 'SNAPSHOT', 'CHECK')
    IN_PROGRESS, COMPLETE = 'IN_PROGRESS', 'COMPLETE'
    action, status = CREATE, COMPLETE
    attributes_schema = Everything()

    def __init__(self, name, values):
        self.name, self.values = name, values

    def FnGetRefId(self):
        return 'id-of-' + self.name

    def FnGetAtt(self, key, *path):
        if key not in self.values:
            raise exception.InvalidTemplateAttribute(resource=self.name, key=key)
        return attributes.select_from_attribute(self.values[key], path)

    def FnGetAtts(self):
        return self.values


class Facade:
    def __init__(self, values):
        self.values, self.t = values, self
        self._update_policy = values['update_policy']

    def metadata_get(self):
        return self.values['metadata']

    def deletion_policy(self):
        return self.values['deletion_policy']


class Stack:
    """As much of a stack as functions look at."""

    def __init__(self, world, version, index):
        text = {'heat_template_version': version,
                'parameters': {n: {'type': p['type']} for n, p in world['params'].items()}}
        if index >= FIRST_WITH_CONDITIONS:
            text['conditions'] = world['conditions']
        self.t = template.Template(text, files=world['files'])
        values = {n: p['value'] for n, p in world['params'].items()}
        self.parameters = self.t.parameters(None, values)
        self.world = world

    def refresh(self):
        """Some functions change the lists that they are given."""
        world = json.loads(json.dumps(self.world))
        self.resources = {n: Resource(n, a) for n, a in world['attrs'].items()}
        self.parent_resource = Facade(world['facade'])
        for param in self.parameters.params.values():
            if isinstance(param, parameters.ParsedParameter):
                param._parsed = None

    def __getitem__(self, name):
        return self.resources[name]

    def __contains__(self, name):
        return name in self.resources

    def enabled_rsrc_names(self):
        return list(self.resources)


def evaluate(stack, case):
    if 'condition' in case:
        cond = stack.t.parse_condition(stack, case['condition'])
        value = stack.t.conditions(stack).is_enabled(function.resolve(cond))
        function.validate(cond)
        return value
    snippet = stack.t.parse(stack, case['expr'])
    value = function.resolve(snippet)
    function.validate(snippet)
    return value


def convert(stack, case):
    schema = stack.t.param_schema_class.from_dict('p', case['schema'])
    param = parameters.Parameter('p', schema, case.get('value'))
    param.validate()
    return param.value()


def outcome(stack, case):
    stack.refresh()
    try:
        value = convert(stack, case) if 'schema' in case else evaluate(stack, case)
        return {'value': json.loads(json.dumps(value, allow_nan=False))}
    except (exception.UserParameterMissing, exception.InvalidTemplateReference,
            exception.InvalidTemplateAttribute) as problem:
        names = [problem.kwargs.get(k, '') for k in ('resource', 'key')]
        good = all(isinstance(n, str) for n in names)
        return {'error': 'missing' if good else 'invalid'}
    except Exception as problem:  # whatever it is, the template is refused
        return {'error': 'missing' if 'No content found' in str(problem) else 'invalid'}


def same(a, b):
    return json.dumps(a) == json.dumps(b)


def expectation(stacks, case):
    """Outcomes with the version from which each holds."""
    steps = []
    for index, version in enumerate(VERSIONS):
        if 'condition' in case and index < FIRST_WITH_CONDITIONS:
            continue
        found = outcome(stacks[index], json.loads(json.dumps(case)))
        if not steps or not same(steps[-1][1], found):
            steps.append([version, found])
    return steps


def main(write):
    with open(os.path.join(HERE, 'world.json')) as f:
        world = json.load(f)
    stacks = [Stack(json.loads(json.dumps(world)), v, i) for i, v in enumerate(VERSIONS)]
    wrong = count = 0
    for path in sorted(glob.glob(os.path.join(HERE, '*.cases.json'))):
        with open(path) as f:
            cases = json.load(f)
        for case in cases:
            steps = expectation(stacks, {k: v for k, v in case.items() if k != 'expect'})
            count += 1
            if not same(case.get('expect'), steps):
                wrong += 1
                if not write:
                    print('%s: %s\n  expected %s\n  Heat has %s' % (
                        os.path.basename(path), json.dumps(case), case.get('expect'), steps))
            case['expect'] = steps
        if write:
            with open(path, 'w') as f:
                f.write('[\n' + ',\n'.join(json.dumps(c) for c in cases) + '\n]\n')
    print('%d cases, %d differ from what Heat does' % (count, wrong))
    return 0 if write or not wrong else 1


if __name__ == '__main__':
    sys.exit(main('--write' in sys.argv[1:]))
