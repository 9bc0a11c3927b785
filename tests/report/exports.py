"""What the tests of written reports share: a past, exports of it, reading them back."""
import csv, json, os, re, shutil, subprocess, sys, tempfile, zipfile
from xml.etree import ElementTree

PAST, LAMPION = sys.argv[1], sys.argv[2]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


class Place:
    """A folder with a store in it, gone at the end."""

    def __init__(self, kind, minimum=3, late=False):
        self.folder = tempfile.mkdtemp(prefix="lampion-exports-")
        self.store = os.path.join(self.folder, "h.db")
        subprocess.run([PAST, self.store, str(kind), str(minimum)] + ["late"] * late, check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def report(self, period, form, name, lang="en"):
        subprocess.run([LAMPION, "report", "--db", self.store, "--period", period, "--format", form,
                        "--lang", lang, "-o", self.path(name)],
                       check=True, stdout=subprocess.DEVNULL)
        return self.path(name)

    def export(self, period, form, name, how):
        subprocess.run([PAST, "export", self.store, period, form, self.path(name), how], check=True)
        return self.path(name)


def table(document, name):
    """Rows of a table of the JSON report, as dicts."""
    columns = document[name]["columns"]
    return [dict(zip(columns, row)) for row in document[name]["rows"]]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheet(path, number):
    """A sheet of a workbook: {"B2": text or number}."""
    with zipfile.ZipFile(path) as book:
        strings = []
        if "xl/sharedStrings.xml" in book.namelist():
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")):
                strings.append("".join(text.text or "" for text in item.iter(NS + "t")))
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet%d.xml" % number))
    cells = {}
    for cell in root.iter(NS + "c"):
        value, kind = cell.find(NS + "v"), cell.get("t", "n")
        if kind == "inlineStr":
            cells[cell.get("r")] = "".join(text.text or "" for text in cell.iter(NS + "t"))
        elif value is not None and value.text is not None:
            cells[cell.get("r")] = strings[int(value.text)] if kind == "s" else \
                float(value.text) if kind == "n" else value.text
    return cells


def grid(cells):
    """The same as rows of a list, by column."""
    lines = {}
    for name, value in cells.items():
        letters, number = re.fullmatch("([A-Z]+)([0-9]+)", name).groups()
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - 64
        lines.setdefault(int(number), {})[column - 1] = value
    return [lines[number] for number in sorted(lines)]
