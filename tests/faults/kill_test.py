#!/usr/bin/env python3
"""Kills edge, core and clients at random moments while messages flow, and counts at the end: every
message that a sender was told is accepted must be delivered, and none twice.

usage: kill_test.py PROGRAMS LOAD KILLS  (the folder of the programs, faults_load, how many kills)"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

SENDERS = ["ctx-actgroup-northvale", "helpline-relay", "school-northvale-dsl"]


class Core:
    """The gateway under a supervisor that starts it again whenever it ends."""

    def __init__(self, programs, network):
        self.command = [programs / "safeconductd", "--config", network / "gateway.toml"]
        self.network = network
        self.stopping = False
        self.starts = 0
        self.process = None
        self.thread = threading.Thread(target=self.supervise)
        self.thread.start()

    def supervise(self):
        while not self.stopping:
            with open(self.network / "gateway" / "log.txt", "ab") as log:
                self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                                stdout=log, stderr=log)
            self.starts += 1
            self.process.wait()

    def edge(self):
        """The edge's process id: the core's only child."""
        core = self.process
        if core is None:
            return None
        try:
            children = pathlib.Path(f"/proc/{core.pid}/task/{core.pid}/children").read_text()
        except OSError:
            return None
        return int(children.split()[0]) if children.split() else None

    def stop(self):
        self.stopping = True
        if self.process is not None:
            self.process.terminate()
        self.thread.join(60)


class Sender:
    """A client under load, started again when it was killed."""

    def __init__(self, load, network, partner, count):
        self.command = [load, network, partner, f"seed of {partner}", str(count)]
        self.attempted, self.accepted, self.refused = set(), set(), []
        self.done = False
        self.process = None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.done:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, text=True)
            for line in self.process.stdout:
                word, _, rest = line.strip().partition(" ")
                if word == "attempt":
                    self.attempted.add(rest)
                elif word == "accepted":
                    self.accepted.add(rest)
                elif word == "refused":
                    self.refused.append(rest)
                elif word == "done":
                    self.done = True
            self.process.wait()
            if self.process.returncode == 1:
                self.done = True


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except (OSError, TypeError):
        return False


def fetch(programs, network):
    """What the recipient holds: message ids, each as often as it is there."""
    run = subprocess.run([programs / "safeconduct", "--json", "--context",
                          network / "partners/hfj/investigations/context.toml", "inbox", "list"],
                         capture_output=True, text=True, timeout=300)
    return run.returncode, [json.loads(line)["message"] for line in run.stdout.splitlines()
                            if '"message"' in line]


def main():
    programs, load, kills = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seed = int(os.environ.get("KILL_SEED", "1"))
    print("seed", seed, flush=True)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as temp:
        network = pathlib.Path(temp) / "network"
        subprocess.run([programs / "safeconduct", "--quiet", "lab", "new", network], check=True,
                       stdout=subprocess.DEVNULL)
        core = Core(programs, network)
        # More messages than the kills leave time for: the load never runs dry before they are over.
        senders = [Sender(load, network, partner, 20 * kills) for partner in SENDERS]
        done = {"edge": 0, "core": 0, "client": 0}
        # A slow machine may get few messages through between two kills: the kills go on until as many
        # were accepted as there were to be kills, or they would prove nothing.
        end = time.monotonic() + 600
        while time.monotonic() < end:
            if (sum(done.values()) >= kills
                    and sum(len(sender.accepted) for sender in senders) >= kills):
                break
            what = chance.choice(["edge", "edge", "core", "client"])
            pid = {"edge": core.edge, "core": lambda: core.process and core.process.pid,
                   "client": lambda: (s := chance.choice(senders)).process and s.process.pid}[what]()
            if kill(pid):
                done[what] += 1
            time.sleep(chance.uniform(0.05, 0.6))
        # No more messages; what is under way is settled by sending it again.
        for sender in senders:
            sender.done = True
            kill(sender.process.pid)
            sender.thread.join(60)
        accepted = set().union(*(sender.accepted for sender in senders))
        attempted = set().union(*(sender.attempted for sender in senders))
        refused = [each for sender in senders for each in sender.refused]
        # A fetch takes what waits for at most 256 deliveries: until nothing new comes any more.
        held, code, deadline = [], None, time.monotonic() + 300
        while time.monotonic() < deadline:
            code, now = fetch(programs, network)
            if code == 0 and set(now) >= accepted and len(now) == len(held):
                break
            held = now
        core.stop()
        verified = subprocess.run([programs / "safeconduct", "audit", "verify", network / "log",
                                   "--policy", network / "log-policy.txt"], capture_output=True,
                                  text=True)
        lost = accepted - set(held)
        twice = len(held) - len(set(held))
        unexpected = set(held) - attempted
        print(f"kills {done}, core starts {core.starts}, attempted {len(attempted)}, accepted "
              f"{len(accepted)}, held {len(held)}, lost {len(lost)}, twice {twice}, "
              f"unexpected {len(unexpected)}, refused {refused}")
        print(verified.stdout.strip().splitlines()[-1] if verified.stdout else verified.stderr)
        good = (sum(done.values()) >= kills and len(accepted) >= kills and not lost and not twice
                and not unexpected and not refused and code == 0 and verified.returncode == 0)
        if not good:
            print((network / "gateway" / "log.txt").read_text()[-4000:])
        return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
