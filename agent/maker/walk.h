/* A validation walk: a person goes through a door and says so each time; what the counter saw of
 * it, and how wrong it is. Pure.
 *
 * A passage is right when the counter saw one person in the right direction and nothing else. The
 * error is the share that was not, with the Wilson score interval of 95 % (E. B. Wilson 1927;
 * recommended for small numbers by Brown, Cai and DasGupta, "Interval estimation for a binomial
 * proportion", Statistical Science 16, 2001). */
#ifndef LAMPION_AGENT_MAKER_WALK_H
#define LAMPION_AGENT_MAKER_WALK_H

#include <stdbool.h>
#include <stddef.h>

#define WALK_ROUNDS_MAX 200 /* of each direction */

enum walk_direction { WALK_IN, WALK_OUT };

/* What was seen of one passage. */
struct walk_passage {
    enum walk_direction told; /* what the person was told */
    int in, out;              /* people counted */
    int faults;               /* said meanwhile */
    int first_line;           /* the line that was active first; -1: none, or none of two */
};

struct interval {
    double low, best, high;
};

/* `count` of `of` (> 0) as a share, 0 to 1. */
struct interval interval_wilson(int count, int of);

struct walk_sum {
    struct walk_way {
        int done;      /* passages */
        int right;     /* one person the right way, nothing else */
        int missed;    /* nothing was counted */
        int wrong_way; /* counted, all in the other direction */
        int extra;     /* anything else: too many */
        int counted;   /* people in this direction, in all passages of both */
    } ways[2];
    int faults;
    int first_wrong, first_known; /* by the lines: whether the wrong beam was first */
    bool swapped;
};

/* `outer_line`: which line a person on the way in breaks first; -1: the lines do not tell.
 * Swapped: of at least two passages, all or all but a fifth went the wrong way. */
struct walk_sum walk_sum(const struct walk_passage *passages, size_t count, int outer_line);

/* Wrong passages of both ways as a share of all, for the desk; 0 <= .. <= 1. */
struct interval walk_error(const struct walk_sum *sum);

#endif
