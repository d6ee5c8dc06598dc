#!/usr/bin/env python3
"""Makes testdata/profiles/NAME.jsonl: one recorded chain per hash profile.

Nothing of plog is used. What a Python producer hashes comes from Python's own
json module; what Go and RFC 8785 producers hash is written out by hand, byte
for byte, from what Go's encoding/json does and from the RFC. Each chain is made
so that it verifies under its own profile and under none of the other twelve.

    golden_profiles.py FOLDER
"""

import hashlib
import json
import pathlib
import sys

# The hashed members in the order of their names.
HASHED = (
    "action_input action_name action_output action_status action_type agent_id "
    "capture_method duration_ms error_message id labels metadata "
    "schema_version session_id source timestamp"
).split()

# U+FB33 sorts after U+1F600 by UTF-16 code units, before it by code points.
HEBREW, GRIN = "\ufb33", "\U0001f600"
LINES = "\u2028"
TOP = {
    "action_name": "a<b>&" + LINES + "\u00e9\x7f\b\f\n\t\"\\/\x01",
    "action_type": "TOOL_CALL",
    "error_message": None,
}


def event(number):
    """The event as a producer's log has it; numbers are given as they are
    spelt there, see `log_line`."""
    return dict(
        TOP,
        agent_id="golden",
        id="golden-%d" % number,
        timestamp="2026-01-01T00:00:%02dZ" % number,
    )


# action_input in the log: names in an order that no sorted profile keeps,
# numbers that every encoder writes differently.
LOG_INPUT = (
    '{"z":1.0,"' + HEBREW + '":-0.0,"' + GRIN + '":1e-7,"big":1e16,"huge":1E+21,'
    '"int":12,"text":"\\b\\u2028\\u00e9\\u007f"}'
)
PYTHON_INPUT = json.loads(LOG_INPUT)

# The same value as the encoders write it. ES6 and Go number texts: 1.0 is 1,
# -0.0 is 0 (Go: -0), 1e-7 stays, 1e16 is written out, 1e21 gets its sign.
# Names: by UTF-16 code units GRIN (d83d…) comes before HEBREW (fb33); by bytes
# HEBREW (ef…) comes before GRIN (f0…).
JCS_INPUT = (
    '{"big":10000000000000000,"huge":1e+21,"int":12,'
    '"text":"\\b' + LINES + '\u00e9\x7f","z":1,"' + GRIN + '":1e-7,"'
    + HEBREW + '":0}'
)
GO_INPUT = (
    '{"big":10000000000000000,"huge":1e+21,"int":12,'
    '"text":"\\b\\u2028\u00e9\x7f","z":1,"' + HEBREW + '":-0,"'
    + GRIN + '":1e-7}'
)
# json.RawMessage is compacted and otherwise kept. (It holds no < > & here:
# there, what Go does depends on the encoder.)
RAW_INPUT = LOG_INPUT

JCS_NAME = '"a<b>&' + LINES + '\u00e9\x7f\\b\\f\\n\\t\\"\\\\/\\u0001"'
GO_NAME = ('"a\\u003cb\\u003e\\u0026\\u2028\u00e9\x7f'
           '\\b\\f\\n\\t\\"\\\\/\\u0001"')


def by_hand(number, name, value, null_absent=False):
    """The content as one of the encoders without a Python twin writes it."""
    plain = event(number)
    text = {
        "action_input": value,
        "action_name": name,
        "error_message": "null",
    }
    members = []
    for member in HASHED:
        if member in text:
            members.append('"%s":%s' % (member, text[member]))
        elif member in plain:
            members.append('"%s":"%s"' % (member, plain[member]))
        elif null_absent:
            members.append('"%s":null' % member)
    return "{" + ",".join(members) + "}"


def go_pre122(text):
    """Before Go 1.22, \\b and \\f had no short form."""
    return text.replace("\\b", "\\u0008").replace("\\f", "\\u000c")


def go_plain(text):
    """SetEscapeHTML(false)."""
    return (text.replace("\\u003c", "<").replace("\\u003e", ">")
            .replace("\\u0026", "&"))


def by_python(number, null_absent=False, **options):
    value = dict(event(number), action_input=PYTHON_INPUT)
    if null_absent:
        value = {member: value.get(member) for member in HASHED}
    options.setdefault("separators", (",", ":"))
    return json.dumps(value, sort_keys=True, **options)


PROFILES = {
    "jcs": lambda n: by_hand(n, JCS_NAME, JCS_INPUT),
    "jcs-null": lambda n: by_hand(n, JCS_NAME, JCS_INPUT, True),
    "jcs-raw32": lambda n: by_hand(n, JCS_NAME, JCS_INPUT),
    "go": lambda n: by_hand(n, GO_NAME, GO_INPUT),
    "go-pre122": lambda n: by_hand(n, go_pre122(GO_NAME), go_pre122(GO_INPUT)),
    "go-plain": lambda n: by_hand(n, go_plain(GO_NAME), go_plain(GO_INPUT)),
    "go-null": lambda n: by_hand(n, GO_NAME, GO_INPUT, True),
    "go-raw32": lambda n: by_hand(n, GO_NAME, GO_INPUT),
    "go-rawmessage": lambda n: by_hand(n, GO_NAME, RAW_INPUT),
    "python-ascii": by_python,
    "python-utf8": lambda n: by_python(n, ensure_ascii=False),
    "python-spaced": lambda n: by_python(n, separators=None),
    "python-null": lambda n: by_python(n, True),
}


def log_line(number, sequence, digest, previous):
    """The line of the log. Its spelling is the same for every profile."""
    members = ['"action_input":' + LOG_INPUT]
    for member, value in event(number).items():
        members.append(json.dumps(member) + ":" + json.dumps(value))
    members.append('"sequence":%d' % sequence)
    members.append('"hash":"%s"' % digest)
    members.append('"prev_hash":"%s"' % previous)
    return "{" + ",".join(members) + "}"


def chain(profile, length=3):
    previous = "0" * 64
    lines = []
    for number in range(1, length + 1):
        content = PROFILES[profile](number).encode("utf-8")
        tail = (bytes.fromhex(previous) if profile.endswith("raw32")
                else previous.encode("ascii"))
        digest = hashlib.sha256(content + tail).hexdigest()
        lines.append(log_line(number, number, digest, previous))
        previous = digest
    return "\n".join(lines) + "\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for profile in PROFILES:
        (folder / (profile + ".jsonl")).write_bytes(
            chain(profile).encode("utf-8"))


if __name__ == "__main__":
    main()
