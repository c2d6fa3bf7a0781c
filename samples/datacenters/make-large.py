#!/usr/bin/env python3
"""Prints a datacenter of 1,000 hosts (5 rooms of 10 racks of 20 hosts), partly in use, as weft-datacenter(5).

    samples/datacenters/make-large.py [--seed N] [--rooms N] [--racks N] [--hosts N] > large.json
"""
import argparse
import json
import random

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--rooms", type=int, default=5)
parser.add_argument("--racks", type=int, default=10)
parser.add_argument("--hosts", type=int, default=20)
args = parser.parse_args()
rng = random.Random(args.seed)


def host(name):
    vcpus = rng.choice([32, 48, 64])
    part = rng.choice([0, 0, 0.1, 0.25, 0.5])
    amounts = {"vcpus": vcpus, "ram": vcpus * 4096, "disk": vcpus * 20}
    out = {"name": name, "capacity": amounts, "bandwidth": rng.choice([10000, 25000]),
           "properties": {"ssd": rng.random() < 0.5}}
    if part:
        out["used"] = {key: int(amount * part) for key, amount in amounts.items()}
    return out


def rack(name):
    return {"name": name, "bandwidth": 100000, "children": [host(f"{name}-h{h:02}") for h in range(args.hosts)]}


def room(name):
    return {"name": name, "zone": name, "bandwidth": 400000,
            "children": [rack(f"{name}-r{r:02}") for r in range(args.racks)]}


print(json.dumps({"datacenter": "large", "levels": ["room", "rack", "host"],
                  "tree": [room(f"z{r}") for r in range(args.rooms)]}, indent=1))
