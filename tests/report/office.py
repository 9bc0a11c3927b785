#!/usr/bin/env python3
"""LibreOffice, without a screen, opens the workbook and both flavours of CSV. The values that the
workbook keeps beside its formulas are taken out first, so that what is read back was worked out by
LibreOffice; it must be what the JSON report says. A day that is changed by hand must show."""
import os, re, shutil, subprocess, sys, zipfile
from exports import Place, grid, load, sheet, skip, table

PERIOD = "2026-03"


def without_values(source, target, spoil):
    """The figures' sheet without cached values; with `spoil` a day with 1000 people-hours more."""
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w") as copy:
        for name in book.namelist():
            text = book.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text, count = re.subn(r"(<f>[^<]*</f>)<v>[^<]*</v>", r"\1", text)
                assert count > 30, "%d formulas" % count
                assert not re.search(r"</f><v>", text)
            if spoil and name == "xl/worksheets/sheet2.xml":
                text, count = re.subn(r'(<c r="T\d+"><v>)([\d.]+)', r"\g<1>1000", text, count=1)
                assert count == 1
            copy.writestr(name, text)


def convert(place, source, name, infilter=None):
    """To XLSX by LibreOffice; with the numbers as it understood them."""
    folder = place.path("by-office-" + name)
    command = ["soffice", "-env:UserInstallation=file://" + place.path("office"), "--headless",
               "--norestore", "--convert-to", "xlsx", "--outdir", folder]
    if infilter:
        command.append("--infilter=Text - txt - csv (StarCalc):" + infilter)
    done = subprocess.run(command + [source], capture_output=True, text=True, timeout=120)
    base = os.path.splitext(os.path.basename(source))[0] + ".xlsx"
    path = os.path.join(folder, base)
    assert os.path.exists(path), done.stdout + done.stderr
    return path


def differences(document, cells):
    """How the figures differ, and how many there are."""
    wrong, count = [], 0
    lines = grid(cells)
    head = {name: column for column, name in lines[0].items()}
    told = {(line.get(0), line.get(1)): line for line in lines[1:]}
    for row in table(document, "figures"):
        line = told[row["zone"], row["indicator"]]
        for name in ("value", "coverage_pct", "low", "high"):
            value = line.get(head[name])
            if row[name] is None:
                if value is not None:
                    wrong.append((row["zone"], row["indicator"], name, None, value))
                continue
            count += 1
            if not isinstance(value, float) or abs(value - row[name]) > 2e-6 * (1 + abs(row[name])):
                wrong.append((row["zone"], row["indicator"], name, row[name], value))
    return wrong, count


def main():
    if not shutil.which("soffice"):
        skip("soffice is missing: apt-get install libreoffice-calc-nogui")
    with Place(int(os.environ.get("LAMPION_SEED", "7"))) as place:
        document = load(place.report(PERIOD, "json", "r.json"))
        withheld = sum(row["state"] == "withheld" for row in table(document, "days"))
        assert withheld > 3, "the past has no withheld days: %d" % withheld
        book = place.report(PERIOD, "xlsx", "r.xlsx")
        for name, spoil in (("whole", False), ("spoilt", True)):
            bare = place.path(name + ".xlsx")
            without_values(book, bare, spoil)
            wrong, count = differences(document, sheet(convert(place, bare, name), 1))
            print("xlsx, %s: %d figures, %d differ" % (name, count, len(wrong)))
            if bool(wrong) != spoil:
                print(*wrong[:20], sep="\n")
                return 1
        for form, options in (("csv", "44,34,76,1,,1033,false,true"),
                              ("csv-fr", "59,34,76,1,,1036,false,true")):
            folder = place.report(PERIOD, form, form)
            back = convert(place, os.path.join(folder, "figures.csv"), form, options)
            wrong, count = differences(document, sheet(back, 1))
            print("%s: %d figures, %d differ" % (form, count, len(wrong)))
            if wrong or count < 50:
                print(*wrong[:20], sep="\n")
                return 1
    return 0


sys.exit(main())
