#include "agent/common/words.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 40 /* longer ones are not compared */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits between two words, a swap of neighbours counted as one (optimal string alignment). */
static size_t word_distance(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b);
    if (la > WORD_MAX || lb > WORD_MAX)
        return WORD_MAX;
    size_t cost[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= la; i++)
        for (size_t j = 0; j <= lb; j++) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            size_t change = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            cost[i][j] = least(change, least(cost[i - 1][j], cost[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[la][lb];
}

const char *words_nearest(const char *given, const char *const *words)
{
    const char *nearest = NULL;
    size_t best = strlen(given) / 3 + 2; /* what is further away was not meant */
    for (size_t i = 0; words[i]; i++) {
        size_t distance = word_distance(given, words[i]);
        if (distance < best && distance < strlen(words[i])) {
            best = distance;
            nearest = words[i];
        }
    }
    return nearest;
}

void words_join(const char *const *words, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; words[i] && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", words[i]);
}
