/* Reports to ask for, their progress, and their files. Pure. */
#ifndef LAMPION_PAGE_ORGANISE_REPORTS_PAGE_H
#define LAMPION_PAGE_ORGANISE_REPORTS_PAGE_H

#include "agent/common/why.h"
#include "dashboard/page/organise/frame.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELF_MAX 12
#define REPORT_FILES_MAX 12
#define REPORTS_RENEW_S 2

enum report_stage { REPORT_WAITING, REPORT_GATHERING, REPORT_WRITING, REPORT_DONE, REPORT_FAILED };

struct report_row {
    int64_t id; /* 0: none */
    char period[32], against[32], format[24];
    enum language language;
    enum report_stage stage;
    struct why why;  /* REPORT_FAILED */
    char sha256[65]; /* REPORT_DONE */
    char files[REPORT_FILES_MAX][48];
    size_t file_count;
};

/* A period to choose: "2026-10" and of what kind it is. */
struct report_preset {
    char period[32];
    enum desk_text what;
};

struct reports_page {
    const struct report_preset *presets;
    size_t preset_count;
    const char *const *formats; /* until a NULL */
    const struct report_row *rows;
    size_t row_count;
    const char *(*given)(const void *context, const char *name); /* what was typed in before */
    const void *context;
};

/* The frame's renews_s says whether one is on its way. */
/* Parts of its form that the page of the use has, too. */
void period_select(struct buffer *out, const struct desk_frame *frame,
                   const struct report_preset *presets, size_t count, const char *chosen);
void period_field(struct buffer *out, const struct desk_frame *frame, const char *value);
void against_select(struct buffer *out, const struct desk_frame *frame, bool year);

void reports_page(struct buffer *out, const struct desk_frame *frame,
                  const struct reports_page *page);

#endif
