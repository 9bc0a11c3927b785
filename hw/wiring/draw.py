#!/usr/bin/env python3
"""Draws the wiring diagrams: one SVG a sensor and language, beside this file.

    hw/wiring/draw.py            writes them
    hw/wiring/draw.py --check    fails if one is not what this script would write

A drawing has two halves: the wires (board left, part right) and where the part goes. Colours follow
prefers-color-scheme; a wire is named by its ends, colour only helps.
"""
import sys
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
WIDTH, HEIGHT, SPLIT = 860, 400, 540

STYLE = """
  .paper{fill:#fff;stroke:#c9ccd1} .ink{stroke:#1d2430;fill:none;stroke-width:2}
  .box{fill:#eef1f5;stroke:#1d2430;stroke-width:2} .body{fill:#dfe4ea;stroke:#1d2430;stroke-width:1.5}
  .v5{stroke:#b3261e} .v3{stroke:#b85c00} .gnd{stroke:#4a5260} .sig{stroke:#0b57d0}
  .wire{fill:none;stroke-width:3} .dash{stroke-dasharray:7 5}
  .dot{fill:#1d2430} .field{fill:#0b57d0;fill-opacity:.13;stroke:#0b57d0;stroke-dasharray:5 4}
  text{font:15px system-ui,'DejaVu Sans',sans-serif;fill:#1d2430}
  .small{font-size:13px} .head{font-weight:600;font-size:16px} .warn{fill:#b3261e;font-weight:600}
  @media (prefers-color-scheme:dark){
  .paper{fill:#14181f;stroke:#3a414c} .ink{stroke:#e4e8ee} .box{fill:#222833;stroke:#e4e8ee}
  .body{fill:#333b48;stroke:#e4e8ee} .v5{stroke:#ff8a80} .v3{stroke:#ffb35c} .gnd{stroke:#a7b0bd}
  .sig{stroke:#8ab4ff} .dot{fill:#e4e8ee} .field{fill:#8ab4ff;stroke:#8ab4ff;fill-opacity:.16}
  text{fill:#e4e8ee} .warn{fill:#ff8a80}}
"""

# Header pins of a Raspberry Pi: name -> number.
PINS = {"3V3": 1, "5V": 2, "GND": 6, "GPIO17": 11, "GPIO27": 13, "GPIO22": 15, "GPIO23": 16,
        "GPIO24": 18, "GPIO25": 22, "GPIO5": 29, "GPIO6": 31, "GPIO13": 33, "GPIO19": 35,
        "GPIO26": 37}

BOARD_X = 190  # right edge of the board
PART_X = 400   # left edge of the part


class Drawing:
    def __init__(self, language, title):
        self.language = language
        self.rows = []
        self.title = title[language]

    def say(self, en, fr):
        return en if self.language == "en" else fr

    def add(self, row):
        self.rows.append("  " + row)

    def text(self, x, y, words, kind="", anchor="start"):
        self.add(f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>')

    def line(self, points, kind):
        self.add('<polyline class="%s" points="%s"/>' %
                 (kind, " ".join(f"{x},{y}" for x, y in points)))

    def rect(self, x, y, w, h, kind, r=4):
        self.add(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" class="{kind}"/>')

    def dot(self, x, y):
        self.add(f'<circle cx="{x}" cy="{y}" r="4.5" class="dot"/>')

    def wire(self, points, kind, dashed=False):
        self.line(points, f"wire {kind}" + (" dash" if dashed else ""))

    def resistor(self, x, y, words, upright=False, kind="sig"):
        """Its middle at x, y; the wire goes on beneath it."""
        w, h = (14, 40) if upright else (40, 14)
        self.add(f'<rect x="{x - w / 2:g}" y="{y - h / 2:g}" width="{w}" height="{h}" class="box"/>')
        if upright:
            self.text(x + 14, y + 5, words, "small")
        else:
            self.text(x, y - 13, words, "small", "middle")

    def board(self, pins):
        """pins: (name, y) with y from top to bottom."""
        self.text(30, 68, "Raspberry Pi", "head")
        self.rect(30, 80, BOARD_X - 30, 270, "box", 8)
        for name, y in pins:
            self.text(BOARD_X - 14, y + 5, self.say(f"{name} · pin {PINS[name]}",
                                                    f"{name} · br. {PINS[name]}"), "", "end")
            self.dot(BOARD_X, y)

    def part(self, words, y, h, pins, w=120):
        """pins: (label, y) on its left edge."""
        self.text(PART_X, y - 12, words, "head")
        self.rect(PART_X, y, w, h, "box", 8)
        for label, at in pins:
            self.text(PART_X + 14, at + 5, label)
            self.dot(PART_X, at)

    def heading(self, en, fr):
        self.text(SPLIT + 22, 68, self.say(en, fr), "head")

    def done(self):
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="t">',
            f'  <title id="t">{escape(self.title)}</title>',
            f"  <style>{STYLE}  </style>",
            f'  <rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="10" class="paper"/>',
            f'  <text x="30" y="36" class="head">{escape(self.title)}</text>',
            f'  <line x1="{SPLIT}" y1="52" x2="{SPLIT}" y2="380" class="paper"/>',
            *self.rows, "</svg>", ""])


def contact(d, y, name, words, closed, pull_up_from=None):
    """A dry contact between a line and the ground bus at x = 510: 1 kΩ in series."""
    d.wire([(BOARD_X, y), (PART_X, y)], "sig")
    d.resistor(300, y, "1 kΩ")
    d.dot(PART_X, y)
    lift = 0 if closed else 16
    d.line([(PART_X, y), (PART_X + 50, y - lift)], "ink")
    d.dot(PART_X + 52, y)
    d.wire([(PART_X + 52, y), (505, y)], "gnd")
    d.text(PART_X - 4, y - 24, words, "small")
    if pull_up_from is not None:
        x = 235
        d.wire([(BOARD_X, pull_up_from), (x, pull_up_from), (x, y)], "v3", True)
        d.resistor(x, (pull_up_from + y) / 2, "10 kΩ*", True)
        d.dot(x, y)


def ground(d, y_from, y_to):
    d.wire([(505, y_from), (505, y_to), (BOARD_X, y_to)], "gnd")


def long_cable(d):
    d.text(30, 375, d.say("* for cables over 2 m; else the board's own pull-up does",
                          "* au-delà de 2 m de câble ; sinon le rappel de la carte suffit"), "small")


def floor(d, y=350):
    d.line([(SPLIT + 20, y), (WIDTH - 20, y)], "ink")


def measure(d, x, y1, y2, words, side=1):
    d.line([(x, y1), (x, y2)], "ink")
    for y in (y1, y2):
        d.line([(x - 5, y), (x + 5, y)], "ink")
    d.text(x + 10 * side, (y1 + y2) / 2 + 5, words, "small", "start" if side > 0 else "end")


def person(d, x, y_floor, tall=150):
    d.add(f'<circle cx="{x}" cy="{y_floor - tall + 14}" r="14" class="body"/>')
    d.rect(x - 18, y_floor - tall + 32, 36, tall * 0.42, "body", 14)
    d.rect(x - 14, y_floor - tall * 0.42, 12, tall * 0.42, "body")
    d.rect(x + 2, y_floor - tall * 0.42, 12, tall * 0.42, "body")


def seat(d):
    d.board([("3V3", 110), ("GPIO22", 210), ("GND", 320)])
    contact(d, 210, "GPIO22", d.say("seat switch, COM–NC", "contact, COM–NC"), True, 110)
    ground(d, 210, 320)
    d.text(PART_X - 4, 240, d.say("empty: closed", "vide : fermé"), "small")
    long_cable(d)
    d.heading("Under the cushion", "Sous le coussin")
    floor(d)
    d.rect(620, 230, 150, 22, "body", 8)
    d.rect(750, 110, 20, 130, "body", 8)
    for x in (635, 745):
        d.rect(x, 258, 10, 92, "body")
    d.rect(620, 252, 150, 6, "box", 1)
    d.rect(672, 238, 44, 12, "box", 2)
    d.line([(694, 250), (694, 285)], "ink")
    d.text(694, 303, d.say("switch", "contact"), "small", "middle")
    d.text(SPLIT + 22, 96, d.say("where the weight goes", "là où porte le poids"), "small")


def pir(d):
    d.board([("5V", 130), ("GPIO5", 210), ("GND", 290)])
    d.part("HC-SR501", 95, 230, [("VCC", 130), ("OUT", 210), ("GND", 290)])
    d.wire([(BOARD_X, 130), (PART_X, 130)], "v5")
    d.wire([(BOARD_X, 210), (PART_X, 210)], "sig")
    d.wire([(BOARD_X, 290), (PART_X, 290)], "gnd")
    d.text(295, 198, "3.3 V" if d.language == "en" else "3,3 V", "small", "middle")
    d.text(30, 375, d.say("AM312: VCC to 3V3 (pin 1), not to 5V",
                          "AM312 : VCC sur 3V3 (broche 1), pas sur 5V"), "small")
    d.heading("In a corner, looking down", "Dans un angle, vers le bas")
    floor(d)
    d.line([(830, 90), (830, 350)], "ink")
    d.add('<path d="M826,130 L575,350 L800,350 Z" class="field"/>')
    d.rect(808, 120, 20, 20, "box")
    person(d, 690, 350)
    measure(d, 565, 130, 350, "2–2.4 m" if d.language == "en" else "2–2,4 m")
    d.text(SPLIT + 22, 96, d.say("7 m, 100–120°", "7 m, 100–120°"), "small")


def mmwave(d):
    d.board([("5V", 130), ("GPIO6", 210), ("GND", 290)])
    d.part("LD2410", 95, 230, [("VCC", 130), ("OUT", 210), ("GND", 290)])
    d.wire([(BOARD_X, 130), (PART_X, 130)], "v5")
    d.wire([(BOARD_X, 210), (PART_X, 210)], "sig")
    d.wire([(BOARD_X, 290), (PART_X, 290)], "gnd")
    d.text(295, 198, "3.3 V" if d.language == "en" else "3,3 V", "small", "middle")
    d.text(30, 375, d.say("TX and RX stay free", "TX et RX restent libres"), "small")
    d.heading("On a wall, facing the seats", "Au mur, face aux sièges")
    floor(d)
    d.line([(830, 90), (830, 350)], "ink")
    d.add('<path d="M822,210 L570,120 L570,330 Z" class="field"/>')
    d.rect(812, 200, 16, 20, "box")
    d.add('<circle cx="640" cy="212" r="14" class="body"/>')
    d.rect(622, 230, 36, 60, "body", 14)
    d.rect(622, 280, 66, 18, "body", 8)
    d.rect(672, 290, 14, 60, "body")
    d.rect(610, 300, 60, 8, "box", 2)
    for x in (614, 656):
        d.rect(x, 308, 8, 42, "box", 1)
    measure(d, 775, 210, 350, "1.2–1.8 m" if d.language == "en" else "1,2–1,8 m", -1)
    d.text(SPLIT + 22, 96, d.say("5 m, ±60°; through thin walls too",
                                 "5 m, ±60° ; traverse les cloisons"), "small")


def beam_pair(d):
    d.board([("3V3", 105), ("GPIO17", 175), ("GPIO27", 235), ("GND", 290), ("5V", 330)])
    d.part(d.say("2 receivers", "2 récepteurs"), 130, 220,
           [(d.say("OUT outer", "OUT dehors"), 175), (d.say("OUT inner", "OUT dedans"), 235),
            ("GND", 290), ("5V", 330)])
    d.wire([(BOARD_X, 175), (PART_X, 175)], "sig")
    d.wire([(BOARD_X, 235), (PART_X, 235)], "sig")
    d.wire([(BOARD_X, 290), (PART_X, 290)], "gnd")
    d.wire([(BOARD_X, 330), (PART_X, 330)], "v5")
    d.wire([(BOARD_X, 105), (330, 105), (330, 235)], "v3")
    d.wire([(250, 105), (250, 175)], "v3")
    d.dot(250, 105)
    d.resistor(250, 140, "10 kΩ", True)
    d.resistor(330, 205, "10 kΩ", True)
    d.dot(250, 175)
    d.dot(330, 235)
    d.text(205, 372, d.say("pull-ups to 3V3, never to 5V", "rappels vers 3V3, jamais vers 5V"),
           "small warn")
    d.heading("From above, in the doorway", "Vu d'en haut, dans la porte")
    for x in (SPLIT + 20, 770):
        d.rect(x, 160, 70, 110, "body", 2)
    d.text(SPLIT + 30, 130, d.say("outside", "dehors"), "small")
    d.text(SPLIT + 30, 315, d.say("inside", "dedans"), "small")
    for y, left, right in ((195, "E", "R"), (240, "R", "E")):
        d.line([(636, y), (764, y)], "wire sig dash")
        d.rect(612, y - 11, 24, 22, "box", 3)
        d.rect(764, y - 11, 24, 22, "box", 3)
        d.text(624, y + 5, left, "small", "middle")
        d.text(776, y + 5, right, "small", "middle")
    d.line([(700, 110), (700, 165)], "ink")
    d.line([(693, 155), (700, 167), (707, 155)], "ink")
    d.text(712, 130, d.say("in", "entrée"), "small")
    measure(d, 680, 200, 235, "5–10 cm")
    d.text(SPLIT + 22, 345, d.say("E emitter, R receiver: crossed", "E émetteur, R récepteur : croisés"), "small")
    d.text(SPLIT + 22, 366, d.say("1.0–1.2 m above the floor", "à 1,0–1,2 m du sol"), "small")


def contact_page(d):
    d.board([("3V3", 110), ("GPIO23", 210), ("GND", 320)])
    contact(d, 210, "GPIO23", d.say("switch or reed", "interrupteur ou ILS"), False, 110)
    ground(d, 210, 320)
    long_cable(d)
    d.heading("Switch, or reed at the leaf", "Interrupteur, ou ILS au vantail")
    d.rect(565, 150, 92, 130, "box", 10)
    d.text(611, 174, d.say("open", "ouvert"), "small", "middle")
    d.rect(601, 188, 20, 56, "body", 8)
    d.add('<circle cx="611" cy="200" r="8" class="dot"/>')
    d.text(611, 268, d.say("closed", "fermé"), "small", "middle")
    d.rect(700, 110, 130, 12, "box", 1)
    d.rect(705, 124, 120, 226, "body", 2)
    d.rect(725, 108, 34, 10, "body", 2)
    d.rect(725, 128, 34, 10, "box", 2)
    d.line([(742, 138), (760, 172)], "ink")
    d.text(768, 188, d.say("reed, magnet", "ILS, aimant"), "small", "middle")
    d.text(768, 206, "< 10 mm", "small", "middle")
    floor(d)


def tally(d):
    rows = [("GPIO24", 120, d.say("in", "entrée")), ("GPIO25", 190, d.say("out", "sortie")),
            ("GPIO26", 260, d.say("reset", "remise à zéro"))]
    d.board([(name, y) for name, y, _ in rows] + [("GND", 325)])
    for name, y, words in rows:
        contact(d, y, name, words, False)
    ground(d, 120, 325)
    for y in (190, 260):
        d.dot(505, y)
    d.heading("A box by the door", "Un boîtier près de la porte")
    floor(d)
    d.rect(570, 140, 180, 92, "box", 10)
    for x, words in ((604, "+1"), (661, "−1"), (715, "0")):
        d.add(f'<circle cx="{x}" cy="175" r="{17 if words != "0" else 11}" class="body"/>')
        d.text(x, 180, words, "small", "middle")
    d.text(604, 216, d.say("in", "entrée"), "small", "middle")
    d.text(661, 216, d.say("out", "sortie"), "small", "middle")
    d.text(715, 216, d.say("2 s", "2 s"), "small", "middle")
    measure(d, 764, 185, 350, "1.0–1.2 m" if d.language == "en" else "1,0–1,2 m")


def pulse(d):
    d.board([("GPIO19", 150), ("GPIO13", 220), ("GND", 290)])
    d.part(d.say("the counter", "le compteur"), 110, 220,
           [(d.say("IN", "ENTRÉE"), 150), (d.say("OUT", "SORTIE"), 220), ("COM", 290)])
    for y in (150, 220):
        d.wire([(BOARD_X, y), (PART_X, y)], "sig")
        d.resistor(300, y, "1 kΩ")
    d.wire([(BOARD_X, 290), (PART_X, 290)], "gnd")
    d.text(30, 375, d.say("relay or open collector: no voltage of its own",
                          "relais ou collecteur ouvert : sans tension propre"), "small")
    d.heading("12 or 24 V: by optocoupler", "12 ou 24 V : par optocoupleur")
    opto(d, 570)


def opto(d, x, y=150):
    """A PC817 between an output with a voltage of its own and a line."""
    d.rect(x + 90, y, 90, 120, "box", 6)
    d.text(x + 135, y - 10, "PC817", "small", "middle")
    d.wire([(x, y + 25), (x + 90, y + 25)], "v5")
    d.resistor(x + 48, y + 25, d.say("2.2 kΩ**", "2,2 kΩ**"))
    d.wire([(x, y + 95), (x + 90, y + 95)], "gnd")
    d.text(x - 20, y + 58, "12 V", "small")
    d.line([(x + 110, y + 25), (x + 110, y + 50)], "ink")
    d.add(f'<path d="M{x + 100},{y + 50} h20 l-10,18 z" class="body"/>')
    d.line([(x + 100, y + 69), (x + 120, y + 69)], "ink")
    d.line([(x + 110, y + 69), (x + 110, y + 95)], "ink")
    d.line([(x + 90, y + 25), (x + 110, y + 25)], "ink")
    d.line([(x + 90, y + 95), (x + 110, y + 95)], "ink")
    d.line([(x + 126, y + 54), (x + 140, y + 60)], "ink")
    d.line([(x + 126, y + 64), (x + 140, y + 70)], "ink")
    d.line([(x + 150, y + 45), (x + 150, y + 77)], "ink")
    d.line([(x + 150, y + 54), (x + 166, y + 40), (x + 166, y + 25), (x + 180, y + 25)], "ink")
    d.line([(x + 150, y + 68), (x + 166, y + 82), (x + 166, y + 95), (x + 180, y + 95)], "ink")
    d.wire([(x + 180, y + 25), (x + 215, y + 25)], "sig")
    d.wire([(x + 180, y + 95), (x + 215, y + 95)], "gnd")
    d.text(x + 220, y + 30, "GPIO", "small")
    d.text(x + 220, y + 100, "GND", "small")
    d.text(x - 8, y + 165, d.say("one for each output;", "un par sortie ;"), "small")
    d.text(x - 8, y + 185, d.say("** 4.7 kΩ at 24 V", "** 4,7 kΩ sous 24 V"), "small")


def level(d):
    d.board([("GPIO17", 150), ("GND", 310)])
    d.part(d.say("5 V output", "sortie 5 V"), 110, 230, [("OUT", 150), ("GND", 310)])
    d.wire([(BOARD_X, 150), (PART_X, 150)], "sig")
    d.resistor(345, 150, "10 kΩ")
    d.wire([(260, 150), (260, 310)], "sig")
    d.resistor(260, 230, "20 kΩ", True)
    d.dot(260, 150)
    d.dot(260, 310)
    d.wire([(BOARD_X, 310), (PART_X, 310)], "gnd")
    d.text(222, 128, d.say("3.3 V", "3,3 V"), "small", "middle")
    d.text(30, 375, d.say("5 V × 20 / (10 + 20) = 3.3 V; set bias: disabled",
                          "5 V × 20 / (10 + 20) = 3,3 V ; bias: disabled"), "small")
    d.heading("12 or 24 V: by optocoupler", "12 ou 24 V : par optocoupleur")
    opto(d, 570)


DRAWINGS = {
    "seat": (seat, {"en": "Seat: a switch, normally closed", "fr": "Siège : un contact, normalement fermé"}),
    "pir": (pir, {"en": "Motion: PIR HC-SR501 or AM312", "fr": "Mouvement : PIR HC-SR501 ou AM312"}),
    "mmwave": (mmwave, {"en": "Presence: radar LD2410", "fr": "Présence : radar LD2410"}),
    "beam-pair": (beam_pair, {"en": "Door: two infrared beams", "fr": "Porte : deux faisceaux infrarouges"}),
    "contact": (contact_page, {"en": "Contact: “we are open”, or a door leaf",
                               "fr": "Contact : « nous sommes ouverts », ou un vantail"}),
    "tally": (tally, {"en": "Tally: buttons in, out, reset", "fr": "Comptage à la main : trois boutons"}),
    "pulse": (pulse, {"en": "Pulse: a people counter of somebody else's",
                      "fr": "Impulsions : un compteur de passages existant"}),
    "level": (level, {"en": "From 5 V, 12 V, 24 V to a 3.3 V pin",
                      "fr": "De 5 V, 12 V, 24 V vers une broche 3,3 V"}),
}


def main():
    wrong = 0
    for name, (draw, titles) in DRAWINGS.items():
        for language in ("en", "fr"):
            drawing = Drawing(language, titles)
            draw(drawing)
            path = HERE / f"{name}.{language}.svg"
            text = drawing.done()
            if sys.argv[1:] == ["--check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    print(f"{path}: is not what draw.py draws; run hw/wiring/draw.py")
                    wrong = 1
            else:
                path.write_text(text, encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
