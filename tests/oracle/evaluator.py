"""A second opinion on what a policy means.

Written from the words of the policy language alone, by enumeration: every rule
looks at every pair of events it could be about. It shares no idea with plog's
streaming monitors, so that the two can only agree by both being right.
"""

import bisect
import datetime
import hashlib
import re
import zoneinfo
from fractions import Fraction

HASHED = (
    "id", "schema_version", "agent_id", "session_id", "source",
    "capture_method", "action_type", "action_name", "action_input",
    "action_output", "action_status", "error_message", "timestamp",
    "duration_ms", "labels", "metadata",
)
NANOS = 10**9
ABSENT = None  # a null field is an absent one, everywhere


# ---- values ---------------------------------------------------------------

def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(a, b):
    """Equality of typed JSON values: 1 is 1.0, true is not 1."""
    if is_number(a) and is_number(b):
        return a == b
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return a == b


def number_text(value):
    """The number as ECMAScript prints it (RFC 8785)."""
    value = float(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    n = len(digits)
    if n <= point <= 21:
        return sign + digits + "0" * (point - n)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + ("." + digits[1:] if n > 1 else "") + power


def exact(value):
    """The number as it is canonically written, exactly."""
    return Fraction(number_text(value))


def string_text(text):
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r",
             34: '\\"', 92: "\\\\"}
    out = []
    for c in text:
        code = ord(c)
        if code in short:
            out.append(short[code])
        elif code < 32:
            out.append(f"\\u{code:04x}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def canonical(value):
    """RFC 8785 text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return number_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(
        string_text(n) + ":" + canonical(value[n]) for n in names) + "}"


def content_hash(event, prev_hash):
    content = {name: event[name] for name in HASHED if name in event}
    text = canonical(content) + prev_hash
    return hashlib.sha256(text.encode()).hexdigest()


INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
    r"(?:[Zz]|([+-])(\d\d):(\d\d))\Z")


def instant(text):
    """Nanoseconds since 1970 of an RFC 3339 string, None of anything else."""
    found = INSTANT.match(text) if isinstance(text, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    nanos = int((found[7] or "").ljust(9, "0"))
    if second == 60:
        second, nanos = 59, NANOS - 1
    days = datetime.date(year, month, day).toordinal() - 719163
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    if found[8]:
        offset = int(found[9]) * 3600 + int(found[10]) * 60
        seconds -= offset if found[8] == "+" else -offset
    return seconds * NANOS + nanos


UNITS = {"ms": 10**6, "s": NANOS, "m": 60 * NANOS, "h": 3600 * NANOS,
         "d": 86400 * NANOS, "w": 7 * 86400 * NANOS}


def duration(text):
    return sum(int(n) * UNITS[u]
               for n, u in re.findall(r"(\d+)(ms|s|m|h|d|w)", text))


def local(nanos, zone):
    """The local wall clock, to the second, of an instant."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    moment = epoch + datetime.timedelta(seconds=nanos // NANOS)
    return moment.astimezone(zoneinfo.ZoneInfo(zone))


def search(pattern, text):
    return re.search(pattern, text, re.ASCII) is not None


def glob(pattern, text):
    out, i = [], 0
    while i < len(pattern):
        c = pattern[i]
        if c == "*":
            out.append(".*")
        elif c == "?":
            out.append(".")
        elif c == "[" and "]" in pattern[i + 2:]:
            end = pattern.index("]", i + 2)
            body = pattern[i + 1:end]
            negated = body[0] in "!^" and len(body) > 1
            body = body[1:] if negated else body
            escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", body)
            out.append(f"[{'^' if negated else ''}{escaped}]")
            i = end
        else:
            out.append(re.escape(c))
        i += 1
    return re.fullmatch("".join(out), text, re.DOTALL) is not None


# ---- fields and matchers ----------------------------------------------------

def steps_of(field):
    """(steps, has wildcard) of a field path or JSON Pointer."""
    if field.startswith("/"):
        return [s.replace("~1", "/").replace("~0", "~")
                for s in field[1:].split("/")], False
    steps = field.split(".")
    return steps, "*" in steps[1:]


def descend(value, steps, wild):
    if not steps:
        return [value]
    step, rest = steps[0], steps[1:]
    if isinstance(value, list):
        if wild and step == "*":
            return [v for e in value for v in descend(e, rest, wild)]
        if re.fullmatch(r"0|[1-9]\d*", step) and int(step) < len(value):
            return descend(value[int(step)], rest, wild)
    elif isinstance(value, dict) and not (wild and step == "*"):
        if step in value:
            return descend(value[step], rest, wild)
    # Nothing here: an element that lacks the rest is an absent one, but a
    # missing array has no elements at all.
    return [] if wild and "*" in steps else [ABSENT]


def elements(event, field):
    steps, wild = steps_of(field)
    seen = {k: v for k, v in event.items() if k in HASHED}
    return descend(seen, steps, wild) or [ABSENT]


def value_of(event, field):
    return elements(event, field)[0]


def is_text(value):
    return isinstance(value, str)


def compares(value, operand, field, test):
    if is_number(operand):
        return is_number(value) and test(exact(value), exact(operand))
    if field in ("timestamp", "/timestamp"):
        a, b = instant(value), instant(operand)
        return a is not None and b is not None and test(a, b)
    return False


POSITIVE = {
    "eq": lambda v, o, f: same(v, o),
    "in": lambda v, o, f: any(same(v, e) for e in o),
    "gt": lambda v, o, f: compares(v, o, f, lambda a, b: a > b),
    "gte": lambda v, o, f: compares(v, o, f, lambda a, b: a >= b),
    "lt": lambda v, o, f: compares(v, o, f, lambda a, b: a < b),
    "lte": lambda v, o, f: compares(v, o, f, lambda a, b: a <= b),
    "matches": lambda v, o, f: is_text(v) and search(o, v),
    "contains": lambda v, o, f: (
        o in v if is_text(v) and is_text(o)
        else isinstance(v, list) and any(same(e, o) for e in v)),
    "starts_with": lambda v, o, f: is_text(v) and v.startswith(o),
    "ends_with": lambda v, o, f: is_text(v) and v.endswith(o),
    "glob": lambda v, o, f: is_text(v) and glob(o, v),
    "exists": lambda v, o, f: (v is not None) == o,
}
NEGATIVE = {"ne": "eq", "not_in": "in", "not_matches": "matches"}


def holds(event, field, condition):
    if isinstance(condition, list):
        condition = {"in": condition}
    elif not isinstance(condition, dict):
        condition = {"eq": condition}
    values = elements(event, field)
    for name, operand in condition.items():
        if name in NEGATIVE and any(
                POSITIVE[NEGATIVE[name]](v, operand, field) for v in values):
            return False
    positive = [(POSITIVE[n], o) for n, o in condition.items() if n in POSITIVE]
    return any(all(op(v, o, field) for op, o in positive) for v in values)


def matches(matcher, event):
    for field, condition in (matcher or {}).items():
        if field == "any":
            good = any(matches(m, event) for m in condition)
        elif field == "all":
            good = all(matches(m, event) for m in condition)
        elif field == "not":
            good = not matches(condition, event)
        else:
            good = holds(event, field, condition)
        if not good:
            return False
    return True


def labelled(event, wanted):
    labels = event.get("labels") or {}
    return all(
        name in labels and any(
            same(labels[name], value)
            for value in (values if isinstance(values, list) else [values]))
        for name, values in wanted.items())


# ---- the ledger -----------------------------------------------------------

def related(a, op, b):
    """Whether `a`, of X, is `op` to `b`, of Y."""
    if a is None or b is None:
        return False
    if op in ("eq", "ne"):
        return same(a, b) == (op == "eq")
    if op in ("digest_of", "not_digest_of"):
        found = re.fullmatch(r"(?:sha256:)?([0-9a-f]{64})",
                             a if isinstance(a, str) else "")
        digest = hashlib.sha256(canonical(b).encode()).hexdigest()
        return bool(found) and (found[1] == digest) == (op == "digest_of")
    if instant(a) is not None and instant(b) is not None:
        a, b = instant(a), instant(b)
    if not all(isinstance(v, (int, float)) and not isinstance(v, bool)
               for v in (a, b)):
        return False
    return {"lt": a < b, "lte": a <= b, "gt": a > b, "gte": a >= b}[op]


class Ledger:
    """Events in order of policies §3; each gets `.eff` and its place."""

    def __init__(self, events):
        """events: dicts in ingest order, each with `sequence`."""
        self.ingested = events
        chains = {}
        for index, event in enumerate(events):
            chains.setdefault(event["agent_id"], []).append(
                (event["sequence"], index))
        self.chains = {a: sorted(c) for a, c in chains.items()}
        self.effective = {}
        for chain in self.chains.values():
            before = None
            for _, index in chain:
                own = instant(events[index].get("timestamp"))
                known = [t for t in (own, before) if t is not None]
                before = max(known) if known else 0
                self.effective[index] = before
        self.order = sorted(
            range(len(events)),
            key=lambda i: (self.effective[i],
                           events[i]["agent_id"].encode(),
                           events[i]["sequence"], i))
        self.place = {index: n for n, index in enumerate(self.order)}
        self.findings = self.find()

    def is_vouched(self, index):
        """Whether the event lies before the first break of its chain;
        ... where that is not known here."""
        if self.findings is None:
            return ...
        event = self.ingested[index]
        breaks = [(self.ingested[i]["sequence"], i)
                  for _, i in self.findings or []
                  if self.ingested[i]["agent_id"] == event["agent_id"]]
        return not breaks or (event["sequence"], index) < min(breaks)

    def find(self):
        """Error findings of verification as (code, ingest index), or None
        where a chain's profile could not be recognised."""
        events, found = self.ingested, []
        for chain in self.chains.values():
            good = {i for _, i in chain if events[i]["hash"] == content_hash(
                events[i], events[i]["prev_hash"])}
            if 3 * sum(i in good for _, i in chain[:64]) < 2 * min(
                    64, len(chain)):
                return None
            by_sequence = {}
            for sequence, i in chain:
                by_sequence.setdefault(sequence, []).append(i)
            for n, (sequence, i) in enumerate(chain):
                event = events[i]
                if i not in good:
                    found.append(("hash-mismatch", i))
                if sequence == chain[0][0]:
                    if event["prev_hash"] != "0" * 64:
                        found.append(("bad-genesis", i))
                elif event["prev_hash"] not in [
                        events[j]["hash"]
                        for j in by_sequence.get(sequence - 1, [])]:
                    found.append(("link-mismatch", i))
                previous = chain[n - 1][0] if n else 0
                if sequence > previous + 1:
                    found.append(("sequence-gap", i))
                if any(j < i and (s == sequence or events[j]["prev_hash"] ==
                                  event["prev_hash"]) for s, j in chain):
                    found.append(("fork", i))
        return found


# ---- rules ----------------------------------------------------------------

class Run:
    """One rule over one ledger: what plog must report of it."""

    def __init__(self, rule, ledger, selected, as_of):
        self.rule, self.ledger, self.as_of = rule, ledger, as_of
        self.events = ledger.ingested
        self.selected = selected
        wanted = rule.get("label_filter", {})
        self.visible = [i for i in ledger.order
                        if labelled(self.events[i], wanted)]
        self.violations = []  # (trigger, offending, scope key, members)
        self.activations = self.pending = self.not_evaluated = 0

    def time(self, i):
        return self.ledger.effective[i]

    def is_a(self, role, i):
        return matches(self.rule.get(role), self.events[i])

    def key(self, i):
        event, scope = self.events[i], self.rule["scope"]
        if scope == "ledger":
            return (0, b"")
        if scope == "agent" or event.get("session_id") is None:
            return (1 if scope == "session" else 0,
                    event["agent_id"].encode())
        return (0, event["session_id"].encode())

    def scopes(self):
        instances = {}
        for i in self.visible:
            instances.setdefault(self.key(i), []).append(i)
        return sorted(instances.items())

    def report(self, trigger, offending, members, whole_scope=False):
        fault = offending if offending is not None else trigger
        judged = (any(i in self.selected for i in members) if whole_scope
                  else fault in self.selected)
        if judged:
            self.violations.append((trigger, offending, members))

    def one_event(self, i):
        self.report(i, i, [i])

    def evaluate(self):
        getattr(self, self.rule["type"])()
        return self

    # -- partners

    def agree(self, a, fields_a, b, fields_b):
        for field_a, field_b in zip(fields_a, fields_b):
            x = value_of(self.events[a], field_a)
            y = value_of(self.events[b], field_b)
            if x is not None and y is not None and not same(x, y):
                return False
        return True

    def correlation(self):
        pairs = [(c["x"], c["y"]) if isinstance(c, dict) else (c, c)
                 for c in self.rule.get("correlate", [])]
        return [x for x, _ in pairs], [y for _, y in pairs]

    def partners(self, x, y):
        fields_x, fields_y = self.correlation()
        return self.agree(x, fields_x, y, fields_y) and all(
            related(value_of(self.events[x], c["x"]), c["op"],
                    value_of(self.events[y], c["y"]))
            for c in self.rule.get("compare", []))

    def near(self, a, b):
        within = self.rule.get("within")
        return within is None or (
            abs(self.time(b) - self.time(a)) <= duration(within))

    def sequence(self):
        before = self.rule.get("order", "after") == "before"
        for _, members in self.scopes():
            answered = (self.discharged(members)
                        if self.rule.get("pairing") == "one_to_one" else None)
            for n, x in enumerate(members):
                if not self.is_a("when", x):
                    continue
                if x in self.selected:
                    self.activations += 1
                others = members[:n] if before else members[n + 1:]
                if answered is not None:
                    done = x in answered
                else:
                    done = any(self.is_a("expect", y) and self.partners(x, y)
                               and self.near(x, y) for y in others)
                if done:
                    continue
                within = self.rule.get("within")
                if (within is not None and not before and
                        self.time(x) + duration(within) > self.as_of):
                    self.pending += x in self.selected
                else:
                    self.report(x, None, members)

    def discharged(self, members):
        done = set()
        for n, y in enumerate(members):
            if not self.is_a("expect", y):
                continue
            for x in members[:n]:
                if (x not in done and self.is_a("when", x) and
                        self.partners(x, y) and self.near(x, y)):
                    done.add(x)
                    break
        return done

    def absence(self):
        for _, members in self.scopes():
            triggers = [x for x in members if self.is_a("when", x)]
            self.activations += sum(x in self.selected for x in triggers)
            if self.rule.get("order") == "before":
                for x in triggers:
                    guilty = [y for y in members if self.condemns(
                        members, x, y, members.index(y) < members.index(x))]
                    if guilty:
                        self.report(x, guilty[-1], members)
            else:
                for y in members:
                    guilty = [x for x in triggers if self.condemns(
                        members, x, y, members.index(x) < members.index(y))]
                    if guilty:
                        self.report(guilty[-1], y, members)

    def condemns(self, members, x, y, ordered):
        if not (ordered and self.is_a("deny", y) and self.partners(x, y)
                and self.near(x, y)):
            return False
        if "until" not in self.rule:
            return True
        low, high = sorted((members.index(x), members.index(y)))
        fields_x, _ = self.correlation()
        return not any(self.is_a("until", u) and
                       self.agree(x, fields_x, u, fields_x)
                       for u in members[low + 1:high])

    # -- single events

    def count_judged(self, i):
        self.activations += i in self.selected

    def count_skipped(self, i):
        self.not_evaluated += i in self.selected

    def boundary(self):
        for i in self.visible:
            name = self.events[i].get("action_name")
            if name is None or not self.is_a("when", i):
                continue
            self.count_judged(i)
            allowed = self.rule.get("allow_actions")
            denied = self.rule.get("deny_actions", [])
            if any(glob(g, name) for g in denied) or (
                    allowed is not None and
                    not any(glob(g, name) for g in allowed)):
                self.one_event(i)

    def texts(self, value):
        if isinstance(value, str):
            return [value]
        if not isinstance(value, (list, dict)):
            return [canonical(value)]
        found = [canonical(value)]

        def inside(v):
            if isinstance(v, str):
                found.append(v)
            elif isinstance(v, list):
                for e in v:
                    inside(e)
            elif isinstance(v, dict):
                for name, e in v.items():
                    found.append(name)
                    inside(e)
        inside(value)
        return found

    def pattern(self):
        wanted = self.rule.get("match_pattern")
        denied = self.rule.get("deny_pattern")
        for i in self.visible:
            if not self.is_a("when", i):
                continue
            values = [v for v in elements(
                self.events[i], self.rule["for_field"]) if v is not None]
            if not values:
                if self.rule.get("required"):
                    self.count_judged(i)
                    self.one_event(i)
                else:
                    self.count_skipped(i)
                continue
            self.count_judged(i)
            texts = [t for v in values for t in self.texts(v)]
            if wanted is not None and not any(
                    search(wanted, t) for t in texts):
                self.one_event(i)
            if denied is not None and any(search(denied, t) for t in texts):
                self.one_event(i)

    def temporal(self):
        for i in self.visible:
            if not self.is_a("when", i):
                continue
            nanos = instant(self.events[i].get("timestamp"))
            if nanos is None:
                self.count_skipped(i)
                continue
            self.count_judged(i)
            if not self.is_inside(nanos):
                self.one_event(i)

    def is_inside(self, nanos):
        clock = local(nanos, self.rule.get("timezone", "UTC"))
        minute = clock.hour * 60 + clock.minute
        day = (clock.weekday() + 1) % 7
        if "hours" in self.rule:
            start, end = (
                h * 60 if isinstance(h, int)
                else int(h[:2]) * 60 + int(h[3:]) for h in self.rule["hours"])
            if start < end:
                if not start <= minute < end:
                    return False
            elif minute < end:
                day = (day - 1) % 7
            elif minute < start:
                return False
        names = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
        days = [names.index(d) if isinstance(d, str) else d
                for d in self.rule.get("days", range(7))]
        return day in days

    def limit(self):
        for i in self.visible:
            if not self.is_a("when", i):
                continue
            values = [exact(v) for v in elements(
                self.events[i], self.rule["for_field"]) if is_number(v)]
            if not values:
                self.count_skipped(i)
                continue
            self.count_judged(i)
            if any(("max" in self.rule and v > exact(self.rule["max"])) or
                   ("min" in self.rule and v < exact(self.rule["min"]))
                   for v in values):
                self.one_event(i)

    # -- scope instances

    def count_scope(self, members):
        self.activations += any(i in self.selected for i in members)

    def presence(self):
        for _, members in self.scopes():
            first = None
            if "when" in self.rule:
                triggers = [i for i in members if self.is_a("when", i)]
                if not triggers:
                    continue
                first = triggers[0]
            self.count_scope(members)
            number = sum(self.is_a("require", i) for i in members)
            if number < self.rule.get("min", 1):
                self.report(first, None, members, whole_scope=True)

    def ratio(self):
        for _, members in self.scopes():
            base = [i for i in members if self.is_a("of", i)]
            if len(base) < self.rule.get("min_events", 1) or not base:
                continue
            self.count_scope(members)
            hits = sum(self.is_a("count", i) for i in base)
            if Fraction(hits, len(base)) > exact(self.rule["max"]):
                self.report(None, None, members, whole_scope=True)

    def gap(self):
        for _, members in self.scopes():
            for earlier, later in zip(members, members[1:]):
                self.activations += later in self.selected
                if self.time(later) - self.time(earlier) > duration(
                        self.rule["max"]):
                    self.report(earlier, later, members)

    def amount(self, i):
        """What a match adds; None where it cannot be summed."""
        if "sum" not in self.rule:
            return Fraction(1)
        value = value_of(self.events[i], self.rule["sum"])
        return exact(value) if is_number(value) else None

    def period(self, i):
        clock = local(self.time(i), self.rule.get("timezone", "UTC"))
        unit = self.rule["calendar"]
        if unit == "week":
            return clock.date() - datetime.timedelta(days=clock.weekday())
        parts = (clock.year, clock.month, clock.day, clock.hour, clock.minute)
        return parts[:{"month": 2, "day": 3, "hour": 4, "minute": 5}[unit]]

    def rate(self):
        for _, members in self.scopes():
            self.count_scope(members)
            counted = [i for i in members if self.is_a("count", i)]
            for i in counted:
                if self.amount(i) is None:
                    self.one_event(i)
            if "window" in self.rule:
                self.bursts(counted)
            elif "calendar" in self.rule:
                periods = {}
                for i in counted:
                    periods.setdefault(self.period(i), []).append(i)
                for period in periods.values():
                    self.first_excess(period)
            else:
                self.first_excess(counted)

    def first_excess(self, counted):
        total = Fraction(0)
        for i in counted:
            amount = self.amount(i)
            if amount is None:
                continue
            total += amount
            if total > exact(self.rule["max"]):
                self.one_event(i)
                return

    def bursts(self, counted):
        window, over = duration(self.rule["window"]), False
        for n, last in enumerate(counted):
            total = sum((self.amount(i) or 0 for i in counted[:n + 1]
                         if self.time(last) - self.time(i) < window),
                        Fraction(0))
            now = total > exact(self.rule["max"])
            if now and not over:
                self.one_event(last)
            over = now

    def integrity(self):
        self.activations = sum(i in self.selected for i in self.visible)
        for _, i in self.ledger.findings or []:
            self.one_event(i)

    # -- what the report says

    def scope_key_of(self, violation):
        if self.rule["type"] == "integrity":
            return (0, b"")
        return self.key(violation[2][0])

    def listed(self):
        def rank(violation):
            trigger, offending, members = violation
            fault = offending if offending is not None else trigger
            place = -1 if fault is None else self.ledger.place[fault]
            id_ = "" if fault is None else self.events[fault]["id"]
            return self.scope_key_of(violation), place, id_
        return [self.describe(v) for v in sorted(self.violations, key=rank)]

    def describe(self, violation):
        trigger, offending, members = violation
        fault = offending if offending is not None else trigger
        get = lambda i, name: self.events[i].get(name)
        if fault is not None:
            session, agent = get(fault, "session_id"), get(fault, "agent_id")
        else:
            agents = {get(i, "agent_id") for i in members}
            sessions = {get(i, "session_id") for i in members}
            agent = agents.pop() if len(agents) == 1 else None
            session = sessions.pop() if len(sessions) == 1 else None
            if self.rule["scope"] != "session":
                session = None
        timed = next(i for i in (trigger, offending, members[-1])
                     if i is not None)
        return {
            "trigger_event": None if trigger is None else get(trigger, "id"),
            "offending_event":
                None if offending is None else get(offending, "id"),
            "session_id": session,
            "agent_id": agent,
            "timestamp": get(timed, "timestamp"),
            "expected_event": self.expected(),
            "sequence": None if fault is None else get(fault, "sequence"),
            "hash": None if fault is None else get(fault, "hash"),
            "vouched": self.vouched(trigger, offending),
        }

    def vouched(self, *evidence):
        each = [self.ledger.is_vouched(i) for i in evidence if i is not None]
        return ... if ... in each else all(each)

    def expected(self):
        role = {"sequence": "expect", "presence": "require"}.get(
            self.rule["type"])
        if role is None:
            return None
        matcher = self.rule[role]
        for name in ("action_type", "action_name"):
            if isinstance(matcher.get(name), str):
                return matcher[name]
            if isinstance(matcher.get(name), dict):
                break  # {eq: X} says the same in another form
        return ...  # not compared

    def status(self):
        if self.violations:
            return self.rule.get("severity", "fail")
        return "pass" if self.activations else "not_applicable"


def select(ledger, selection):
    """Ingest indices of the events to be judged."""
    chosen = set()
    for i, event in enumerate(ledger.ingested):
        time = ledger.effective[i]
        labels = event.get("labels") or {}
        if (("agent_id" not in selection or
             event["agent_id"] in selection["agent_id"]) and
                ("session_id" not in selection or
                 event.get("session_id") in selection["session_id"]) and
                ("since" not in selection or
                 time >= instant(selection["since"])) and
                ("until" not in selection or
                 time < instant(selection["until"])) and
                all(same(labels.get(k), v)
                    for k, v in selection.get("label", {}).items())):
            chosen.add(i)
    return chosen


def count_recent(listed):
    """Adds how many earlier violations the agent has in the 24 h before."""
    day = UNITS["d"]
    for one in listed:
        time = instant(one["timestamp"])
        one["recent_violations"] = 0 if time is None else sum(
            other["agent_id"] == one["agent_id"] is not None and
            other["timestamp"] is not None and
            time - day <= instant(other["timestamp"]) < time
            for other in listed)


WORST = ("not_applicable", "pass", "warn", "fail")


def check(policies, ledger, selection, as_of):
    """Per policy: (its result, [(rule, Run)])."""
    selected = select(ledger, selection)
    results = []
    for policy in policies:
        if policy.get("enabled", True) is False:
            continue
        runs = []
        for written in policy["rules"]:
            if written.get("enabled", True) is False:
                continue
            rule = dict(written)
            rule.setdefault("scope", rule.get("per", "session"))
            rule.setdefault("severity", policy.get("severity", "fail"))
            runs.append(Run(rule, ledger, selected, as_of).evaluate())
        seen = {i for run in runs for i in run.visible if i in selected}
        status = max((run.status() for run in runs), key=WORST.index,
                     default="not_applicable")
        results.append(({"policy": policy["name"], "status": status,
                         "events_evaluated": len(seen)}, runs))
    return selected, results
