#!/usr/bin/env python3
"""Reports of a small history made by hand, as they were when a person read them.
LAMPION_WRITE=1 writes them anew into tests/golden/report; read the difference."""
import hashlib, os, sys, zipfile
from exports import ROOT, Place, load, table

KEPT = os.path.join(ROOT, "tests/golden/report")
PERIOD = "2026-03-27..2026-03-29"  # a Friday as HESA has it, and a Sunday of 23 hours


def digest(data):
    return hashlib.sha256(data).hexdigest()


def written(place, lang):
    """{name: bytes} of all formats; what is long, or the same in the other language, as a hash."""
    files = {}
    for form in ("csv", "csv-fr", "datapackage"):
        folder = place.report(PERIOD, form, lang + "-" + form, lang)
        for name in sorted(os.listdir(folder)):
            data = open(os.path.join(folder, name), "rb").read()
            whole = name == "datapackage.json" or (lang == "en" and form != "datapackage"
                                                   and (form, name) != ("csv-fr", "hours.csv"))
            files["%s/%s%s" % (form, name, "" if whole else ".sha256")] = \
                data if whole else (digest(data) + "\n").encode()
    data = open(place.report(PERIOD, "json", lang + ".json", lang), "rb").read()
    files["report.json" + ("" if lang == "en" else ".sha256")] = \
        data if lang == "en" else (digest(data) + "\n").encode()
    with zipfile.ZipFile(place.report(PERIOD, "xlsx", lang + ".xlsx", lang)) as book:
        files["figures.sheet.xml"] = book.read("xl/worksheets/sheet1.xml").replace(b"><", b">\n<")
        files["xlsx.sha256"] = "".join("%s  %s\n" % (digest(book.read(name)), name)
                                       for name in sorted(book.namelist())).encode()
    return files


def check_hesa(place):
    """The vector of the research: 50 %, 50 %, 25 %."""
    document = load(place.path("en.json"))
    figures = {(row["zone"], row["indicator"]): row["value"] for row in table(document, "figures")}
    for name, value in (("frequency_pct", 50), ("occupancy_when_used_pct", 50),
                        ("utilisation_pct", 25), ("open_hours", 8), ("seat_hours_used", 40)):
        assert figures["desks", name] == value, (name, figures["desks", name])


def main():
    different = []
    with Place("hesa") as place:
        for lang in ("en", "fr"):
            for name, data in written(place, lang).items():
                path = os.path.join(KEPT, lang, name)
                if os.environ.get("LAMPION_WRITE"):
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    open(path, "wb").write(data)
                elif not os.path.exists(path) or open(path, "rb").read() != data:
                    different.append(os.path.relpath(path, ROOT))
        check_hesa(place)
    for name in different:
        print("differs: %s (LAMPION_WRITE=1 writes it anew; read the difference)" % name)
    return 1 if different else 0


sys.exit(main())
