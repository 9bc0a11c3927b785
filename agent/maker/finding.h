/* What the doctor finds, and the next step for each, in words. */
#ifndef LAMPION_AGENT_MAKER_FINDING_H
#define LAMPION_AGENT_MAKER_FINDING_H

#include "agent/maker/tongue.h"

#define FINDINGS_MAX 160
#define FINDING_TEXT_MAX 400

/* {a} and {b} of each stand beside it. */
enum finding_kind {
    FINDING_NONE,
    FINDING_CHIP_OK,           /* label and path, lines */
    FINDING_CHIPS_NONE,        /* */
    FINDING_CHIP_GROUP,        /* path, group */
    FINDING_CHIP_UDEV,         /* path, owner:group mode */
    FINDING_CHIP_BROKEN,       /* path, error */
    FINDING_TRACE,             /* file */
    FINDING_BOARD_OK,          /* board */
    FINDING_BOARD_WRONG,       /* file, why */
    FINDING_BOARD_GUESS,       /* model, board: */
    FINDING_LINES_OK,          /* how many, seconds */
    FINDING_LINES_FAILED,      /* why */
    FINDING_LINE_MISSING,      /* place in the file, why */
    FINDING_LINE_BUSY,         /* place and line, who */
    FINDING_LINE_OURS,         /* who */
    FINDING_LINE_FLOATS,       /* place and line, changes */
    FINDING_LINE_FOLLOWS,      /* place and line */
    FINDING_LINE_OPEN,         /* place and line */
    FINDING_LINE_INVERTED,     /* place and line, the other active: */
    FINDING_LINE_ACTIVE,       /* place and line */
    FINDING_FAILS_FREE,        /* place, why */
    FINDING_WIRING_OK,         /* sensors */
    FINDING_CLOCK_OK,          /* time */
    FINDING_CLOCK_UNSYNCED,    /* time */
    FINDING_CLOCK_PAST,        /* time */
    FINDING_BROKER_OK,         /* uri */
    FINDING_BROKER_NAME,       /* host, error */
    FINDING_BROKER_CLOSED,     /* host:port */
    FINDING_BROKER_AWAY,       /* host:port, error */
    FINDING_BROKER_NOT_TLS,    /* host:port, error */
    FINDING_BROKER_SILENT,     /* host:port, error */
    FINDING_CERT_NAME,         /* host, names of the certificate */
    FINDING_CERT_UNKNOWN,      /* host, error */
    FINDING_CERT_TIME,         /* host, error */
    FINDING_REFUSED,           /* host:port, error */
    FINDING_CREDENTIAL,        /* why */
    FINDING_CREDENTIAL_DENIED, /* why */
    FINDING_CREDENTIAL_SOON,   /* why */
    FINDING_DISK_OK,           /* folder, free */
    FINDING_DISK_FULL,         /* folder, free */
    FINDING_DISK_DENIED,       /* folder, error */
    FINDING_DISK_NONE,         /* */
    FINDING_COUNT
};

enum finding_grade { GRADE_WELL, GRADE_NOTE, GRADE_WRONG };

struct finding {
    enum finding_kind kind;
    char a[FINDING_TEXT_MAX], b[FINDING_TEXT_MAX];
};

struct findings {
    size_t count;
    struct finding all[FINDINGS_MAX];
};

/* Cut where too long, dropped where too many. NULL is "". */
void findings_add(struct findings *self, enum finding_kind kind, const char *a, const char *b);
enum finding_grade finding_grade(enum finding_kind kind);
/* How many are wrong. */
size_t findings_wrong(const struct findings *self);
bool findings_have(const struct findings *self, enum finding_kind kind);

/* All from `first` on, broken at 80 columns, each with its next step. */
void findings_write(const struct findings *self, size_t first, enum tongue tongue, FILE *out);
/* "2 things to put right." */
void findings_sum(const struct findings *self, enum tongue tongue, FILE *out);

#endif
