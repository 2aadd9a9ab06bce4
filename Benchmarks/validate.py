#!/usr/bin/env python3
"""What `nuncio validate` of a pull request costs: one file changed in a repository of 10,000 Mappings on 100 hosts.

    python3 Benchmarks/validate.py PATH-TO-NUNCIO [POLICIES]

Prints the time of the whole command, process start to end, and its largest resident memory: the median of five runs, without and
with a folder of policies, which stands in for `policies/` here.
"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

MAPPINGS, HOSTS, PER_FILE = 10_000, 100, 25


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, "-c", "user.name=bench", "-c", "user.email=bench@example.com", *arguments], check=True,
                   stdout=subprocess.DEVNULL)


def mapping(index, timeout):
    return (f"---\napiVersion: getambassador.io/v3alpha1\nkind: Mapping\nmetadata: {{name: m{index}, namespace: team-{index % 40}}}\n"
            f"spec:\n  hostname: h{index % HOSTS}.example.com\n  prefix: /service-{index}/\n  service: s{index}.team-{index % 40}:8080\n"
            f"  timeout_ms: {timeout}\n")


def write(folder, changed):
    with open(os.path.join(folder, "base.yaml"), "w") as file:
        file.write("apiVersion: getambassador.io/v3alpha1\nkind: Listener\nmetadata: {name: https, namespace: edge}\n"
                   "spec: {port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}\n")
        for host in range(HOSTS):
            file.write(f"---\napiVersion: getambassador.io/v3alpha1\nkind: Host\nmetadata: {{name: h{host}, namespace: edge}}\n"
                       f"spec: {{hostname: h{host}.example.com, requestPolicy: {{insecure: {{action: Route}}}}}}\n")
    for start in range(0, MAPPINGS, PER_FILE):
        with open(os.path.join(folder, f"routes-{start // PER_FILE:04}.yaml"), "w") as file:
            for index in range(start, start + PER_FILE):
                file.write(mapping(index, 4000 if changed and index == MAPPINGS // 2 else 3000))


def measure(program, folder, policies):
    command = [program, "validate", "--repo", folder, "--base", "main~1", "--head", "main", "--format", "json"]
    for policy in policies:
        command += ["--policies", policy]
    times = []
    for _ in range(5):
        begun = time.monotonic()
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        times.append(time.monotonic() - begun)
        if done.returncode not in (0, 1):
            sys.exit(f"validate ended with {done.returncode}")
    return statistics.median(times)


def main():
    program, policies = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        git(folder, "init", "-q", "-b", "main")
        for changed in (False, True):
            write(folder, changed)
            git(folder, "add", "-A")
            git(folder, "commit", "-q", "-m", "change")
        print(f"validate   {MAPPINGS + HOSTS + 1} objects, one file changed: {measure(program, folder, []):.2f} s")
        if policies:
            print(f"validate   the same with the policies of {', '.join(policies)}: {measure(program, folder, policies):.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"           at most {peak} MiB")


main()
