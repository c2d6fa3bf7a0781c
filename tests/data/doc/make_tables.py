#!/usr/bin/env python3
"""Writes scalars.jsonl and documents.jsonl: what PyYAML makes of YAML text.

The loader is Heat's (heat/common/template_format.py): CSafeLoader with
timestamps as strings. Each line is [yaml, kind, value] or [yaml, null] where
the loader refuses it. Run it anew only to add cases; the tables are committed
so that the test needs no Python.
"""
import itertools
import json
import math
import os
import random
import yaml


class Loader(yaml.CSafeLoader):
    pass


for tag in ("str", "timestamp"):
    Loader.add_constructor("tag:yaml.org,2002:" + tag, lambda self, node: self.construct_scalar(node))

KINDS = {type(None): "null", bool: "a boolean", int: "an integer", float: "a number",
         str: "a string", list: "a list", dict: "a map"}


def plain(value):
    """As JSON: keys are strings, inf and nan have no word."""
    if isinstance(value, dict):
        return {k if isinstance(k, str) else json.dumps(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "not finite"
    if isinstance(value, (bytes, set, tuple)):
        raise ValueError("no JSON value")
    return value


def too_large(value):
    return isinstance(value, int) and not -2**63 <= value < 2**63


def case(text):
    try:
        value = yaml.load(text, Loader=Loader)
        if too_large(value):
            return None
        return [text, KINDS[type(value)], plain(value)]
    except (yaml.YAMLError, ValueError, KeyError, IndexError, RecursionError):
        return [text, None]


def scalars():
    words = ["null", "yes", "no", "on", "off", "true", "false", "y", "n", "none", "nil", "inf", "nan"]
    yield from ["", "~", "=", "<<", "-", "--", ".", "..", "...x", "+", "_", "<<<", "==", "~~"]
    for word in words:
        yield from {word, word.upper(), word.title(), word.swapcase(), word[:-1] + word[-1].upper(),
                    "." + word, "-." + word, "+." + word, "." + word.upper(), "-." + word.title()}
    yield from """0 -0 +0 00 007 08 09 0755 -0755 +0755 0o755 0_7 0_ _0 1_000 1__0 1_ -1_ 0x1f 0X1F 0x_ 0x 0xg
        -0x1F +0xff 0b101 0b_ 0b 0b2 0B1 -0b1 1e3 1e+3 1.e+3 1.5e3 1.5e+3 1.5E-3 1.5e+ 1. -1. +1. 1._ 1_.5 .5 -.5
        +.5 ._5 .5_ .5e+3 .5e3 0. 0.0 00.1 08.5 1.2.3 1..2 12:30 12:30:45 12:30:45.5 1:60 0:30 01:30 0:30.5 -1:30
        +1:30 1:2:3:4 190:20:30.15 1:5 1:05 1:5. 1:59.999 1:60.5 12:3:4: 1_2:30 1:3_0 9223372036854775807
        -9223372036854775808 9223372036854775806 0x7fffffffffffffff 0777777777777777777777 1e400 1.0e+400 1.0e-400
        123456789012345.678 0.1 0.30000000000000004 5e-324 4.9e-324 2013-05-23 2013-5-3 2001-12-14T21:59:43Z
        2018-08-31 10.0.0.1 10.0.0.0/8 1.2.3-rc1 m1.small OS::Nova::Server a:b 1,000 1k 12a 0xZZ 1-2 1+1
        """.split()
    yield from ["2001-12-14 21:59:43", "2001-12-14 21:59:43.10 -5", "1 2", "yes no", "a b", "null x"]
    rng = random.Random(20)
    for n, alphabet in ((1, "+-.0189_:eExobanNyYtTfF~=<"), (2, "+-.0189_:ex")):
        yield from ("".join(t) for t in itertools.product(alphabet, repeat=n))
    for _ in range(2200):
        yield "".join(rng.choice("+-.00112589__:::eE+xb") for _ in range(rng.randint(3, 9)))
    for _ in range(300):
        yield rng.choice("+-0123456789.") + "".join(rng.choice("0123456789.:_") for _ in range(rng.randint(3, 18)))
    for tag in ("str", "int", "float", "bool", "null", "timestamp"):
        for text in ("12", "'12'", "yes", '"No"', "0755", "1.5", ".inf", "1:30", "abc", "2001-01-01", "-3", "1e3"):
            yield "!!%s %s" % (tag, text)
    yield from ["! 12", '! "12"', "! x", "!!str", "!!null", "!!value =", "!foo 1", "!!binary aGVsbG8=",
                "!!python/none x", "!<tag:yaml.org,2002:int> 7"]


DOCUMENTS = r"""
a: 1|b: [x, y, {z: 1}]
a: {b: 1, c: [1, 2], d: {}}|e: []|f:|g: ~
- a|- b: 1|  c: 2|- - x|  - y|-|  k: v|-
a:|- 1|- b: 2|c: 3
a: |-|  x|   y||  z|b: |+|  t||c: |2|    q|d: >|  one|  two||  three|   more|  four|e: >-|  x|  y
a: 'it''s'|b: "q\"\\\n\t\x41\u00e9\U0001F600\0\e\_"|c: "two|  lines"|d: 'two|  lines'|e: plain|  more
a: &x {p: 1}|b: *x|c: [*x, *x]
base: &b {x: 1, y: 2}|m: {<<: *b, y: 3}|n:|  y: 4|  <<: *b|  z: 5
a: &a {x: 1}|b: &b {x: 2, y: 3}|c: {<<: [*a, *b]}|d: {<<: *a, <<: *b}|e: {<<: [*a, *b], x: 9}
a: {<<: {b: 1, c: 2}, b: 3}
a: {<<: &in {b: 1}, c: &q [1, {x: 2}]}|d: *in|e: *q
x: &x {<<: {a: &deep {b: {c: 1}}}, k: &k {l: 2}}|y: *deep|z: *k|w: *x
a: {"<<": 1}
a: {<<: 1}
a: {<<: [1]}
a: <<
- <<
- =
{=: 1}
a: 1|a: 2|b: {c: 1, 'c': 2}
2: a|1.5: b|yes: c|~: d|0755: e|x: f
[1]: a
{[1]: 2}
{{a: 1}: 2}
? a|: b|? c
? [a]|: b
a: b: c
a: %x
a: @x
a: `x
a: *nope
a: &a [*a]
a: &a 1|b: &a 2
a: &a x|*a : y
a: "open
a: [1, 2
a: {b: 1
a: ]
|a: 1
a: 1||  b: 2
--- a
---|a: 1|...
a: 1|---|b: 2
%YAML 1.1|---|a: 1
%YAML 1.2|---|a: 1
%YAML 2.0|---|a: 1
# only a comment
a: 1 # comment|b: 'x' # comment|c: x#y|d: "x" #|# end
a#b: 1|c : 2|"d" : 3|'e': 4
a: [a, b, ]|b: {x: 1, }|c: [[], {}]|d: [a: 1, b]|e: {a, b: }|f: {"a":1,"b":[2]}
a: -1|b: - x
a: x:y|b: http://x:80/a?b=c#d|c: -x|d: :x|e: ?x
a: "\q"
a: "\ud83d\ude00"
a: "\x4"
a: !!set {a, b}
a: !!map {a: 1}|b: !!seq [1]|c: !!str {x: 1}
a: !!map {a: 1}|b: !!seq [1]
a: !!seq {x: 1}
a: !x [1]
a: ! [1]
- &a !!str 12|- !!str &b 13|- *a|- *b
a: |x
a: |1-|  x|b: |9|         x
|  a: 1|  b: 2
a:|    b: 1|  c: 2
a: [1,|  2,|  # c|  3]|b: {x:|  1}
a: "multi||  line \|  joined"
key with spaces: a|'quoted key': b|"dq\tkey": c
? very long|: x
a:|  # comment|  b: 1|# comment|  c: 2
a: x  |b:   y # z
- |-|  - a|- x
- a: 1||  b: 2||- c
a: "x"y
a: 'x'y
a: [x]y
a: |  x
a: b|c
- a|b: c
""".strip("\n").split("\n")
# In the lines above '|' is a newline, '|' at the end of a value or before [-+0-9] is a literal.


def document(line):
    out, i = "", 0
    while i < len(line):
        c = line[i]
        if c == "|" and line[max(0, i - 2):i] in (": ", "- "):
            out += c
        elif c == "|":
            out += "\n"
        else:
            out += c
        i += 1
    return out


def write(name, texts):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, name), "w") as out:
        for text in dict.fromkeys(texts):
            line = case(text)
            if line:
                out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    write("scalars.jsonl", scalars())
    write("documents.jsonl", (document(line) + end for line in DOCUMENTS for end in ("", "\n")))
