#!/usr/bin/env python3
"""Layering: the arrows between rooms run one way, files have no circles, foreign headers have
few doors, pure rooms do no I/O, files stay readable.

    check.py ROOT          checks the tree, a line a finding, exit 1 when there is one
    check.py --self-test   breaks each rule on purpose and demands that it is found
"""
import re
import sys
import tempfile
from pathlib import Path

# A file belongs to the room with the longest prefix. A room may include itself and what it names.
ROOMS = {
    "hw/flutter": set(),
    "hw/drivers": {"hw/driver.h", "hw/flutter"},
    "hw": {"hw/drivers", "hw/flutter"},
    "agent/common": set(),
    "agent": {"agent/common", "hw", "agent/commands"},
    "agent/maker": {"agent", "agent/common", "hw"},
    "agent/commands": {"agent", "agent/common", "agent/maker", "hw"},
    "dashboard/place.h": {"agent/common"},
    "dashboard/facts.": {"agent/common", "dashboard/place.h"},
    "dashboard/zone": {"agent/common", "dashboard/civil", "dashboard/posix"},  # zonetime*
    "dashboard/civil": set(),
    "dashboard/posix": {"agent/common", "dashboard/civil"},  # posix_tz
    "dashboard/names": set(),
    "dashboard/moment.": {"agent/common", "dashboard/zone", "dashboard/civil"},
    "dashboard/fact_text.": {"agent/common", "dashboard/place.h", "dashboard/facts.",
                             "dashboard/zone", "dashboard/moment."},
    "dashboard/head_count.": {"agent/common", "dashboard/place.h", "dashboard/history",
                              "dashboard/presence"},
    "dashboard/place_diff.": {"agent/common", "dashboard/place.h"},
    "dashboard/presence": {"agent/common", "dashboard/place.h", "dashboard/facts.",
                           "dashboard/zone", "dashboard/civil"},
    "dashboard/ingest": {"agent/common", "dashboard/place.h", "dashboard/facts.",
                         "dashboard/presence", "dashboard/names"},
    "dashboard/history": {"agent/common", "dashboard/place.h", "dashboard/facts.", "dashboard/names",
                          "dashboard/zone", "dashboard/civil"},
    "dashboard/notify": {"agent/common"},
    "dashboard/outlook.": {"agent/common", "dashboard/place.h"},
    "dashboard/snapshot": {"agent/common", "dashboard/place.h", "dashboard/outlook.",
                           "dashboard/presence"},
    "dashboard/page": {"agent/common", "dashboard/place.h", "dashboard/snapshot", "dashboard/notify/alarm.h",
                       "dashboard/outlook.", "dashboard/presence", "dashboard/zone", "dashboard/civil"},
    "dashboard/report": {"agent/common", "dashboard/place.h", "dashboard/facts.",
                         "dashboard/history", "dashboard/page", "dashboard/zone", "dashboard/civil"},
    "dashboard/access": {"agent/common"},
    "dashboard/http": {"agent/common", "dashboard/place.h", "dashboard/snapshot", "dashboard/page",
                       "dashboard/outlook.", "dashboard/zone", "dashboard/civil"},
    "dashboard/desk": {"agent/common", "dashboard/history"},
    "dashboard/organise": {"agent/common", "dashboard/access", "dashboard/desk", "dashboard/history",
                           "dashboard/http", "dashboard/page", "dashboard/place.h",
                           "dashboard/facts.", "dashboard/fact_text.", "dashboard/head_count.",
                           "dashboard/moment.", "dashboard/describe.h", "dashboard/place_diff.",
                           "dashboard/report", "dashboard/presence", "dashboard/zone",
                           "dashboard/civil"},
    "dashboard": {"agent/common", "dashboard/*"},
    "dashboard/commands": {"agent/common", "dashboard", "dashboard/*"},
}

# Foreign headers and the only files that may know them.
FOREIGN = {
    "gpiod.h": r"hw/lines_gpiod[12]\.c|tests/rig/.*",
    "MQTTAsync.h": r"agent/common/connection\.c",
    "yaml.h": r"agent/common/yaml\.c",
    "jansson.h": r"agent/common/json\.c|dashboard/report/(format_(json|datapackage)\.c|about\.h)|dashboard/page/(place|space)_json\.c|dashboard/commands/(ask|status)\.[ch]|dashboard/health\.c|tests/.*",
    "sqlite3.h": r"dashboard/history/.*|agent/outbox_(file|rows)\.c|agent/outbox_sql\.h|tests/.*",
    "openssl/": r"agent/common/certificate\.c|agent/maker/probe\.c|dashboard/access/(authority|secret)\.c|"
                r"dashboard/report/digest\.c",
    "xlsxwriter.h": r"dashboard/report/format_xlsx\.c",
    "crypt.h": r"dashboard/access/password\.c",
    "microhttpd.h": r"dashboard/http/server(_[a-z]+)?\.[ch]",
    "qrencode.h": r"dashboard/page/papers/qr\.c",
    "zlib.h": r"dashboard/http/gzip\.c|dashboard/page/web/embed\.c",
}

# Rooms that get `now` as an argument: no I/O, no clock, no threads, no environment.
PURE = r"hw/drivers/|hw/(chatter|debounce|flutter|sensors|line_watch)\.|dashboard/presence/|dashboard/notify/alarm\.|dashboard/(forecast|outlook|snapshot)\.|" \
       r"dashboard/ingest/|dashboard/history/(rollup|slot|calendar)\.|dashboard/report/(indicator|compare|gap|suppress)\.|agent/courier\.|agent/maker/(strip|walk|diagnosis)\.c|agent/common/(message|json|topic|vital)"
IMPURE_HEADERS = {"stdio.h", "time.h", "unistd.h", "fcntl.h", "pthread.h", "sys/socket.h",
                  "sys/random.h", "systemd/sd-event.h", "signal.h"}

LINES_MAX = 500
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def room_of(path):
    best = ""
    for room in ROOMS:
        if path.startswith(room) and len(room) > len(best):
            best = room
    return best


def may(source, target, target_path):
    if source == target:
        return True
    for allowed in ROOMS[source]:
        if allowed == target or allowed == target_path:
            return True
        if allowed.endswith("/*") and target.startswith(allowed[:-1]):
            return True
    return False


def read_tree(root):
    files = {}
    for room in ("hw", "agent", "dashboard"):
        for path in sorted((root / room).rglob("*.[ch]")):
            text = path.read_text(encoding="utf-8")
            files[str(path.relative_to(root))] = (text, INCLUDE.findall(text))
    return files


def find_circle(files):
    graph = {path: [name for kind, name in includes if kind == '"' and name in files]
             for path, (_, includes) in files.items()}
    done, trail = set(), []

    def visit(path):
        if path in trail:
            return trail[trail.index(path):] + [path]
        if path in done:
            return None
        trail.append(path)
        for name in graph[path]:
            circle = visit(name)
            if circle:
                return circle
        trail.pop()
        done.add(path)
        return None

    for path in graph:
        circle = visit(path)
        if circle:
            return circle
    return None


def check_file(path, text, includes, files):
    room = room_of(path)
    for kind, name in includes:
        if kind == '"':
            if name not in files:
                yield f'{path}: includes "{name}", which is no file written from the root'
            elif not may(room, room_of(name), name):
                yield f"{path}: the room {room} must not know {name}"
        else:
            door = FOREIGN.get(name) or FOREIGN.get(name.split("/")[0] + "/")
            if door and not re.fullmatch(door, path):
                yield f"{path}: <{name}> has another door: {door}"
            if re.match(PURE, path) and name in IMPURE_HEADERS and not (
                    name == "stdio.h" and path.startswith("agent/common/")):  # snprintf
                yield f"{path}: pure code includes <{name}>"
    lines = text.count("\n")
    if lines > LINES_MAX:
        yield f"{path}: {lines} lines, one noun should do with {LINES_MAX}"


def check(root):
    files = read_tree(root)
    findings = [] if files else [f"{root}: no sources found"]
    for path, (text, includes) in files.items():
        findings += check_file(path, text, includes, files)
    circle = find_circle(files)
    if circle:
        findings.append("circle: " + " -> ".join(circle))
    return findings


def self_test():
    broken = {
        "must not know agent": {"hw/a.c": '#include "agent/b.h"\n', "agent/b.h": ""},
        "must not know hw": {"dashboard/page/a.c": '#include "hw/b.h"\n', "hw/b.h": ""},
        "must not know dashboard/http": {"dashboard/page/a.c": '#include "dashboard/http/b.h"\n',
                                         "dashboard/http/b.h": ""},
        "has another door": {"dashboard/serve.c": "#include <sqlite3.h>\n"},
        "another door: agent/common/certificate": {"agent/a.c": "#include <openssl/x509.h>\n"},
        "pure code includes": {"hw/drivers/a.c": "#include <stdio.h>\n"},
        "circle: ": {"hw/a.h": '#include "hw/b.h"\n', "hw/b.h": '#include "hw/a.h"\n'},
        "no file written from the root": {"hw/a.c": '#include "b.h"\n', "hw/b.h": ""},
        "one noun": {"hw/a.c": "\n" * (LINES_MAX + 1)},
    }
    failed = 0
    for expected, tree in broken.items():
        with tempfile.TemporaryDirectory() as folder:
            for name, text in tree.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            found = [line for line in check(Path(folder)) if expected in line]
            if not found:
                print(f"not found: {expected}")
                failed += 1
    return failed


def main():
    if sys.argv[1:] == ["--self-test"]:
        return 1 if self_test() else 0
    findings = check(Path(sys.argv[1]))
    for line in findings:
        print(line)
    return 1 if findings else 0


sys.exit(main())
