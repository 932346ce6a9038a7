"""A training network of the test's own, with its gateway. Each script is SCRIPT PROGRAMS-FOLDER."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

PROGRAMS = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else pathlib.Path()
ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests" / "data" / "examples"
STORY = ROOT / "keys-example" / "story"

OK, FAILED, USAGE, REFUSED, NOT_VERIFIED, INDETERMINATE, UNREACHABLE, PARTIAL = range(8)
BAD_CONFIGURATION = 78


class Done:
    """What a finished program said."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def objects(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return f"exit {self.code}\n{self.out}{self.err}"


def run(program, *arguments, timeout=300):
    return Done(subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True,
                               text=True, stdin=subprocess.DEVNULL, timeout=timeout, check=False))


def wait_for(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.01)


class Network:
    """The folder of `lab new`; starts and ends safeconductd itself, as its own child."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.daemon = None
        made = run("safeconduct", "lab", "new", self.folder)
        assert made.code == OK, made

    def context(self, partner, unit="main"):
        alone = self.folder / "partners" / partner / "context.toml"
        return alone if alone.exists() else alone.parent / unit / "context.toml"

    def member(self, who, *arguments, timeout=300):
        """`safeconduct --json` as a unit: "partner" or "partner/unit"."""
        return run("safeconduct", "--json", "--quiet", "--context",
                   self.context(*who.split("/")), *arguments, timeout=timeout)

    @property
    def endpoint(self):
        return self.folder / "gateway" / "run" / "endpoint"

    @property
    def text_log(self):
        file = self.folder / "gateway" / "log.txt"
        return file.read_text(errors="replace") if file.exists() else ""

    def spawn(self):
        self.endpoint.unlink(missing_ok=True)
        with open(self.folder / "gateway" / "log.txt", "ab") as log:
            self.daemon = subprocess.Popen(
                [PROGRAMS / "safeconductd", "--config", self.folder / "gateway.toml"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start(self):
        self.spawn()
        wait_for(lambda: self.endpoint.exists() or self.daemon.poll() is not None, "the gateway")
        assert self.daemon.poll() is None, self.text_log[-2000:]

    def stop(self, number=signal.SIGTERM):
        """Ends the gateway; its exit code."""
        if self.daemon is None:
            return None
        if self.daemon.poll() is None:
            self.daemon.send_signal(number)
        code = self.daemon.wait(timeout=60)
        self.daemon = None
        return code

    def edge_pid(self):
        """Of the edge that this network's daemon started; none between two."""
        if self.daemon is None:
            return None
        try:
            children = pathlib.Path(
                f"/proc/{self.daemon.pid}/task/{self.daemon.pid}/children").read_text().split()
        except OSError:
            return None
        return int(children[0]) if children else None

    def audit(self):
        """The verdict on the published log, and its number of leaves."""
        said = run("safeconduct", "--json", "audit", "verify", self.folder / "log", "--policy",
                   self.folder / "log-policy.txt")
        return said.objects[-1]["verdict"], said.objects[-1]["entries"]

    def leaves(self):
        """As the running gateway counts them."""
        return self.member("hfj/legal", "status").objects[-1]["log"]


def write_message(file, template, **changes):
    """A file in interchange form: a message of the story with other values in its envelope."""
    message = json.loads((STORY / template).read_text())
    message["envelope"].update(changes)
    file.write_text(json.dumps(message, ensure_ascii=False, indent=1))
    return file


def kill(pid):
    """Kills one process that this test started."""
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False
