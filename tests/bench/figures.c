#include "tests/bench/figures.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

void figures_add(struct figures *self, const char *unit, double value, enum figure_aim aim,
                 double bound, const char *what, ...)
{
    assert(self->count < FIGURES_MAX);
    struct figure *figure = &self->list[self->count++];
    *figure = (struct figure){.value = value, .unit = unit, .aim = aim, .bound = bound};
    va_list arguments;
    va_start(arguments, what);
    vsnprintf(figure->what, sizeof figure->what, what, arguments);
    va_end(arguments);
}

/* Three digits that count, no more. */
static const char *number(double value, char text[32])
{
    snprintf(text, 32, "%.*f", value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3, value);
    return text;
}

void figures_print(const struct figures *self)
{
    static const char *const signs[] = {"", ">= ", "<= "};
    printf("%-64s %10s %-10s %-11s %s\n", "what", "value", "unit", "aim", "met");
    for (size_t i = 0; i < self->count; i++) {
        const struct figure *figure = &self->list[i];
        char value[32], bound[32], aim[48] = "";
        const char *met = "";
        number(figure->bound, bound);
        if (figure->aim != AIM_NONE) {
            snprintf(aim, sizeof aim, "%s%s", signs[figure->aim], bound);
            bool least = figure->aim == AIM_AT_LEAST;
            met = (least ? figure->value >= figure->bound : figure->value <= figure->bound) ? "yes"
                                                                                            : "NO";
        }
        printf("%-64s %10s %-10s %-11s %s\n", figure->what, number(figure->value, value),
               figure->unit, aim, met);
    }
}
