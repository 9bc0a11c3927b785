#include "agent/maker/walk.h"

#include <assert.h>
#include <math.h>

#define Z_95 1.959963984540054 /* of the normal distribution, two-sided */

struct interval interval_wilson(int count, int of)
{
    assert(of > 0 && count >= 0 && count <= of);
    double n = of, p = count / n, z2 = Z_95 * Z_95;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z_95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    /* At the ends the formula gives them but for rounding. */
    return (struct interval){
        .low = count == 0 ? 0 : centre - half, .best = p, .high = count == of ? 1 : centre + half};
}

static void sum_passage(struct walk_sum *sum, const struct walk_passage *passage, int outer_line)
{
    struct walk_way *way = &sum->ways[passage->told];
    int right = passage->told == WALK_IN ? passage->in : passage->out;
    int wrong = passage->told == WALK_IN ? passage->out : passage->in;
    way->done++;
    if (right == 1 && wrong == 0)
        way->right++;
    else if (right == 0 && wrong == 0)
        way->missed++;
    else if (right == 0)
        way->wrong_way++;
    else
        way->extra++;
    sum->ways[WALK_IN].counted += passage->in;
    sum->ways[WALK_OUT].counted += passage->out;
    sum->faults += passage->faults;
    if (outer_line < 0 || passage->first_line < 0)
        return;
    bool outer_first = passage->first_line == outer_line;
    sum->first_known++;
    sum->first_wrong += outer_first != (passage->told == WALK_IN);
}

struct walk_sum walk_sum(const struct walk_passage *passages, size_t count, int outer_line)
{
    struct walk_sum sum = {0};
    for (size_t i = 0; i < count; i++)
        sum_passage(&sum, &passages[i], outer_line);
    int wrong = sum.first_wrong, known = sum.first_known;
    if (known < 2) {
        wrong = sum.ways[WALK_IN].wrong_way + sum.ways[WALK_OUT].wrong_way;
        known = wrong + sum.ways[WALK_IN].right + sum.ways[WALK_OUT].right;
    }
    sum.swapped = known >= 2 && wrong * 5 >= known * 4;
    return sum;
}

struct interval walk_error(const struct walk_sum *sum)
{
    int done = 0, right = 0;
    for (int way = 0; way < 2; way++) {
        done += sum->ways[way].done;
        right += sum->ways[way].right;
    }
    return interval_wilson(done - right, done);
}
