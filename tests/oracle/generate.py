"""Random ledgers and random policies, small enough to read when they disagree.

Few values, so that they meet: equal times, equal ids of calls, empty and
missing sessions, intervals that are exactly a limit.
"""

import datetime

from evaluator import HASHED, NANOS, canonical, content_hash

AGENTS = ["a", "b", "B", "é"]
SESSIONS = ["s1", "s2", "", "S", "é"]
ACTIONS = ["TOOL_CALL", "TOOL_RESULT", "LLM_CALL", "CUSTOM"]
NAMES = ["search", "send", "read", "fs/read", "a*b", "x"]
STATUSES = ["success", "error", "timeout"]
TEXTS = ["", "ok", "secret-42", "SECRET", "tab\there", "line\nnext", "é",
         "a.b", "user@example.org", "x" * 40, 'quo"te', "back\\slash", "12"]
NUMBERS = [0, 1, 2, 5, 10, 0.1, 0.2, 0.3, 1.0, 1.5, -1, -0.5, 100, 1e21,
           1e-7, 2**53 - 1, 0.30000000000000004]
PATTERNS = ["secret", "(?i)secret", "^a", r"\d{2}", r"^\d+", "e", "o.k", "k",
            r"@example\.org", "", "^x+", "é", r"\\", '"', r"\t", "sku",
            r"[A-C]", "(a|b)*b", "next", r"^[^{]"]
GLOBS = ["*", "s*", "?", "*/*", "fs/*", "[sr]e*", "[!s]*", "[^f]*", "*ea*",
         "a[*]b", "search", "read", "é", "[a-f]*"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
         "Australia/Lord_Howe", "America/St_Johns", "America/Havana",
         "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu"]
STARTS = ["2026-01-01T00:00:00", "2026-03-28T23:30:00", "2026-10-24T23:00:00",
          "2026-11-01T04:30:00", "2026-10-31T22:00:00", "2045-10-28T22:00:00",
          "2026-12-31T22:00:00", "2028-02-28T20:00:00", "2026-04-04T14:00:00",
          "1969-12-31T23:59:30", "2060-03-28T23:30:00"]
STEPS = [0, 0, 1, NANOS // 2, NANOS, NANOS, 30 * NANOS, 60 * NANOS,
         60 * NANOS, 90 * NANOS, 600 * NANOS, 3600 * NANOS, 86400 * NANOS,
         -NANOS, -60 * NANOS, -3600 * NANOS]
LIMITS = ["1ms", "500ms", "1s", "30s", "60s", "1m", "1m30s", "90s", "2m",
          "10m", "1h", "1h30m", "1d", "1w"]


def sometimes(rng, chance):
    return rng.random() < chance


# ---- events ---------------------------------------------------------------

def time_text(rng, nanos):
    minutes = rng.choice([0, 0, 0, 120, -330, 345])
    seconds, fraction = divmod(nanos, NANOS)
    moment = (datetime.datetime(1970, 1, 1) +
              datetime.timedelta(seconds=seconds, minutes=minutes))
    digits = f"{fraction:09}"
    shortest = len(digits.rstrip("0"))
    width = rng.choice([shortest, 9, max(shortest, 3)])
    offset = (f"{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02}:"
              f"{abs(minutes) % 60:02}" if minutes or sometimes(rng, 0.1)
              else "Z")
    return (moment.strftime("%Y-%m-%dT%H:%M:%S") +
            ("." + digits[:width] if width else "") + offset)


def json_value(rng, depth=0):
    pick = rng.random()
    if pick < 0.35:
        return rng.choice(NUMBERS)
    if pick < 0.65 or depth > 2:
        return rng.choice(TEXTS + NAMES)
    if pick < 0.72:
        return rng.choice([True, False])
    if pick < 0.8:
        return None
    if pick < 0.9:
        return [json_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(["sku", "n", "name", "a.b", "0", "é"]):
            json_value(rng, depth + 1) for _ in range(rng.randrange(3))}


def action_body(rng):
    body = {}
    if sometimes(rng, 0.6):
        body["n"] = rng.choice(NUMBERS + [None, "1", True])
    if sometimes(rng, 0.5):
        body["user"] = {"name": rng.choice(TEXTS[:5] + ["a", None, 1])}
    if sometimes(rng, 0.6):
        body["items"] = [
            {"sku": rng.choice(["A", "B", 1, 1.0, None])}
            if sometimes(rng, 0.7) else json_value(rng, 1)
            for _ in range(rng.randrange(4))]
    if sometimes(rng, 0.4):
        body["text"] = json_value(rng)
    if sometimes(rng, 0.3):
        body["grid"] = rng.choice([[], [[]], [[1, "A"], [], ["B"]], [{}, [2]],
                                   [None, [None]], {"*": ["A"]}, [["A", "B"]]])
    if sometimes(rng, 0.2):
        body["a.b"] = rng.choice(TEXTS)
    return body


def random_event(rng, number, agent, session, nanos):
    event = {"id": f"e{number:02}", "agent_id": agent}
    if session is not None or sometimes(rng, 0.3):
        event["session_id"] = session
    if sometimes(rng, 0.95):
        event["action_type"] = rng.choice(ACTIONS)
    if sometimes(rng, 0.8):
        event["action_name"] = rng.choice(NAMES[:3] * 3 + NAMES + [None])
    if sometimes(rng, 0.6):
        event["action_status"] = rng.choice(STATUSES + [None])
    if sometimes(rng, 0.5):
        event["action_input"] = rng.choice(
            [action_body(rng), action_body(rng), json_value(rng)])
    if sometimes(rng, 0.3):
        event["action_output"] = rng.choice([action_body(rng), None, "done"])
    if sometimes(rng, 0.3):
        event["error_message"] = rng.choice(TEXTS + [None])
    if sometimes(rng, 0.5):
        event["duration_ms"] = rng.choice([0, 1, 5, 10, 100, 60000, 60001,
                                           None])
    if sometimes(rng, 0.6):
        event["labels"] = rng.choice([None, {}, {"env": "prod"}] + [{
            "env": rng.choice(["prod", "dev"]),
            "dept": rng.choice(["finance", "legal", 1, None, ["legal"]])}] * 4)
    if sometimes(rng, 0.6):
        event["metadata"] = rng.choice(
            [{}, None] + [{"call_id": rng.choice([1, 1.0, "1", 2, None, "x"]),
                           "ref": rng.choice([1, 2, "x"])}] * 5)
    if nanos is not None:
        event["timestamp"] = time_text(rng, nanos)
    return event


def random_ledger(rng):
    """(events in order of their chains, recorded agents, tamperings)."""
    agents = rng.sample(AGENTS, rng.randint(1, 3))
    recorded = {a for a in agents if sometimes(rng, 0.4)}
    sessions = rng.sample(SESSIONS, rng.choice([0, 1, 1, 2, 3])) + [None]
    start = datetime.datetime.fromisoformat(rng.choice(STARTS))
    now = int((start - datetime.datetime(1970, 1, 1)).total_seconds()) * NANOS
    steps = rng.choice([STEPS, STEPS[:9], STEPS[:12], STEPS[9:13] + [0]])
    events = []
    for number in range(rng.choice([1, 6, 15, 30, 60])):
        agent = rng.choice(agents)
        lost = agent in recorded and sometimes(rng, 0.1)
        events.append(random_event(rng, number, agent, rng.choice(sessions),
                                   None if lost else now))
        now += rng.choice(steps)
    shuffled = sometimes(rng, 0.3)
    for place, event in enumerate(events):
        event["_line"] = (rng.random() * len(events)
                          if shuffled and event["agent_id"] in recorded
                          else float(place))
    tampered = {}
    if sometimes(rng, 0.3):
        for event in rng.sample(events, min(2, len(events))):
            if event["agent_id"] in recorded:
                tampered[event["id"]] = rng.choice(["edit", "drop", "fork"])
    return {"events": events, "recorded": sorted(recorded),
            "tampered": tampered}


def sealed_and_recorded(made):
    """The events as they stand in the file, and as a ledger holds them."""
    heads, lines = {}, []
    for source in made["events"]:
        event = {k: v for k, v in source.items() if not k.startswith("_")}
        agent = event["agent_id"]
        if agent in made["recorded"]:
            number, prev = heads.get(agent, (0, "0" * 64))
            event.update(sequence=number + 1, prev_hash=prev)
            event["hash"] = content_hash(event, prev)
            heads[agent] = (number + 1, event["hash"])
            deed = made["tampered"].get(event["id"])
            if deed == "drop":
                continue
            if deed == "edit":
                event["error_message"] = "edited"
            if deed == "fork":
                other = dict(event, id=event["id"] + "-fork",
                             action_name="send")
                other["hash"] = content_hash(other, prev)
                lines.append((source["_line"] + 1.5, other))
        lines.append((source["_line"], event))
    lines = [event for _, event in sorted(lines, key=lambda l: l[0])]
    return lines, [held_as(event, heads) for event in lines]


def held_as(event, heads):
    """What the ledger makes of a line: a bare event is sealed."""
    held = dict(event)
    if "sequence" in event:
        return held
    for name, value in (("schema_version", "1.0"), ("source", "cli"),
                        ("capture_method", "cli-ingest")):
        held.setdefault(name, value)
    number, prev = heads.get(event["agent_id"], (0, "0" * 64))
    held.update(sequence=number + 1, prev_hash=prev,
                hash=content_hash(held, prev))
    heads[event["agent_id"]] = (number + 1, held["hash"])
    return held


# ---- policies ---------------------------------------------------------------

STRING_FIELDS = {
    "action_type": ACTIONS, "action_name": NAMES, "action_status": STATUSES,
    "agent_id": AGENTS, "session_id": SESSIONS, "error_message": TEXTS,
    "labels.env": ["prod", "dev"], "labels.dept": ["finance", "legal"],
    "action_input.user.name": TEXTS[:5] + ["a"], "action_input.text": TEXTS,
    "/action_input/a.b": TEXTS, "action_input.items.*.sku": ["A", "B"],
    "action_input.items.0.sku": ["A", "B"], "metadata.call_id": ["1", "x"],
    "action_input.items.*": TEXTS, "action_input.grid.*.*": ["A", "B"],
    "action_input.grid.*": ["A"], "action_input.grid.*.0": ["A", "B"],
    "action_input.items": TEXTS, "/labels/env": ["prod"], "source": ["cli"],
    "/action_input/items/0/sku": ["A", "B"], "action_output": ["done"],
}
NUMBER_FIELDS = ["duration_ms", "action_input.n", "metadata.call_id",
                 "action_input.items.*.sku", "action_input.items.*",
                 "metadata.ref", "labels.dept", "action_output.n",
                 "action_input.grid.*.*", "action_input.grid.*.0"]


def scalar_for(rng, field):
    pick = rng.random()
    if pick < 0.1:
        return None
    if field in NUMBER_FIELDS and (pick < 0.5 or field not in STRING_FIELDS):
        return rng.choice(NUMBERS[:12])
    if pick > 0.97:
        return rng.choice([True, False, 1])
    return rng.choice(STRING_FIELDS[field])


def distinct(rng, field, count):
    found = []
    for _ in range(count):
        value = scalar_for(rng, field)
        if canonical(value) not in map(canonical, found):
            found.append(value)
    return found


def operators(rng, field, start):
    if field == "timestamp":
        instant = start[:-5] + rng.choice(["30:00Z", "00:00.5Z", "31:00Z",
                                           "59:30-00:30", "00:00+00:00"])
        return {rng.choice(["gt", "gte", "lt", "lte"]): instant}
    found = {}
    for _ in range(rng.choice([1, 1, 2])):
        name = rng.choice(["eq", "ne", "in", "not_in", "gt", "gte", "lt",
                           "lte", "matches", "not_matches", "contains",
                           "starts_with", "ends_with", "glob", "exists"])
        if name in ("eq", "ne"):
            operand = scalar_for(rng, field)
        elif name in ("in", "not_in"):
            operand = distinct(rng, field, rng.randint(1, 3))
        elif name in ("gt", "gte", "lt", "lte"):
            operand = rng.choice(NUMBERS[:12])
        elif name in ("matches", "not_matches"):
            operand = rng.choice(PATTERNS)
        elif name == "glob":
            operand = rng.choice(GLOBS)
        elif name == "exists":
            operand = rng.choice([True, False])
        elif name == "contains":
            operand = rng.choice(["a", "e", 1, "A", "secret", "ok"])
        else:
            operand = rng.choice(["a", "s", "se", "d", "T", "h"])
        found[name] = operand
    return found


def matcher(rng, start, depth=0):
    pick = rng.random()
    if depth < 2 and pick < 0.2:
        kind = rng.choice(["any", "all", "not"])
        inner = (matcher(rng, start, depth + 1) if kind == "not" else
                 [matcher(rng, start, depth + 1)
                  for _ in range(rng.randint(1, 3))])
        found = {kind: inner}
        if sometimes(rng, 0.3):
            found["action_type"] = rng.choice(ACTIONS)
        return found
    if pick < 0.6:
        return {"action_type": rng.choice(ACTIONS)}
    if pick < 0.65:
        return {}
    found = {}
    for _ in range(rng.choice([1, 1, 2])):
        field = rng.choice(sorted(set(STRING_FIELDS) | set(NUMBER_FIELDS)) +
                           ["timestamp"])
        pick = rng.random()
        if field == "timestamp" or pick < 0.45:
            found[field] = operators(rng, field, start)
        elif pick < 0.8:
            found[field] = scalar_for(rng, field)
        else:
            found[field] = distinct(rng, field, rng.randint(1, 3))
    return found


def correlate(rng):
    return rng.sample(
        ["agent_id", "session_id", "action_name", "metadata.call_id",
         "action_input.n", "action_input.items",
         {"x": "metadata.call_id", "y": "metadata.ref"},
         {"x": "action_name", "y": "action_status"},
         {"x": "action_input.items.0.sku", "y": "action_input.n"}],
        rng.choice([1, 1, 2, 3]))


def compare(rng):
    fields = ["action_name", "action_input.n", "action_input", "timestamp",
              "metadata.call_id", "metadata.ref", "duration_ms"]
    return [{"x": rng.choice(fields), "op": rng.choice(
                 ["eq", "ne", "ne", "lt", "lte", "gt", "gte"]),
             "y": rng.choice(fields)} for _ in range(rng.choice([1, 1, 2]))]


def pair_rule(rng, rule, start):
    rule["when"] = matcher(rng, start)
    if sometimes(rng, 0.6):
        rule["within"] = rng.choice(LIMITS)
    if sometimes(rng, 0.3):
        rule["order"] = rng.choice(["after", "before", "before"])
    if sometimes(rng, 0.5):
        rule["correlate"] = correlate(rng)
    if sometimes(rng, 0.3):
        rule["compare"] = compare(rng)


def sequence(rng, rule, start):
    pair_rule(rng, rule, start)
    rule["expect"] = matcher(rng, start)
    if rule.get("order") != "before" and sometimes(rng, 0.5):
        rule["pairing"] = rng.choice(["any", "one_to_one", "one_to_one"])


def absence(rng, rule, start):
    pair_rule(rng, rule, start)
    rule["deny"] = matcher(rng, start)
    if sometimes(rng, 0.5):
        rule["until"] = matcher(rng, start)


def boundary(rng, rule, start):
    which = rng.choice([("allow_actions",), ("deny_actions",),
                        ("allow_actions", "deny_actions")])
    for name in which:
        rule[name] = rng.sample(GLOBS[1:], rng.randint(1, 3))
    if sometimes(rng, 0.6):
        rule["when"] = matcher(rng, start)


def presence(rng, rule, start):
    rule["require"] = matcher(rng, start)
    if sometimes(rng, 0.5):
        rule["min"] = rng.randint(1, 4)
    if sometimes(rng, 0.5):
        rule["when"] = matcher(rng, start)


def rate(rng, rule, start):
    rule["count"] = matcher(rng, start)
    rule["max"] = rng.choice([0, 0, 1, 1, 2, 3, 5])
    pick = rng.random()
    if pick < 0.4:
        rule["window"] = rng.choice(LIMITS)
    elif pick < 0.8:
        rule["calendar"] = rng.choice(["minute", "hour", "day", "week",
                                       "month"])
        if sometimes(rng, 0.8):
            rule["timezone"] = rng.choice(ZONES)
    if sometimes(rng, 0.4):
        rule["sum"] = rng.choice(["duration_ms", "action_input.n",
                                  "metadata.ref", "/action_input/n"])
        rule["max"] = rng.choice([0, 0.1, 0.3, 0.5, 1, 1.5, 6, 100])


def pattern(rng, rule, start):
    rule["for_field"] = rng.choice(
        ["action_input", "action_output", "error_message", "action_input.text",
         "action_input.n", "action_input.items", "/action_input/a.b",
         "metadata", "action_name", "labels.dept", "action_input.items.0",
         "action_input.items.*", "action_input.items.*.sku"])
    which = rng.choice([("match_pattern",), ("deny_pattern",),
                        ("match_pattern", "deny_pattern")])
    for name in which:
        rule[name] = rng.choice(PATTERNS)
    if "match_pattern" in which and sometimes(rng, 0.4):
        rule["required"] = rng.choice([True, False])
    if sometimes(rng, 0.5):
        rule["when"] = matcher(rng, start)


def temporal(rng, rule, start):
    kind = rng.choice(["hours", "days", "both"])
    if kind != "days":
        hours = rng.choice([[9, 17], [22, 6], [0, 24], [23, 1], [0, 1],
                            ["00:30", "23:30"], ["23:59", "00:01"], [2, 3],
                            [1, "02:30"], ["12:00", 24], [18, "00:00"]])
        rule["hours"] = hours
    if kind != "hours":
        rule["days"] = rng.choice([[1, 2, 3, 4, 5], [0, 6], ["sat"], [0],
                                   ["mon", "tue"], [4], ["sun", "thu", "fri"]])
    if sometimes(rng, 0.8):
        rule["timezone"] = rng.choice(ZONES)
    if sometimes(rng, 0.5):
        rule["when"] = matcher(rng, start)


def gap(rng, rule, start):
    rule["max"] = rng.choice(LIMITS)


def ratio(rng, rule, start):
    rule["count"] = matcher(rng, start)
    rule["max"] = rng.choice([0, 0.1, 0.25, 0.3, 0.5, 0.5, 0.75, 1])
    if sometimes(rng, 0.5):
        rule["of"] = matcher(rng, start)
    if sometimes(rng, 0.5):
        rule["min_events"] = rng.randint(1, 5)


def limit(rng, rule, start):
    rule["for_field"] = rng.choice(["duration_ms", "action_input.n",
                                    "metadata.ref", "metadata.call_id",
                                    "/action_input/n", "action_input.items.0",
                                    "action_input.items.*",
                                    "action_input.items.*.sku"])
    which = rng.choice([("max",), ("min",), ("min", "max")])
    low, high = sorted(rng.sample([0, 0.1, 0.3, 1, 1.5, 5, 10, 60000, -1], 2))
    if "max" in which:
        rule["max"] = high
    if "min" in which:
        rule["min"] = low
    if sometimes(rng, 0.5):
        rule["when"] = matcher(rng, start)


TYPES = [sequence, absence, boundary, presence, rate, pattern, temporal, gap,
         ratio, limit]
WEIGHTS = [4, 4, 1, 2, 4, 2, 2, 1, 2, 1]


def scope_name(rng, rule):
    return "per" if rule["type"] == "rate" and sometimes(rng, 0.5) else "scope"


def random_rule(rng, name, start):
    if sometimes(rng, 0.04):
        return {"name": name, "type": "integrity"}
    make = rng.choices(TYPES, WEIGHTS)[0]
    rule = {"name": name, "type": make.__name__}
    make(rng, rule, start)
    if sometimes(rng, 0.5):
        rule[scope_name(rng, rule)] = rng.choice(["session", "agent", "ledger"])
    if sometimes(rng, 0.25):
        rule["label_filter"] = rng.choice(
            [{"env": "prod"}, {"env": ["prod", "dev"]},
             {"env": "dev", "dept": ["finance", "legal"]}, {"dept": 1},
             {"env": "none"}])
    if sometimes(rng, 0.3):
        rule["severity"] = rng.choice(["warn", "fail"])
    if sometimes(rng, 0.03):
        rule["enabled"] = False
    return rule


def random_policies(rng, start):
    policies, number = [], 0
    for p in range(rng.randint(2, 5)):
        rules = []
        for _ in range(rng.randint(1, 6)):
            rules.append(random_rule(rng, f"r{number}", start))
            number += 1
        policy = {"name": f"p{p}", "rules": rules}
        if sometimes(rng, 0.2):
            policy["severity"] = rng.choice(["warn", "fail"])
        policies.append(policy)
    return policies


# ---- what is asked ------------------------------------------------------------

def random_selection(rng, events):
    chosen = {}
    if sometimes(rng, 0.5):
        return chosen
    if sometimes(rng, 0.3):
        chosen["agent_id"] = sorted({rng.choice(events)["agent_id"]
                                     for _ in range(rng.randint(1, 2))})
    if sometimes(rng, 0.3):
        session = rng.choice(events).get("session_id")
        if session is not None:
            chosen["session_id"] = [session]
    times = [e["timestamp"] for e in events if "timestamp" in e]
    for name in ("since", "until"):
        if times and sometimes(rng, 0.3):
            chosen[name] = rng.choice(times)
    if sometimes(rng, 0.2):
        chosen["label"] = {"env": rng.choice(["prod", "dev"])}
    return chosen


def random_case(rng):
    made = random_ledger(rng)
    times = [e["timestamp"] for e in made["events"] if "timestamp" in e]
    start = times[0] if times else STARTS[0] + "Z"
    start = start[:17] + "00Z"
    made["policies"] = random_policies(rng, start[:19])
    made["questions"] = [
        {"selection": random_selection(rng, made["events"]),
         "as_of": rng.choice([rng.choice(times or [start]),
                              "2100-01-01T00:00:00Z"]),
         "with_builtins": sometimes(rng, 0.3),
         "max_violations": rng.choice([None, None, None, 0, 1, 2])}
        for _ in range(2)]
    return made


assert "timestamp" in HASHED
