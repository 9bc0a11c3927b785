#include "tests/score/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void score_binary_add(struct score_binary *self, bool said, bool truth)
{
    self->hits += said && truth;
    self->false_alarms += said && !truth;
    self->misses += !said && truth;
    self->rejections += !said && !truth;
}

static double share(long part, long whole)
{
    return whole ? (double)part / (double)whole : 0;
}

double score_accuracy(const struct score_binary *self)
{
    return share(self->hits + self->rejections,
                 self->hits + self->rejections + self->false_alarms + self->misses);
}

double score_precision(const struct score_binary *self)
{
    return share(self->hits, self->hits + self->false_alarms);
}

double score_recall(const struct score_binary *self)
{
    return share(self->hits, self->hits + self->misses);
}

double score_f1(const struct score_binary *self)
{
    return share(2 * self->hits, 2 * self->hits + self->false_alarms + self->misses);
}

void score_head(const char *recording, const char *columns)
{
    printf("\n%s\n  %-42s %s\n", recording, "", columns);
}

void score_row(const char *method, const char *figures, const char *note)
{
    printf("  %-42s %s%s%s\n", method, figures, *note ? "   " : "", note);
}

void score_row_binary(const char *method, const struct score_binary *self, const char *note)
{
    char figures[100];
    snprintf(figures, sizeof figures, "%8.4f  %9.4f  %6.4f  %6.4f", score_accuracy(self),
             score_precision(self), score_recall(self), score_f1(self));
    score_row(method, figures, note);
}

static bool demand(const char *what, double value, double bound, const char *sign, bool met)
{
    printf("  %s: %.4f, demanded %s %.4f: %s\n", what, value, sign, bound, met ? "met" : "NOT MET");
    return met;
}

bool score_demand_least(const char *what, double value, double bound)
{
    return demand(what, value, bound, ">=", value >= bound);
}

bool score_demand_most(const char *what, double value, double bound)
{
    return demand(what, value, bound, "<=", value <= bound);
}

char *score_data(const char *file)
{
    const char *folder = getenv("LAMPION_DATA");
    char *path;
    if (asprintf(&path, "%s/%s", folder ? folder : LAMPION_DATA_STANDARD, file) < 0)
        return NULL;
    if (access(path, R_OK) == 0)
        return path;
    printf("skipped: there is no %s; LAMPION_DATA names another folder\n", path);
    free(path);
    return NULL;
}
