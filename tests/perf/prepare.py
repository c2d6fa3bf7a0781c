#!/usr/bin/env python3
"""How long preparing a large stack takes, beside what the server alone needs for it.

    tests/perf/prepare.py BUILD_DIR [COMPONENTS [ROUNDS]]

In turns on the same private server, the least of the rounds:
  floor    bench_zkfloor: one node a component, three a VM, in multis, from a client that only writes
  shape    the same for the very requests of `prepare`: its nodes, values and access lists
  prepare  a model of that size in a stack of its own: the whole command, its writing, its processor
  again    the same, when nothing has changed
  update   with one component in a hundred changed, and how many writes that is
  start    `weft zk start` until it is ready, against the same server process started bare

A busy machine says little about seconds on the clock; the processor's mean more then: cpu of the
command, server of the server meanwhile.
"""
import contextlib, json, os, shutil, socket, struct, subprocess, sys, tempfile, threading, time

import models
from timing import timed, print_rows

build = os.path.abspath(sys.argv[1])
n = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
weft, floor = build + '/weft', build + '/tests/bench_zkfloor'
heavy = ['--heavy'] if n > 20000 else []
rows = {}


def least(name, **values):
    row = rows.setdefault(name, {})
    for key, value in values.items():
        row[key] = min(row.get(key, value), value)


def spent(pid):
    """Seconds of the processor."""
    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def write_bare(name, server, *arguments):
    before = spent(server)
    out = timed([floor, os.environ['WEFT_ZK'].rsplit(':', 1)[1], *arguments])[2]
    least(name, wall=float(out), server=spent(server) - before)


def prepare(name, server, stack, path):
    before = spent(server)
    wall, cpu, out = timed([weft, 'prepare', '--stack', stack, '--yes', '--json', path])
    report = json.loads(out)
    least(name, wall=wall, cpu=cpu, server=spent(server) - before, writing=report['elapsed_ms'] / 1000,
          writes=report['counts']['total'])


def pump(source, sink, kept=None):
    while data := source.recv(1 << 20):
        if kept:
            kept.write(data)
        sink.sendall(data)
    with contextlib.suppress(OSError):  # it may have gone first
        sink.shutdown(socket.SHUT_WR)


def record(hosts, stack, path, into):
    """What `prepare` sends to the server goes into a file on its way."""
    with socket.create_server(('127.0.0.1', 0)) as listener, open(into, 'wb') as kept:
        command = [weft, 'prepare', '--zk', '127.0.0.1:%d' % listener.getsockname()[1], '--stack', stack,
                   '--yes', '-q', path]
        with subprocess.Popen(command) as client:
            ours, _ = listener.accept()
            theirs = socket.create_connection(hosts.rsplit(':', 1))
            answers = threading.Thread(target=pump, args=(theirs, ours), daemon=True)
            answers.start()
            try:
                pump(ours, theirs, kept)
            except ConnectionError:
                pass  # the client has ended with answers under way
        if client.returncode:
            sys.exit(f'{command} failed')


def has_session(port):
    """Does the server answer a handshake? A connection alone comes too early."""
    try:
        with socket.create_connection(('127.0.0.1', port), 1) as s:
            s.settimeout(.03)
            hello = struct.pack('>iqiqi16s?', 0, 0, 10000, 0, 16, b'', False)
            s.sendall(struct.pack('>i', len(hello)) + hello)
            return len(s.recv(64)) > 16
    except OSError:
        return False


def serving(folder):
    """The process of the server that weft started there."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            if os.readlink(f'/proc/{pid}/cwd') == folder:
                return pid
        except OSError:
            pass  # not ours to look at, or gone
    sys.exit(f'no server runs in {folder}')


def server_starts(folder):
    """weft's own start, and the very same process started by hand in a fresh folder."""
    theirs, bare = folder + '/theirs', folder + '/bare'
    wall, _, hosts = timed([weft, 'zk', 'start', '--dir', theirs, *heavy])
    least('start', wall=wall)
    port = int(hosts.strip().rsplit(':', 1)[1])
    pid = serving(theirs)
    command = open(f'/proc/{pid}/cmdline').read().split('\0')[:-1]
    timed([weft, 'zk', 'stop', '--dir', theirs])
    shutil.copytree(theirs, bare, ignore=shutil.ignore_patterns('version-2'))
    for name in os.listdir(bare):
        if name.endswith('.cfg'):
            text = open(f'{bare}/{name}').read().replace(theirs, bare)
            open(f'{bare}/{name}', 'w').write(text)
    began = time.monotonic()
    with open(os.devnull, 'w') as nowhere:
        server = subprocess.Popen([a.replace(theirs, bare) for a in command], cwd=bare, stdout=nowhere,
                                  stderr=nowhere, stdin=subprocess.DEVNULL)
    while not has_session(port) and server.poll() is None:
        time.sleep(.003)
    least('bare start', wall=time.monotonic() - began)
    server.terminate()
    server.wait()
    shutil.rmtree(theirs)
    shutil.rmtree(bare)


def ratio(goal, what, value, must):
    print(f'{goal:5}{what:47}{value:6.2f}   must {must}')


def main():
    folder = os.path.realpath(tempfile.mkdtemp(prefix='weft-perf.'))
    os.environ['XDG_DATA_HOME'] = folder + '/data'
    models.write_models(folder + '/model', n)
    port = timed([weft, 'zk', 'start', '--dir', folder + '/zk', *heavy])[2].strip()
    os.environ['WEFT_ZK'] = port
    try:
        record(port, 'shape', folder + '/model/model.yaml', folder + '/shape')
        timed([weft, 'teardown', '--forget', '--yes', '-q', 'shape'])
        server = serving(folder + '/zk')
        for i in range(rounds):
            write_bare('floor', server, str(n), str(max(5, n // 20)))
            write_bare('shape', server, folder + '/shape')
            timed([weft, 'teardown', '--forget', '--yes', '-q', 'shape'])
            prepare('prepare', server, f's{i}', folder + '/model/model.yaml')
            prepare('again', server, f's{i}', folder + '/model/model.yaml')
            prepare('update', server, f's{i}', folder + '/model/next.yaml')
            timed([weft, 'teardown', '--forget', '--yes', '-q', f's{i}'])
    finally:
        timed([weft, 'zk', 'stop', '--dir', folder + '/zk'])
    for i in range(rounds):
        server_starts(folder)
    shutil.rmtree(folder)
    print_rows(rows)
    ratio('P12', 'writing / floor', rows['prepare']['writing'] / rows['floor']['wall'], 2)
    ratio('', 'writing / the same requests from a bare client',
          rows['prepare']['writing'] / rows['shape']['wall'], '-')
    ratio('', 'the server\'s processor, prepare / floor',
          rows['prepare']['server'] / rows['floor']['server'], '-')
    ratio('', 'the whole command / floor', rows['prepare']['wall'] / rows['floor']['wall'], '-')
    ratio('P12c', 'weft zk start / the server alone', rows['start']['wall'] / rows['bare start']['wall'], 1.5)
    print(json.dumps({'weft': 1, 'components': n, 'rows': rows}))


main()
