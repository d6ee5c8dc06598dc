#!/usr/bin/env python3
"""Asks plog and the evaluator the same questions and shows where they differ.

    compare.py --plog build/dev/plog --cases 150 --seed 1

A case that differs is shrunk before it is shown: the fewest events, the one
rule, as a timeline and as YAML that `plog policy check --file` takes.
"""

import argparse
import copy
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import evaluator
import generate

BUILTINS = [
    {"name": "chain-integrity", "rules": [
        {"name": "unbroken-chain", "type": "integrity"}]},
    {"name": "event-completeness", "rules": [
        {"name": "result-after-call", "type": "sequence",
         "when": {"action_type": "TOOL_CALL",
                  "action_output": {"exists": False}},
         "expect": {"action_type": "TOOL_RESULT"}, "pairing": "one_to_one",
         "correlate": ["agent_id", "action_name", "metadata.call_id"]}]},
    {"name": "session-health", "rules": [
        {"name": "no-long-gaps", "type": "gap", "max": "1h"}]},
    {"name": "error-rate", "rules": [
        {"name": "mostly-errors", "type": "ratio", "max": 0.5,
         "count": {"action_status": ["error", "timeout"]},
         "of": {"not": {"action_type": ["TOOL_CALL", "LLM_CALL"],
                        "action_status": None}}}]},
    {"name": "duration-outliers", "rules": [
        {"name": "slow-tool-call", "type": "limit", "for_field": "duration_ms",
         "when": {"action_type": ["TOOL_CALL", "TOOL_RESULT"]},
         "max": 60000}]},
]
COMPARED = ("trigger_event", "offending_event", "session_id", "agent_id",
            "timestamp", "expected_event", "sequence", "hash", "vouched",
            "recent_violations")


def run(plog, arguments, cwd):
    environment = {k: v for k, v in os.environ.items()
                   if not k.startswith(("PLOG_", "SOURCE_DATE_EPOCH"))}
    environment.update(XDG_CONFIG_HOME=str(cwd), TZ="America/Los_Angeles",
                       LC_ALL="C")
    return subprocess.run([plog, *arguments], cwd=cwd, env=environment,
                          capture_output=True, text=True, timeout=60)


def question_flags(question):
    flags = ["--as-of", question["as_of"]]
    for name, value in question["selection"].items():
        if name == "label":
            for label, wanted in value.items():
                flags += ["--label", f"{label}={wanted}"]
        else:
            for one in [value] if isinstance(value, str) else value:
                flags += [f"--{name.replace('_', '-')}", one]
    if question["with_builtins"]:
        flags.append("--with-builtins")
    if question["max_violations"] is not None:
        flags += ["--max-violations", str(question["max_violations"])]
    return flags


def expected_exit(ledger, selected, results):
    """None if that depends on a profile, which is beyond the evaluator."""
    if any(result["status"] == "fail" for result, _ in results):
        return 1
    if any(run.rule["type"] == "integrity"
           for _, runs in results for run in runs):
        return 0 if ledger.findings is not None else None
    if ledger.findings is None:
        return None
    # A broken chain is no success, whichever rules were run (cli §3).
    return int(any(i in selected for _, i in ledger.findings))


def rule_differences(run, mine, told, listed):
    """(rule, what, plog's, ours) for one rule."""
    rule = run.rule
    ours = {"activations": run.activations, "pending": run.pending,
            "not_evaluated": run.not_evaluated, "status": run.status(),
            "violation_count": len(run.violations),
            "severity": rule["severity"], "type": rule["type"]}
    unknown = rule["type"] == "integrity" and run.ledger.findings is None
    if not unknown:
        for name, value in ours.items():
            if told[name] != value:
                yield rule["name"], name, told[name], value
        theirs = [{k: v[k] for k in COMPARED} for v in listed]
        for a, b in zip(theirs, mine):
            for name in [name for name in b if b[name] is ...]:
                a[name] = b[name] = "(not compared)"
        if theirs != mine:
            key = lambda v: json.dumps(v, sort_keys=True)
            what = ("order" if sorted(map(key, theirs)) ==
                    sorted(map(key, mine)) else "violations")
            yield rule["name"], what, theirs, mine


def differences(case, plog):
    """Every disagreement over a case: (question, rule, what, plog's, ours)."""
    lines, held = generate.sealed_and_recorded(case)
    if not lines:
        return []
    ledger = evaluator.Ledger(held)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        cwd = pathlib.Path(folder)
        (cwd / "events.jsonl").write_text("".join(
            json.dumps(event, ensure_ascii=False) + "\n" for event in lines))
        (cwd / "policies.yaml").write_text(json.dumps(
            {"policies": case["policies"]}, ensure_ascii=False, indent=1))
        done = run(plog, ["ingest", "--db", "l.db", "--deterministic-ids",
                          "events.jsonl"], cwd)
        if done.returncode != 0:
            return [(0, "-", "ingest", done.returncode, done.stderr)]
        for number, question in enumerate(case["questions"]):
            policies = (BUILTINS if question["with_builtins"] else []
                        ) + case["policies"]
            selected, results = evaluator.check(
                policies, ledger, question["selection"],
                evaluator.instant(question["as_of"]))
            done = run(plog, [
                "policy", "check", "--db", "l.db", "-f", "policies.yaml",
                "--format", "json", f"-j{1 + number}",
                *([] if number % 2 else ["--memory", "1"]),
                *question_flags(question)], cwd)
            if not selected:
                if done.returncode != 3:
                    found.append((number, "-", "exit of an empty selection",
                                  done.returncode, 3))
                continue
            found += [(number, *d) for d in
                      report_differences(
                          done, results, question,
                          expected_exit(ledger, selected, results))]
    return found


def report_differences(done, results, question, exit_status):
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return [("-", "output", done.returncode, done.stderr)]
    found = []
    told = {r["policy"]: r for r in report["results"]}
    # An unrecognised profile is beyond the evaluator: so is its verdict.
    unknown = {r.rule["name"] for _, runs in results for r in runs
               if r.rule["type"] == "integrity" and r.ledger.findings is None}
    known = exit_status is not None and not unknown
    if known and done.returncode != exit_status:
        found.append(("-", "exit", done.returncode, exit_status))
    if sorted(told) != sorted(result["policy"] for result, _ in results):
        found.append(("-", "policies", sorted(told), None))
        return found
    mine = {run.rule["name"]: run.listed()[:question["max_violations"]]
            for _, runs in results for run in runs}
    everything = [v for listed in mine.values() for v in listed]
    evaluator.count_recent(everything)
    for one in everything if unknown else []:
        one["recent_violations"] = ...
    for result, runs in results:
        theirs = told[result["policy"]]
        if {r.rule["name"] for r in runs} & unknown:
            continue
        for name, value in result.items():
            if theirs[name] != value:
                found.append((runs[0].rule["name"] if len(runs) == 1 else "-",
                              f"{result['policy']}.{name}", theirs[name],
                              value))
        cut = any(len(mine[r.rule["name"]]) < len(r.violations) for r in runs)
        if theirs["truncated"] != cut:
            found.append(("-", "truncated", theirs["truncated"], cut))
        names = [v["rule"] for v in theirs["violations"]]
        order = [r.rule["name"] for r in runs]
        if names != sorted(names, key=order.index):
            found.append(("-", "order of rules", names, order))
        for one in runs:
            name = one.rule["name"]
            found += rule_differences(
                one, mine[name], next(r for r in theirs["rules"] if r["name"] == name),
                [v for v in theirs["violations"] if v["rule"] == name])
    return found


# ---- showing a disagreement ---------------------------------------------------

def smaller(case):
    """Cases with one thing less."""
    if len(case["questions"]) > 1:
        for question in case["questions"]:
            yield dict(case, questions=[question])
    for p, policy in enumerate(case["policies"]):
        if len(case["policies"]) > 1:
            yield dict(case, policies=[policy])
        for rule in policy["rules"]:
            if len(policy["rules"]) > 1:
                yield dict(case, policies=[dict(policy, rules=[rule])])
    for n in range(len(case["events"])):
        if len(case["events"]) > 1:
            yield dict(case,
                       events=case["events"][:n] + case["events"][n + 1:])
    question = case["questions"][0]
    for name in question["selection"]:
        rest = {k: v for k, v in question["selection"].items() if k != name}
        yield dict(case, questions=[dict(question, selection=rest)])
    if len(case["policies"]) == len(case["policies"][0]["rules"]) == 1:
        policy = case["policies"][0]
        rule = policy["rules"][0]
        for name in set(rule) - {"name", "type"}:
            less = {k: v for k, v in rule.items() if k != name}
            yield dict(case, policies=[dict(policy, rules=[less])])
    for n, event in enumerate(case["events"]):
        for name in set(event) - {"id", "agent_id", "_line"}:
            less = {k: v for k, v in event.items() if k != name}
            if name == "timestamp" and event["agent_id"] not in case[
                    "recorded"]:
                continue
            yield dict(case, events=case["events"][:n] + [less] +
                       case["events"][n + 1:])


def shrink(case, plog, what, effort=400):
    case = copy.deepcopy(case)
    improved = True
    while improved and effort > 0:
        improved = False
        for candidate in smaller(case):
            effort -= 1
            try:
                still = {d[2] for d in differences(candidate, plog)}
            except KeyError:
                still = set()
            if what in still:
                case, improved = candidate, True
                break
            if effort <= 0:
                break
    return case


def show(case, found):
    print("policies:", json.dumps(case["policies"], ensure_ascii=False))
    print("questions:", json.dumps(case["questions"], ensure_ascii=False))
    lines, held = generate.sealed_and_recorded(case)
    ledger = evaluator.Ledger(held)
    print("timeline (in the order of policies §3):")
    for i in ledger.order:
        event = {k: v for k, v in lines[i].items()
                 if k not in ("hash", "prev_hash")}
        print(f"  {ledger.effective[i] / 1e9:20.9f}"
              f" #{held[i]['sequence']} {json.dumps(event, ensure_ascii=False)}")
    for number, rule, what, theirs, ours in found:
        print(f"question {number}, rule {rule}: {what}")
        print(f"  plog:   {json.dumps(theirs, ensure_ascii=False)}")
        print(f"  oracle: {json.dumps(ours, ensure_ascii=False, default=str)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plog", required=True)
    parser.add_argument("--cases", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-going", type=int, default=1, metavar="N",
                        help="stop after N differing cases")
    options = parser.parse_args()
    plog = str(pathlib.Path(options.plog).resolve())
    bad = rules = 0
    for number in range(options.seed, options.seed + options.cases):
        case = generate.random_case(random.Random(number))
        rules += sum(len(p["rules"]) for p in case["policies"])
        found = differences(case, plog)
        if not found:
            continue
        bad += 1
        print(f"==== seed {number}: {len(found)} differences")
        case = shrink(case, plog, found[0][2])
        show(case, differences(case, plog))
        sys.stdout.flush()
        if bad >= options.keep_going:
            break
    print(f"{number - options.seed + 1} cases, {rules} rules, {bad} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
