#!/usr/bin/env python3
"""Kills plog at, and fails, each of the calls by which it writes.

strace injects SIGKILL, EIO and ENOSPC into every write, sync, open, unlink,
rename and truncate, in the folder they work in, of `ingest` and of the
commands that write result files: checkpoint, export, reports with their
signature, the state of a check and its temporary files, proofs, time-stamp
requests, waivers, keys. Whatever happened: the ledger passes SQLite's integrity check, its rows are a gap-free prefix of the
input, what plog said it had committed is there, no result file is half
written, what was there before is there unless the run went well, and a rerun
ends in the same root and the same files. A `hook` ends with status 0, and no
event is lost or comes twice.

    fault_sweep.py PLOG [NAME…]  a sample, the same every time
    PLOG_FAULT_TESTS=1 …         all of them

Exit status 77: strace is missing or may not trace.
"""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

CALLS = ("write,pwrite64,fsync,fdatasync,openat,unlink,link,rename,renameat2,"
         "ftruncate")
FAULTS = {
    "KILL": "signal=KILL",
    "EIO": "error=EIO",
    "ENOSPC": "error=ENOSPC",
}
FILES, EVENTS = 3, 8


def environment(folder):
    return {
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
        "TMPDIR": str(folder),
        "SOURCE_DATE_EPOCH": "1767225600",
        "ASAN_OPTIONS": "detect_leaks=0",  # which cannot work under strace
    }


def run(folder, words, strace=(), given=""):
    return subprocess.run(
        list(strace) + [str(PLOG)] + list(words), cwd=folder,
        env=environment(folder), input=given,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        timeout=120, check=False)


def must(folder, *words, given=""):
    result = run(folder, words, given=given)
    if result.returncode != 0:
        raise AssertionError("plog %s: %d %s" % (
            " ".join(words), result.returncode, result.stderr))
    return result


def source(number):
    lines = []
    for i in range(EVENTS):
        name = "e-%d-%d" % (number, i)
        lines.append(json.dumps({
            "agent_id": "agent-%d" % (i % 2), "id": name,
            "timestamp": "2026-01-01T00:%02d:%02dZ" % (number, i),
            "action_input": {"text": "x" * 3000}}))
    return "\n".join(lines) + "\n"


EXPECTED = ["e-%d-%d" % (n, i) for n in range(FILES) for i in range(EVENTS)]
SOURCES = ["log-%d.jsonl" % n for n in range(FILES)]


def ledger_ids(folder):
    """The ids in the ledger after SQLite's own recovery, on a copy."""
    ledger = folder / "ledger.db"
    if not ledger.exists() or ledger.stat().st_size == 0:
        return []
    with tempfile.TemporaryDirectory() as copy:
        for path in folder.glob("ledger.db*"):
            shutil.copy(path, copy)
        with sqlite3.connect(pathlib.Path(copy) / "ledger.db") as database:
            assert database.execute(
                "PRAGMA integrity_check").fetchall() == [("ok",)], "damaged"
            tables = database.execute(
                "SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables == 0:
                return []
            rows = database.execute(
                "SELECT idx, content FROM events ORDER BY idx").fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1)), "a gap"
    return [json.loads(row[1])["id"] for row in rows]


def root(folder):
    report = json.loads(
        must(folder, "verify", "--db", "ledger.db", "--format", "json").stdout)
    assert report["verdict"] == "VERIFIED-UNANCHORED", report["verdict"]
    assert not report["findings"], report["findings"]
    assert report["events"] == len(EXPECTED), report["events"]
    return report["merkle_root"]


class Scenario:
    given = ""  # on stdin

    def retry(self, folder):
        must(folder, *self.words)


class Ingest(Scenario):
    name = "ingest"
    sample = 36  # runs, if not all
    words = ["ingest", "--db", "ledger.db"] + SOURCES

    def prepare(self, folder):
        for number, name in enumerate(SOURCES):
            (folder / name).write_text(source(number))

    def result(self, folder):
        return root(folder)

    def check(self, folder, result, fault):
        ids = ledger_ids(folder)
        assert ids == EXPECTED[:len(ids)], "not a prefix"
        said = re.search(r"(\d+) events? committed", result.stderr)
        if said:
            assert int(said.group(1)) <= len(ids), "said more than is there"
        if result.returncode == 0:
            assert ids == EXPECTED, "success without all events"


class IngestAgain(Ingest):
    """Into a ledger that has events already: pages are overwritten."""
    name = "ingest into a ledger"

    def prepare(self, folder):
        super().prepare(folder)
        must(folder, "ingest", "--db", "ledger.db", SOURCES[0])

    def check(self, folder, result, fault):
        super().check(folder, result, fault)
        assert len(ledger_ids(folder)) >= EVENTS, "committed events are gone"


class Output(Scenario):
    """A command that writes result files. What they hold before is OLD."""

    sample = 12
    outputs = ["OUT"]
    OLD = b"of an earlier run\n"

    def prepare(self, folder):
        Ingest().prepare(folder)
        must(folder, *Ingest.words)
        must(folder, "key", "generate", "--name", "sweep", "--out", "key.pem")
        for name in self.outputs:
            (folder / name).write_bytes(self.OLD)

    def contents(self, folder):
        return {name: (folder / name).read_bytes() for name in self.outputs
                if (folder / name).exists()}

    def result(self, folder):
        return self.contents(folder), root(folder)

    def check(self, folder, result, fault):
        assert ledger_ids(folder) == EXPECTED, "the ledger changed"
        contents = self.contents(folder)
        for name in self.outputs:
            text = contents.get(name)
            if text in (None, self.OLD):
                assert text == self.OLD, "%s is gone" % name
                assert result.returncode != 0, "success without " + name
            else:
                self.whole(name, text.decode())
        if fault != "KILL":
            left = [p.name for p in folder.glob("*.tmp")]
            assert not left, "left behind: %s" % left


class Checkpoint(Output):
    name = "checkpoint"
    words = ["checkpoint", "--db", "ledger.db", "--key", "key.pem", "--store",
             "-o", "OUT"]

    @staticmethod
    def whole(_, text):
        assert text.startswith("sweep\n%d\n" % len(EXPECTED)), text
        assert text.endswith("=\n") or text.count("\n") == 5, text


class Export(Output):
    name = "export"
    words = ["export", "--db", "ledger.db", "-o", "OUT"]

    @staticmethod
    def whole(_, text):
        assert len(json.loads(text)["events"]) == len(EXPECTED)


POLICIES = """policies:
  - name: none
    rules:
      - name: none-at-all
        type: absence
        when: {agent_id: agent-0}
        deny: {agent_id: agent-0}
"""


class Reports(Output):
    """Every report of a run, and the signature beside the JSON one."""
    name = "policy check"
    outputs = ["OUT.json", "OUT.json.dsse.json", "OUT.html", "OUT.xml"]
    words = ["policy", "check", "--db", "ledger.db", "-f", "policies.yaml",
             "-o", "OUT.json", "-o", "OUT.html", "-o", "junit=OUT.xml",
             "--sign", "key.pem", "--fail-on", "never"]

    def prepare(self, folder):
        super().prepare(folder)
        (folder / "policies.yaml").write_text(POLICIES)

    def check(self, folder, result, fault):
        super().check(folder, result, fault)
        if fault != "KILL":
            assert result.returncode in (0, 3), "not status 3"

    @staticmethod
    def whole(name, text):
        if name.endswith(".json"):
            json.loads(text)
        else:
            assert text.rstrip().endswith(
                "</html>" if name.endswith(".html") else "</testsuites>"), text


class State(Reports):
    """The state of a nightly check: the old one, or the new one and whole."""
    name = "policy check --state"
    outputs = []
    words = ["policy", "check", "--db", "ledger.db", "-f", "policies.yaml",
             "--state", "nightly.state", "--memory", "1", "--format", "json",
             "--fail-on", "never"]

    def prepare(self, folder):
        super().prepare(folder)
        must(folder, *self.words)

    def check(self, folder, result, fault):
        super().check(folder, result, fault)
        state = json.loads(must(folder, *self.words).stdout)["state"]
        # A run that could not read which time zone data it used says so in its
        # state, and none that can goes on from that.
        reason = state["reason"] or ""
        assert state["incremental"] or "tzdata unknown" in reason, reason

    def result(self, folder):
        # The file tells of the runs that ended early; the report must not.
        report = json.loads(must(folder, *self.words).stdout)
        del report["state"]
        return report, root(folder)


class Render(Reports):
    name = "report render"
    outputs = ["OUT.html", "OUT.xml"]
    words = ["report", "render", "report.json", "-o", "OUT.html", "-o",
             "junit=OUT.xml"]

    def prepare(self, folder):
        super().prepare(folder)
        must(folder, "policy", "check", "--db", "ledger.db", "-f",
             "policies.yaml", "-o", "report.json", "--fail-on", "never")


class Findings(Output):
    name = "verify"
    words = ["verify", "--db", "ledger.db", "-o", "OUT", "--format", "json"]

    @staticmethod
    def whole(_, text):
        assert json.loads(text)["events"] == len(EXPECTED)


class Proof(Output):
    name = "proof inclusion"
    words = ["proof", "inclusion", EXPECTED[3], "--db", "ledger.db",
             "--checkpoint", "note", "-o", "OUT", "--write-event", "OUT.event"]
    outputs = ["OUT", "OUT.event"]

    def prepare(self, folder):
        super().prepare(folder)
        must(folder, "checkpoint", "--db", "ledger.db", "--key", "key.pem",
             "-o", "note")

    @staticmethod
    def whole(name, text):
        if name == "OUT.event":
            assert json.loads(text)["id"] == EXPECTED[3], text
            return
        assert text.startswith("c2sp.org/tlog-proof@v1\nindex 3\n"), text
        assert text.endswith("=\n"), text


class TimestampRequest(Proof):
    """Binary, and every request has a number of its own."""
    name = "timestamp request"
    outputs = ["OUT"]
    words = ["timestamp", "request", "note", "-o", "OUT"]

    def contents(self, folder):
        text = (folder / "OUT").read_bytes()
        if text == self.OLD:
            return {"OUT": text}
        # DER: a sequence as long as it says.
        assert text[0] == 0x30 and text[1] == len(text) - 2, text
        return {"OUT": b"a request"}

    @staticmethod
    def whole(_, text):
        assert text == "a request"


class Waiver(Render):
    """Adds to a file, and a rerun adds again: what counts is what was there."""
    name = "waiver add"
    outputs = []

    def prepare(self, folder):
        super().prepare(folder)
        report = json.loads((folder / "report.json").read_text())
        found = [violation["fingerprint"] for result in report["results"]
                 for violation in result["violations"]]
        self.words = [
            "waiver", "add", found[0], "--report", "report.json", "--waivers",
            "waivers.yaml", "--reason", "a test", "--owner", "tests",
            "--expires", "2027-01-01"]
        must(folder, *self.words)
        self.one = (folder / "waivers.yaml").read_text()

    def check(self, folder, result, fault):
        super().check(folder, result, fault)
        text = (folder / "waivers.yaml").read_text()
        assert text.startswith(self.one), "a waiver is gone"
        added = text.count("reason:") == 2
        assert added or text == self.one, text
        assert added or result.returncode != 0, "success without a waiver"
        (folder / "waivers.yaml").write_text(self.one)

    def result(self, folder):
        return (folder / "waivers.yaml").read_text(), root(folder)


class Key(Output):
    """Random, and never replaced."""
    name = "key generate"
    outputs = []
    words = ["key", "generate", "--name", "other", "--out", "OUT"]

    def check(self, folder, result, fault):
        super().check(folder, result, fault)
        out = folder / "OUT"
        if not out.exists():
            assert result.returncode != 0, "success without a key"
            return
        assert out.stat().st_mode & 0o777 == 0o600, oct(out.stat().st_mode)
        must(folder, "key", "show", "OUT")
        out.unlink()

    def result(self, folder):
        must(folder, "key", "show", "OUT")
        return root(folder)


def hook_input(call, second):
    return json.dumps({
        "hook_event_name": "PreToolUse", "session_id": "s", "tool_name": "Bash",
        "tool_use_id": call, "tool_input": {"text": "x" * 3000},
        "timestamp": "2026-01-01T00:00:%02dZ" % second}) + "\n"


class Hook(Scenario):
    """A ledger with an event, another one that waits beside it, and a hook."""
    name = "hook"
    sample = 24
    words = ["hook", "--db", "ledger.db"]
    given = hook_input("now", 3)

    def prepare(self, folder):
        must(folder, *self.words, given=hook_input("before", 1))
        (folder / "ledger.db.hooks.jsonl").write_text(hook_input("waiting", 2))
        (folder / "later.jsonl").write_text(source(0))

    @staticmethod
    def in_ledger(folder):
        ledger_ids(folder)
        with tempfile.TemporaryDirectory() as copy:
            for path in folder.glob("ledger.db*"):
                shutil.copy(path, copy)
            with sqlite3.connect(pathlib.Path(copy) / "ledger.db") as database:
                rows = database.execute(
                    "SELECT content FROM events ORDER BY idx").fetchall()
        metadata = [json.loads(row[0]).get("metadata", {}) for row in rows]
        return [one["call_id"] for one in metadata if "call_id" in one]

    def check(self, folder, result, fault):
        kept = self.in_ledger(folder)
        spools = "".join(p.read_text()
                         for p in folder.glob("ledger.db.hooks*"))
        assert kept[0] == "before", "a committed event is gone"
        assert "waiting" in kept or '"waiting"' in spools, "a spooled event"
        if fault == "KILL":
            return
        assert result.returncode == 0, "the agent is blocked"
        assert "now" in kept or '"now"' in spools or (
            "could not be kept" in result.stderr), "lost without a word"

    def retry(self, folder):
        must(folder, "ingest", "--db", "ledger.db", "--allow-rejects",
             "later.jsonl")

    def result(self, folder):
        assert not list(folder.glob("ledger.db.hooks*")), "still waiting"
        kept = self.in_ledger(folder)
        assert kept.count("now") <= 1, "twice"
        return [call for call in kept if call != "now"]


SCENARIOS = [Ingest, IngestAgain, Checkpoint, Export, Reports, State, Render,
             Findings, Proof, TimestampRequest, Waiver, Key,
             Hook]


def calls(scenario, template):
    """(call, ordinal) of the calls that touch the folder, as strace counts
    them: by thread, and here only those of the first."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "work"
        shutil.copytree(template, folder)
        log = pathlib.Path(name) / "log"
        traced = run(folder, scenario.words, [
            "strace", "-f", "-y", "-qq", "-o", str(log), "-e",
            "trace=" + CALLS], given=scenario.given)
        assert traced.returncode == 0, traced.stderr
        expected = scenario.result(folder)
        lines = log.read_text(errors="replace").splitlines()
        first = lines[0].split()[0]
        counts, found = {}, []
        for line in lines:
            match = re.match(r"(\d+)\s+(\w+)\(", line)
            if not match or match.group(1) != first:
                continue
            call = match.group(2)
            counts[call] = counts.get(call, 0) + 1
            ours = str(folder) in line or re.search(
                r'openat\(AT_FDCWD[^,]*, "(?!/)', line)
            if ours or call in ("unlink", "link", "rename", "renameat2"):
                found.append((call, counts[call]))
        return found, expected


def attempt(scenario, template, expected, call, ordinal, fault):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "work"
        shutil.copytree(template, folder)
        result = run(folder, scenario.words, [
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
            "-e", "inject=%s:%s:when=%d" % (call, FAULTS[fault], ordinal)],
            given=scenario.given)
        try:
            scenario.check(folder, result, fault)
            scenario.retry(folder)
            assert scenario.result(folder) == expected, "another result"
        except (AssertionError, ValueError, sqlite3.Error) as error:
            return "%s: %s at %s %d: %s (status %d)\n%s" % (
                scenario.name, fault, call, ordinal, error,
                result.returncode, result.stderr)
        return None


def sweep(scenario, full):
    with tempfile.TemporaryDirectory() as name:
        template = pathlib.Path(name) / "template"
        template.mkdir()
        scenario.prepare(template)
        found, expected = calls(scenario, template)
        runs = [(call, ordinal, fault) for call, ordinal in found
                for fault in FAULTS]
        total = len(runs)
        if not full and total > scenario.sample:
            runs = [runs[i * total // scenario.sample]
                    for i in range(scenario.sample)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            faults = list(pool.map(
                lambda one: attempt(scenario, template, expected, *one), runs))
        faults = [fault for fault in faults if fault]
        print("%s: %d of %d faults injected, %d failures" % (
            scenario.name, len(runs), total, len(faults)), flush=True)
        for fault in faults:
            print(fault, flush=True)
        assert total > 0, "nothing was traced"
        return faults


def may_trace():
    if shutil.which("strace") is None:
        print("skipped: there is no strace")
        return False
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"],
                           stderr=subprocess.PIPE, text=True, check=False)
    if probe.returncode != 0:
        print("skipped: strace may not trace: " + probe.stderr.strip())
    return probe.returncode == 0


def main():
    if not may_trace():
        return 77
    full = os.environ.get("PLOG_FAULT_TESTS") == "1"
    wanted = sys.argv[2:]
    unknown = set(wanted) - {scenario.name for scenario in SCENARIOS}
    if unknown:
        sys.exit("no scenario named " + ", ".join(sorted(unknown)))
    return 1 if any([sweep(one(), full) for one in SCENARIOS
                     if not wanted or one.name in wanted]) else 0


if __name__ == "__main__":
    PLOG = pathlib.Path(sys.argv[1]).resolve()
    sys.exit(main())
