#!/usr/bin/env python3
"""How long preparing and rehearsing take, beside what they cannot be faster than.

    tests/perf/rehearse.py BUILD_DIR [COMPONENTS [VMS]]

Makes a random DAG, and measures, minimum of three:
  prepare    on a private server, from the program's own report of its writing
  again      the same, when nothing has changed
  update     with one component in a hundred changed, and how many writes that is
  rehearse   all of it, recipes that take no time
  ninja -j2  the same DAG of `true` (where ninja is installed)

Seconds on the clock (s) and of the processor (cpu), with those of the server and the agents that a
rehearsal ends; on a busy machine only the latter mean much. Ratios are those of the minima.
"""
import json, os, random, shutil, sys, tempfile

from timing import timed, print_rows

build = sys.argv[1]
n = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
vms = int(sys.argv[3]) if len(sys.argv) > 3 else 50
weft = os.path.join(build, 'weft')
random.seed(1)
reads = [sorted(random.sample(range(max(0, c - 200), c), min(c, random.randint(0, 3)))) for c in range(n)]


def model(path, changed=()):
    with open(path, 'w') as f:
        f.write('heat_template_version: 2018-08-31\nresources:\n')
        for v in range(vms):
            f.write(f'  vm{v}: {{type: OS::Nova::Server}}\n')
        f.write('components:\n')
        for c in range(n):
            word = 'exit' if c in changed else 'true'
            f.write(f'  c{c}:\n    server: vm{c % vms}\n    config: "#!/bin/sh\\n{word}\\n"\n    outputs: [o]\n')
            if reads[c]:
                f.write('    inputs:\n')
            for i, r in enumerate(reads[c]):
                f.write(f'      i{i}: {{get_attr: [c{r}, o]}}\n')


def ninja(folder):
    with open(os.path.join(folder, 'build.ninja'), 'w') as f:
        f.write('rule r\n  command = true\n')
        for c in range(n):
            f.write(f'build c{c}: r ' + ' '.join(f'c{r}' for r in reads[c]) + '\n')


def run(*args):
    return timed([weft, *args])


def least(row, wall, cpu):
    row['s'], row['cpu'] = min(row.get('s', wall), wall), min(row.get('cpu', cpu), cpu)


def main():
    folder = tempfile.mkdtemp()
    os.environ['XDG_DATA_HOME'] = os.path.join(folder, 'data')
    zk = os.path.join(folder, 'zk')
    old, new = os.path.join(folder, 'old.yaml'), os.path.join(folder, 'new.yaml')
    model(old)
    model(new, set(range(0, n, 100)))
    heavy = ['--heavy'] if n > 20000 else []
    os.environ['WEFT_ZK'] = run('zk', 'start', '--dir', zk, *heavy)[2].strip()
    rows = {}
    try:
        for i in range(3):
            prepare = ['prepare', '--stack', f's{i}', '--yes', '--json']
            for name, path in (('prepare', old), ('again', old), ('update', new)):
                wall, cpu, out = run(*prepare, path)
                report = json.loads(out)
                row = rows.setdefault(name, {'writing_s': 1e9})
                least(row, wall, cpu)
                row['writing_s'] = min(row['writing_s'], report['elapsed_ms'] / 1000)
                row['writes'] = report['counts']['total']
            run('teardown', '--forget', '--yes', '-q', f's{i}')
    finally:
        run('zk', 'stop', '--dir', zk)
    if n <= 20000:
        rows['rehearse'] = {}
        for i in range(3):
            least(rows['rehearse'], *run('rehearse', '-q', old)[:2])
    if shutil.which('ninja') and n <= 20000:
        rows['ninja -j2'] = {}
        for i in range(3):
            target = os.path.join(folder, f'ninja{i}')
            os.mkdir(target)
            ninja(target)
            least(rows['ninja -j2'], *timed(['ninja', '-j2', '-C', target])[:2])
        for key in 's', 'cpu':
            print(f"rehearse / ninja, {key}: {rows['rehearse'][key] / rows['ninja -j2'][key]:.2f}")
    shutil.rmtree(folder)
    print_rows(rows)
    print(json.dumps({'weft': 1, 'components': n, 'vms': vms, 'rows': rows}))


main()
