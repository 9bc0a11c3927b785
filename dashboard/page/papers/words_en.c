#include "dashboard/page/papers/words.h"

const char *const papers_words_en[PAPERS_WORDS] = {
    [PAPERS_TITLE + PAPER_POSTER] = "Poster",
    [PAPERS_TITLE + PAPER_NOTICE] = "Sensors and privacy",
    [PAPERS_TITLE + PAPER_REGISTER] = "Register entry",
    [PAPERS_TITLE + PAPER_ASSESSMENT] = "Impact assessment",
    [PAPERS_QR] = "QR code to %s",
    [PAPERS_SEATS] = "%s: seat switches, number: %d (taken or not)",
    [PAPERS_ROOM] = "%s: motion or presence sensors, number: %d (somebody or nobody)",
    [PAPERS_DOORS] = "Doors: counters of passages, number: %d (one in, one out)",
    [PAPERS_UNSHARED] = "Seats given to somebody: %d. What is measured there is neither shown nor "
                        "stored.",
    [PAPERS_PUBLIC] = "Everybody sees the page: by zone, never by seat.",
    [PAPERS_MEMBERS] = "Members (by a link that can be revoked) see the page: by zone, never by "
                       "seat.",
    [PAPERS_PRIVATE] = "Only the team, signed in, sees the page: by zone, never by seat.",
    [PAPERS_NIGHT_HIDE] = "Outside of opening hours no figure is shown.",
    [PAPERS_NIGHT_SHOW] = "Figures are shown outside of opening hours, too. To be thought over if "
                          "somebody may be there alone (outside_hours: hide).",
    [PAPERS_BUCKET] = "Numbers are rounded to whole lots of %d.",
    [PAPERS_STEP] = "Figures change every %d minutes only.",
    [PAPERS_MINIMUM] = "In the history and in reports, counts below %d are withheld.",
    [PAPERS_ZONE_HIDDEN] = "%s: nothing of this zone is shown.",
    [PAPERS_ORGANISERS] = "The team, signed in, sees the same counts by zone and hour, and the "
                          "state of the sensors.",
    [PAPERS_RAW] = "Raw events of the sensors: %d days",
    [PAPERS_SLOTS] = "Sums by quarter of an hour and zone: %d days",
    [PAPERS_ALWAYS] = "Sums by hour and day: without limit, they point to nobody",
    [PAPERS_FILL] = "to be filled in",
    [PAPERS_BACK] = "Back to the papers",
};
