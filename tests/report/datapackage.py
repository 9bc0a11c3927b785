#!/usr/bin/env python3
"""A Data Package as it is written: held to profile 2.0 (profile.py), every cell to its field, files
to bytes and hash, and read by a tool of others (npm's datapackage). usage: … PAST LAMPION MODULES
MODULES: a folder where npm may install what package-lock.json names."""
import copy, datetime, hashlib, json, os, re, shutil, subprocess, sys
from exports import PAST, Place, load, rows, table

HERE = os.path.dirname(os.path.abspath(__file__))
PATTERNS = {
    "number": r"-?\d+(\.\d{1,6})?",
    "integer": r"-?\d+",
    "boolean": r"[01]",
    "string": r"(?s).+",
}


def fits(kind, text):
    try:
        if kind == "date":
            return datetime.date.fromisoformat(text).isoformat() == text
        if kind == "datetime":
            return bool(datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        return False
    return re.fullmatch(PATTERNS[kind], text) is not None


def check_profile(package):
    """What is wrong with the descriptor; None when there is no validator."""
    try:
        import jsonschema
    except ImportError:
        return None
    from profile import PACKAGE
    profiles = [PACKAGE]
    if os.environ.get("LAMPION_DATAPACKAGE_PROFILE"):
        profiles.append(load(os.environ["LAMPION_DATAPACKAGE_PROFILE"]))
    return ["%s: %s" % ("/".join(map(str, error.path)), error.message[:120])
            for profile in profiles
            for error in jsonschema.Draft7Validator(profile).iter_errors(package)]


def check_resource(folder, resource):
    wrong, path = [], os.path.join(folder, resource["path"])
    data = open(path, "rb").read()
    if len(data) != resource["bytes"]:
        wrong.append("%s: %d bytes" % (resource["path"], len(data)))
    if "sha256:" + hashlib.sha256(data).hexdigest() != resource["hash"]:
        wrong.append("%s: another hash" % resource["path"])
    if data[:3] == b"\xef\xbb\xbf" or data.replace(b"\r\n", b"").count(b"\r"):
        wrong.append("%s: not RFC 4180" % resource["path"])
    fields, seen = resource["schema"]["fields"], set()
    head = data.split(b"\r\n", 1)[0].decode().split(resource["dialect"]["delimiter"])
    if head != [field["name"] for field in fields]:
        wrong.append("%s: other columns: %s" % (resource["path"], head))
        return wrong
    key = resource["schema"].get("primaryKey", [])
    for row in rows(path):
        for field in fields:
            text = row[field["name"]]
            if text not in resource["schema"]["missingValues"] and not fits(field["type"], text):
                wrong.append("%s %s: %s is no %s" % (resource["path"], field["name"], text,
                                                     field["type"]))
        mine = tuple(row[name] for name in key)
        if key and (mine in seen or "" in mine):
            wrong.append("%s: key %s twice, or empty" % (resource["path"], mine))
        seen.add(mine)
    return wrong


def check(folder):
    package = load(os.path.join(folder, "datapackage.json"))
    wrong = check_profile(package) or []
    names = sorted(resource["path"] for resource in package["resources"])
    if sorted(os.listdir(folder)) != sorted(names + ["datapackage.json"]):
        wrong.append("files: %s" % os.listdir(folder))
    for resource in package["resources"]:
        wrong += check_resource(folder, resource)
    return wrong


def spoil(folder):
    """Each way in which a package may be wrong is found."""
    path = os.path.join(folder, "datapackage.json")
    whole, days = load(path), os.path.join(folder, "days.csv")
    text = open(days, newline="").read()
    broken = []
    for name in ("name", "id", "licenses"):
        one = copy.deepcopy(whole)
        one[name] = [] if name == "licenses" else "A B" if name == "name" else 1
        broken.append(one)
    one = copy.deepcopy(whole)
    one["resources"][1]["schema"]["fields"][1]["type"] = "integer"
    broken.append(one)
    one = copy.deepcopy(whole)
    one["resources"][1]["schema"]["primaryKey"] = ["zone"]
    broken.append(one)
    for package in broken:
        json.dump(package, open(path, "w"))
        descriptor_only = package["resources"] == whole["resources"]
        assert check(folder) or (descriptor_only and check_profile(package) is None), package
    json.dump(whole, open(path, "w"))
    open(days, "w", newline="").write(text.replace("0", "1", 1))
    assert check(folder), "a changed file"
    open(days, "w", newline="").write(text)
    assert not check(folder), check(folder)


def modules(folder):
    """Where node finds the packages of the lock file; None and why not."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None, "npm is missing: apt-get install npm"
    os.makedirs(folder, exist_ok=True)
    lock, done = os.path.join(HERE, "package-lock.json"), os.path.join(folder, "installed.json")
    if not os.path.exists(done) or open(done).read() != open(lock).read():
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(os.path.join(HERE, name), folder)
        ran = subprocess.run(["timeout", "60", "npm", "ci", "--no-audit", "--no-fund",
                              "--ignore-scripts"], cwd=folder, capture_output=True, text=True)
        if ran.returncode:
            return None, "npm could not install datapackage: " + ran.stderr[-200:]
        shutil.copy(lock, done)
    return os.path.join(folder, "node_modules"), None


def check_loaded(folder, document, found):
    """The other tool reads as many rows, and the same figures, as the JSON report has."""
    ran = subprocess.run(["node", os.path.join(HERE, "load.js"),
                          os.path.join(folder, "datapackage.json")],
                         capture_output=True, text=True, timeout=120,
                         env=dict(os.environ, NODE_PATH=found))
    assert ran.returncode == 0, ran.stderr
    wrong, told = [], json.loads(ran.stdout)
    for name, data in told.items():
        expected = table(document, name)
        if len(data["rows"]) != len(expected):
            wrong.append("%s: %d rows, %d in JSON" % (name, len(data["rows"]), len(expected)))
        for row, mine in zip(data["rows"], expected):
            for column, value in mine.items():
                other = row[column]
                if isinstance(value, float) and isinstance(other, (int, float)):
                    same = abs(other - value) <= 1e-9 * (1 + abs(value))
                elif isinstance(value, str) and isinstance(other, str):
                    same = other.lstrip("'")[:10] == value.lstrip("'")[:10]  # moments: Z or .000Z
                else:
                    same = other == value
                if not same:
                    wrong.append("%s %s: %s, %s in JSON" % (name, column, other, value))
    return wrong


def main():
    wrong = []
    found, why = modules(sys.argv[3])
    for kind, period in (("hesa", "2026-03"), (5, "2026-03")):
        with Place(kind) as place:
            folder = place.report(period, "datapackage", "package", "fr")
            document = load(place.report(period, "json", "r.json", "fr"))
            wrong += check(folder)
            if check_profile(load(os.path.join(folder, "datapackage.json"))) is None:
                print("not held to the profile: apt-get install python3-jsonschema")
            if found:
                wrong += check_loaded(folder, document, found)
            else:
                print("not loaded by another tool:", why)
            spoil(folder)
    print(*wrong[:20], sep="\n")
    return 1 if wrong else 0


sys.exit(main())
