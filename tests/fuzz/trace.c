/* The reader of traces: rows in order, or a refusal that names the row. */
#include "tests/fuzz/fuzz.h"

#include "hw/trace.h"

static void check_rows(FILE *file)
{
    struct trace trace;
    struct trace_row row;
    char why[LINES_WHY_MAX] = "";
    int64_t last_ms = 0;
    int more;
    trace_start(&trace, file, "T.csv");
    while ((more = trace_next(&trace, &row, why)) > 0) {
        must(row.level == 0 || row.level == 1);
        must(*row.line && memchr(row.line, '\0', sizeof row.line));
        must(row.t_ms >= last_ms);
        last_ms = row.t_ms;
    }
    must(more == 0 || !strncmp(why, "T.csv:", 6));
    must(memchr(why, '\0', sizeof why));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Read only; fmemopen takes no const. */
    FILE *file = fmemopen((void *)(size ? data : (const uint8_t *)""), size, "r");
    if (!file)
        return 0;
    check_rows(file);
    fclose(file);
    return 0;
}
