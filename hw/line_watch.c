#include "hw/line_watch.h"

void bank_watch_start(struct bank_watch *bank)
{
    *bank = (struct bank_watch){0};
}

void line_watch_start(struct line_watch *line, int level)
{
    *line = (struct line_watch){.level = level, .odd_ms = LINE_WATCH_NEVER};
}

enum line_verdict line_watch_edge(struct line_watch *line, struct bank_watch *bank, int level,
                                  uint32_t line_seq, uint32_t bank_seq)
{
    uint32_t lost = line_seq && !line->renumber ? line_seq - line->seq - 1 : 0;
    uint32_t missing = bank_seq ? bank_seq - bank->seq - 1 : 0;
    bank->gaps += missing > 0;
    bank->missing += missing;
    bank->missing -= lost < bank->missing ? lost : bank->missing;
    /* Its own count is not known since a loss was told, but the bank has lost some since then. */
    if (line->renumber && line->gaps != bank->gaps)
        lost = 1;
    bank->seq = bank_seq;
    line->seq = line_seq;
    line->gaps = bank->gaps;
    line->renumber = false;
    line->level = level;
    line->odd_ms = LINE_WATCH_NEVER;
    line->silent = 0;
    return lost ? LINE_WAS_LOST : LINE_GOOD;
}

enum line_verdict line_watch_settle(struct line_watch *line, const struct bank_watch *bank)
{
    bool lost = bank->missing > 0 && line->gaps != bank->gaps;
    line->gaps = bank->gaps;
    if (lost)
        line->renumber = true;
    return lost ? LINE_WAS_LOST : LINE_GOOD;
}

void bank_watch_settled(struct bank_watch *bank)
{
    bank->missing = 0;
}

enum line_verdict line_watch_level(struct line_watch *line, int level, int64_t t_ms)
{
    if (level == line->level) {
        line->odd_ms = LINE_WATCH_NEVER;
        return LINE_GOOD;
    }
    if (line->odd_ms == LINE_WATCH_NEVER)
        line->odd_ms = t_ms;
    if (t_ms - line->odd_ms < LINE_WATCH_SETTLE_MS)
        return LINE_GOOD;
    line->odd_ms = LINE_WATCH_NEVER;
    line->level = level;
    line->silent++;
    return line->silent >= LINE_WATCH_FROZEN ? LINE_IS_FROZEN : LINE_WAS_LOST;
}
